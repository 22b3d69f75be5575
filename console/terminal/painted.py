"""Runs of text of which each has a look of its own, drawn at once: every other thing that a program paints is made so.

An SGR does the same to whatever pen there is: it sets colours and clears and sets bits. That effect is worked out
once and remembered; the pens of a whole run are then numbers in an array, and so are its characters.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pyte.charsets import LAT1_MAP
from pyte.modes import DECAWM, IRM

from console.terminal.grid import Cells
from console.terminal.pen import DIRECT, INDEXED, PLAIN_PEN, Pen, apply
from console.terminal.pyte_stream import parse_params
from console.terminal.screen import Screen

Patch = tuple[int, int, int, int, int]
"""Foreground and background (-1: as it is), the bits that stay and that are set, the underline colour."""

AS_IT_IS, ALL_BITS = -1, 0xFFFFFFFF
MOST_PATCHES = 4_096
BYTES = {str(value): value for value in range(256)}
FOREGROUND, BACKGROUND = "38", "48"
UNKNOWN = 1 << 30
"""A colour that no SGR sets."""
_patches: dict[str, Patch] = {}


def patch_of(sequence: str) -> Patch:
    """Return what an SGR with these parameters does."""
    known = _patches.get(sequence)
    if known is not None:
        return known
    if len(_patches) >= MOST_PATCHES:
        _patches.clear()
    found = _patches[sequence] = _colors_alone(sequence) or _any(sequence)
    return found


def _colors_alone(sequence: str) -> Patch | None:
    """Return the effect of an SGR of nothing but complete colours of 38 and 48, None for any other."""
    parts = sequence.split(";")
    colors = {FOREGROUND: AS_IT_IS, BACKGROUND: AS_IT_IS}
    at, size = 0, len(parts)
    try:
        while at < size:
            code, kind = parts[at], parts[at + 1]
            if code not in colors:
                return None
            if kind == "2":
                red, green, blue = BYTES[parts[at + 2]], BYTES[parts[at + 3]], BYTES[parts[at + 4]]
                colors[code] = DIRECT | red << 16 | green << 8 | blue
                at += 5
            elif kind == "5":
                colors[code] = INDEXED | BYTES[parts[at + 2]]
                at += 3
            else:
                return None
    except (IndexError, KeyError):
        return None
    return colors[FOREGROUND], colors[BACKGROUND], ALL_BITS, 0, AS_IT_IS


def _any(sequence: str) -> Patch:
    """Return the effect of any SGR, by what it does to a pen without bits and to one with all of them."""
    numbers = parse_params(sequence)
    none = apply(Pen(UNKNOWN, UNKNOWN, 0, UNKNOWN), numbers)
    every = apply(Pen(UNKNOWN, UNKNOWN, ALL_BITS, UNKNOWN), numbers)
    colors = (AS_IT_IS if color == UNKNOWN else color for color in (none[0], none[1], none[3]))
    foreground, background, underline = colors
    return foreground, background, every.attributes, none.attributes, underline


def trace(pen: Pen, pairs: Sequence[tuple[str, str]]) -> tuple[list[int], list[str], Pen]:
    """Return the pens of the texts of ``pairs``, four numbers each, the texts, and the pen after them."""
    foreground, background, bits, underline = pen
    pens: list[int] = []
    texts: list[str] = []
    known = _patches.get
    for sequence, text in pairs:
        fore, back, keep, add, under = known(sequence) or patch_of(sequence)
        if fore >= 0:
            foreground = fore
        if back >= 0:
            background = back
        bits = bits & keep | add
        if under >= 0:
            underline = under
        if text:
            pens += (foreground, background, bits, underline)
            texts.append(text)
    after = Pen(foreground, background, bits, underline)
    return pens, texts, PLAIN_PEN if after == PLAIN_PEN else after


def paint(screen: Screen, pairs: Sequence[tuple[str, str]]) -> None:
    """Draw texts of one-cell characters, each after an SGR of its own."""
    if DECAWM not in screen.modes or IRM in screen.modes or screen.single_shift:
        for sequence, text in pairs:
            screen.pen = apply(screen.pen, parse_params(sequence))
            if text:
                screen.plain(text)
        return
    pens, texts, screen.pen = trace(screen.pen, pairs)
    if not texts:
        return
    text = "".join(texts)
    charset = screen.charsets[screen.shift]
    if charset is not LAT1_MAP:
        text = text.translate(charset)
    screen.last = text[-1]
    looks = np.array(pens, np.uint32).reshape(-1, 4).T
    cells: Cells = np.empty((5, len(text)), np.uint32)
    cells[0] = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    cells[1:] = looks if looks.shape[1] == len(text) else np.repeat(looks, list(map(len, texts)), axis=1)
    _draw(screen, cells)


def _draw(screen: Screen, cells: Cells) -> None:
    """Draw cells as a line holds them, wrapping at the edge."""
    at, size = 0, cells.shape[1]
    while at < size:
        if screen.x >= screen.cols:
            screen.wrap()
        count = min(size - at, screen.cols - screen.x)
        screen.line.put(screen.x, cells[:, at : at + count])
        screen.x += count
        at += count
