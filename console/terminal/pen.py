"""How the next character looks: SGR as four numbers."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from console.terminal.vt_parser import Params

DEFAULT = 0
INDEXED, DIRECT = 1 << 24, 2 << 24
UNDERLINE, STRIKE, OVERLINE, BLINK, HYPERLINK = 7, 8, 16, 32, 64
BOLD, ITALIC, FAINT, REVERSE, INVISIBLE = 256, 512, 1024, 2048, 4096
SETS = {1: BOLD, 2: FAINT, 3: ITALIC, 5: BLINK, 6: BLINK, 7: REVERSE, 8: INVISIBLE, 9: STRIKE, 53: OVERLINE}
CLEARS = {
    22: BOLD | FAINT, 23: ITALIC, 24: UNDERLINE, 25: BLINK, 27: REVERSE, 28: INVISIBLE, 29: STRIKE, 55: OVERLINE,
}  # fmt: skip


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
def apply(pen: Pen, params: Params) -> Pen:
    """Return ``pen`` after SGR with ``params``."""
    values = [max(value, 0) for group in (params or ((0,),)) for value in group[:1]]
    fg, bg, bits, ul = pen
    at = 0
    while at < len(values):
        code, group = values[at], params[at] if params else ()
        at += 1
        if code == 0:
            fg, bg, bits, ul = DEFAULT, DEFAULT, bits & HYPERLINK, DEFAULT
        elif code in SETS:
            bits |= SETS[code]
        elif code in CLEARS:
            bits &= ~CLEARS[code]
        elif code in {4, 21}:
            bits = bits & ~UNDERLINE | _underline(code, group)
        elif code in {38, 48, 58}:
            color, used = _extended(group, values[at:])
            at += used
            if color is not None:
                fg, bg, ul = (
                    color if code == 38 else fg, color if code == 48 else bg, color if code == 58 else ul,
                )  # fmt: skip
        else:
            fg, bg, ul = _simple(code, fg, bg, ul)
    return Pen(fg, bg, bits, ul)


def _simple(code: int, fg: int, bg: int, ul: int) -> tuple[int, int, int]:
    if 30 <= code <= 37:
        fg = INDEXED | code - 30
    elif 40 <= code <= 47:
        bg = INDEXED | code - 40
    elif 90 <= code <= 97:
        fg = INDEXED | code - 82
    elif 100 <= code <= 107:
        bg = INDEXED | code - 92
    elif code == 39:
        fg = DEFAULT
    elif code == 49:
        bg = DEFAULT
    elif code == 59:
        ul = DEFAULT
    return fg, bg, ul


def _underline(code: int, group: tuple[int, ...]) -> int:
    if code == 21:
        return 2
    style = group[1] if len(group) > 1 else 1
    return style if 0 <= style <= 5 else 1


def _extended(group: tuple[int, ...], rest: list[int]) -> tuple[int | None, int]:
    """Return a colour of 38, 48 or 58 and how many of ``rest`` it took."""
    if len(group) > 1:
        parts = [max(0, value) for value in group[1:]]
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
