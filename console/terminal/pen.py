"""How the next character looks: SGR as four numbers."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Attrs = tuple[int | tuple[int, ...], ...]
"""Parameters of SGR; one with colons is a tuple of its parts."""

DEFAULT = 0
INDEXED, DIRECT = 1 << 24, 2 << 24
UNDERLINE, STRIKE, OVERLINE, BLINK, HYPERLINK = 7, 8, 16, 32, 64
BOLD, ITALIC, FAINT, REVERSE, INVISIBLE = 256, 512, 1024, 2048, 4096
LINK_SHIFT = 16
LINKED = HYPERLINK | 0xFFFF << LINK_SHIFT
"""Which hyperlink, and that there is one."""
PROTECTED = 8192
"""Selective erasing leaves it (DECSCA)."""
KEPT = LINKED | PROTECTED
"""What no SGR touches."""
FOREGROUND, BACKGROUND, UNDERLINE_COLOR = 38, 48, 58
"""Followed by a colour of the palette of 256, or a direct one."""

# ECMA-48 8.3.117 and xterm. Written out: the tables of pyte would bring all of it into a core that never uses it.
# Underlines have a kind, so they are not set by bits.
UNDERLINES = {4: 1, 21: 2}
SETS = {
    1: BOLD, 2: FAINT, 3: ITALIC, 5: BLINK, 6: BLINK, 7: REVERSE, 8: INVISIBLE, 9: STRIKE, 53: OVERLINE,
}  # fmt: skip
CLEARS = {
    22: BOLD | FAINT, 23: ITALIC, 24: UNDERLINE, 25: BLINK, 27: REVERSE, 28: INVISIBLE, 29: STRIKE, 55: OVERLINE,
}  # fmt: skip


def _colors(first: int, first_bright: int) -> dict[int, int]:
    """Return the colours that codes select: eight, the default, eight bright ones."""
    codes = (*range(first, first + 8), *range(first_bright, first_bright + 8))
    return {first + 9: DEFAULT} | {code: INDEXED | index for index, code in enumerate(codes)}


FOREGROUNDS, BACKGROUNDS = _colors(30, 90), _colors(40, 100)


class Pen(NamedTuple):
    """Colours (0 default, else a tag and a value) and attribute bits; the low seven are those of the wire."""

    foreground: int = DEFAULT
    background: int = DEFAULT
    attributes: int = 0
    underline_color: int = DEFAULT


PLAIN_PEN = Pen()


@lru_cache(maxsize=4096)
def column(pen: Pen) -> NDArray[np.uint32]:
    """Return ``pen`` as a column that is assigned to cells."""
    return np.array(pen, np.uint32).reshape(4, 1)


@lru_cache(maxsize=4096)
def apply(pen: Pen, attrs: Attrs) -> Pen:
    """Return ``pen`` after SGR with ``attrs``."""
    codes = [attr if isinstance(attr, int) else attr[0] for attr in attrs]
    fg, bg, bits, ul = pen
    at = 0
    while at < len(codes):
        code, attr = codes[at], attrs[at]
        at += 1
        if code == 0:
            fg, bg, bits, ul = DEFAULT, DEFAULT, bits & KEPT, DEFAULT
        elif code in FOREGROUNDS:
            fg = FOREGROUNDS[code]
        elif code in BACKGROUNDS:
            bg = BACKGROUNDS[code]
        elif code in {FOREGROUND, BACKGROUND, UNDERLINE_COLOR}:
            color, used = _extended(attr, codes[at : at + 4])
            at += used
            if color is None:
                continue
            fg, bg, ul = (
                color if code == FOREGROUND else fg, color if code == BACKGROUND else bg,
                color if code == UNDERLINE_COLOR else ul,
            )  # fmt: skip
        elif code == UNDERLINE_COLOR + 1:
            ul = DEFAULT
        else:
            bits = _bits(bits, code, attr)
    return Pen(fg, bg, bits, ul)


def _bits(bits: int, code: int, attr: int | tuple[int, ...]) -> int:
    if code in SETS:
        return bits | SETS[code]
    if code in CLEARS:
        return bits & ~CLEARS[code]
    if code not in UNDERLINES:
        return bits
    style = UNDERLINES[code]
    if isinstance(attr, tuple) and code != 21 and len(attr) > 1 and attr[1] <= 5:
        style = attr[1]
    return bits & ~UNDERLINE | style


def _extended(attr: int | tuple[int, ...], rest: list[int]) -> tuple[int | None, int]:
    """Return a colour of 38, 48 or 58 and how many of ``rest`` it took."""
    if isinstance(attr, tuple) and len(attr) > 1:
        parts = list(attr[1:])
        if parts[0] == 2 and len(parts) > 4:
            parts = [2, *parts[2:5]]
        return _color(parts), 0
    if not rest:
        return None, 0
    length = {5: 2, 2: 4}.get(rest[0], 1)
    return _color(rest[:length]), min(length, len(rest))


def _color(parts: list[int]) -> int | None:
    if parts[0] == 5 and len(parts) > 1:
        return INDEXED | parts[1] & 0xFF
    if parts[0] == 2 and len(parts) > 3:
        red, green, blue = (min(value, 255) for value in parts[1:4])
        return DIRECT | red << 16 | green << 8 | blue
    return None
