"""Terminal emulation as a library: bytes in, frames out. No Qt, no network."""
