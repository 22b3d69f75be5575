"""What DECRQSS and XTGETTCAP are answered by the portable engine.

https://vt100.net/docs/vt510-rm/DECRQSS.html and
https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h2-Device-Control-functions.
"""

from __future__ import annotations

from console.terminal.pen import (
    BLINK,
    BOLD,
    DIRECT,
    FAINT,
    INDEXED,
    INVISIBLE,
    ITALIC,
    OVERLINE,
    PROTECTED,
    REVERSE,
    STRIKE,
    UNDERLINE,
    Pen,
)
from console.terminal.screen import Screen

LEVEL = "62;1"
CAPABILITIES = {"TN": "xterm-256color", "name": "xterm-256color", "Co": "256", "colors": "256", "RGB": "8"}
MOST_ASKED = 64
FLAGS = ((BOLD, "1"), (FAINT, "2"), (ITALIC, "3"), (BLINK, "5"), (REVERSE, "7"), (INVISIBLE, "8"), (STRIKE, "9"),
         (OVERLINE, "53"))  # fmt: skip


def setting(what: str, screen: Screen) -> str:
    """Return what DECRQSS is answered for a setting, by its final characters."""
    known = {
        "m": lambda: f"{rendition(screen.pen)}m",
        "r": lambda: f"{screen.top + 1};{screen.bottom + 1}r",
        " q": lambda: f"{screen.cursor_style} q",
        '"p': lambda: f'{LEVEL}"p',
        '"q': lambda: f'{int(bool(screen.pen.attributes & PROTECTED))}"q',
    }
    return f"\x1bP1$r{known[what]()}\x1b\\" if what in known else "\x1bP0$r\x1b\\"


def rendition(pen: Pen) -> str:
    """Return the parameters of the SGR that gives ``pen``."""
    bits = pen.attributes
    parts = ["0", *(code for bit, code in FLAGS if bits & bit)]
    if bits & UNDERLINE:
        parts.append("4" if bits & UNDERLINE == 1 else f"4:{bits & UNDERLINE}")
    parts += _color(pen.foreground, 30, 38) + _color(pen.background, 40, 48) + _color(pen.underline_color, None, 58)
    return ";".join(parts)


def _color(value: int, named: int | None, extended: int) -> list[str]:
    number = value & 0xFFFFFF
    if value & DIRECT:
        return [f"{extended}:2::{number >> 16}:{number >> 8 & 0xFF}:{number & 0xFF}"]
    if not value & INDEXED:
        return []
    if named is not None and number < 16:
        return [str(named + number if number < 8 else named + 60 + number - 8)]
    return [f"{extended}:5:{number}"]


def capabilities(asked: str) -> str:
    """Return what XTGETTCAP is answered, a string for each name."""
    return "".join(_capability(name) for name in asked.split(";")[:MOST_ASKED])


def _capability(name: str) -> str:
    try:
        value = CAPABILITIES.get(bytes.fromhex(name).decode("ascii", "replace"))
    except ValueError:
        return "\x1bP0+r\x1b\\"
    return f"\x1bP0+r{name}\x1b\\" if value is None else f"\x1bP1+r{name}={value.encode().hex()}\x1b\\"
