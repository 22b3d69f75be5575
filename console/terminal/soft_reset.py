"""What is sent to an engine so that it forgets a program that is gone."""

from __future__ import annotations

from console.terminal.cuts import SOFT_RESET
from console.wire.frames import Mode

NUMBERS = (5, 9, 45, 66, 69, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 2004, 2026, 2048)
MODES_OFF = b"".join(b"\x1b[?%dl" % number for number in NUMBERS)
KITTY_KEYBOARD_OFF = b"\x1b[<99u\x1b[=0u"
DEFAULT_CURSOR = b"\x1b[0 q"


def soft_reset_bytes(modes: Mode, cursor_x: int) -> bytes:
    """Return the bytes that undo modes, not content; the next program starts on a line of its own."""
    leave = b"\x1b[?1049l" if modes & Mode.ALTERNATE_SCREEN else b""
    fresh = b"\r\n" if cursor_x and not leave else b""
    # CAN ends whatever sequence the connection broke in.
    return b"\x18" + leave + MODES_OFF + KITTY_KEYBOARD_OFF + SOFT_RESET + b"\x1b[?7h" + DEFAULT_CURSOR + fresh
