"""SSH connections: the only room that opens them."""
