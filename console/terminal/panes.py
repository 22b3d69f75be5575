"""Lines that the border of a pane has cut. A row of tmux, vim or the like holds parts of several, side by side.

Such a program moves the cursor to where each part goes on, so that no row tells that it wraps. What is read from the
picture alone: below a part that is full up to its border, the next part begins between the same borders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

BORDERS = np.array([ord(char) for char in "|│┃║▏▕"], np.uint32)
"""Of tmux (single, heavy, double, simple), vim and neovim."""
BLANK = 0x20
NUMBERED = re.compile(r" *\d{1,9} ")
"""How a row of an editor begins that numbers lines; what goes on below is indented as far."""
TOKEN = re.compile(r"\S+")
WORD = re.compile(r"[\w.:-]+")

Codes = NDArray[np.uint32]


class Piece(Struct, frozen=True):
    """A part of a line: the cells from ``start`` up to and without ``end`` of a row."""

    row: int
    start: int
    end: int


PaneLine = list[Piece]


def pane_lines(codes: Codes, wrapped: tuple[bool, ...]) -> list[PaneLine]:
    """Return the lines that go on in the next row of their pane. ``codes`` has the character of each cell."""
    borders = np.isin(codes, BORDERS)
    both = borders[:-1] & borders[1:]
    ends = np.ones((both.shape[0], both.shape[1] + 1), bool)
    ends[:, :-1] = both
    full = (codes > BLANK) & ~borders
    candidates = ends[:, 1:] & full[:-1]
    lines: list[PaneLine] = []
    open_lines: dict[tuple[int, int], PaneLine] = {}
    """Of the row before, by where their pane is."""
    for y in np.flatnonzero(candidates.any(axis=1)).tolist():
        going_on: dict[tuple[int, int], PaneLine] = {}
        for end in (np.flatnonzero(candidates[y]) + 1).tolist():
            before = np.flatnonzero(both[y, :end])
            start = int(before[-1]) + 1 if before.size else 0
            if wrapped[y] and end - start == codes.shape[1]:
                continue  # a line that the engine knows of
            at = _goes_on(codes, y, start, end)
            if not full[y + 1, at]:
                continue
            line = open_lines.get((start, end))
            if line is None or line[-1].row != y:
                line = [Piece(y, start, end)]
                lines.append(line)
            line.append(Piece(y + 1, at, end))
            going_on[start, end] = line
        open_lines = going_on
    return lines


def _goes_on(codes: Codes, y: int, start: int, end: int) -> int:
    """Return where the next row goes on: under the number of a line there are blanks."""
    number = NUMBERED.match(text_of(codes, Piece(y, start, end)))
    width = 0 if number is None else number.end()
    is_indented = start + width < end and bool((codes[y + 1, start : start + width] == BLANK).all())
    return start + width if is_indented else start


def text_of(codes: Codes, piece: Piece) -> str:
    """Return the text of a piece, a character for each cell."""
    return "".join(chr(code) if code else " " for code in codes[piece.row, piece.start : piece.end].tolist())


def changed_cells(line: PaneLine, before: str, after: str) -> Iterator[tuple[int, int, str]]:
    """Yield row, column and what stands in there now, of words that a border cuts.

    ``before`` and ``after`` are the texts of all pieces, end to end. Other words are those of their rows.
    """
    cells = [(piece.row, column) for piece in line for column in range(piece.start, piece.end)]
    cuts = {at for at in range(1, len(cells)) if cells[at][0] != cells[at - 1][0]}
    for pattern, whole in ((TOKEN, False), (WORD, True)):
        for token in pattern.finditer(before):
            start, end = token.span()
            if before[start:end] == after[start:end] or cuts.isdisjoint(range(start + 1, end)):
                continue
            for at in range(start, end):
                if whole or before[at] != after[at]:
                    yield *cells[at], after[at]
