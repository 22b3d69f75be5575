"""What a person marked, in absolute rows: characters, words, lines or a rectangle. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

WORD_CHARACTERS = frozenset("-_./~:@%+#?&=$")
"""Beside letters and digits: what paths, addresses and options are made of."""

RowCells = Callable[[int], Sequence[str] | None]
"""The texts of the cells of an absolute row, where it is known."""


class Unit(Enum):
    """What one step of marking takes."""

    CHARACTER = 1
    WORD = 2
    LINE = 3


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """The boundary before a column of an absolute row."""

    row: int
    col: int


@dataclass(frozen=True, slots=True)
class Selection:
    """From a boundary to a boundary, the first not after the second. A block takes the same columns of each row."""

    start: Spot
    end: Spot
    block: bool = False

    def span(self, row: int, cols: int) -> tuple[int, int] | None:
        """Return the marked columns ``[first, last)`` of a row, None where nothing is marked."""
        if not self.start.row <= row <= self.end.row:
            return None
        if self.block:
            first, last = sorted((self.start.col, self.end.col))
        else:
            first = self.start.col if row == self.start.row else 0
            last = self.end.col if row == self.end.row else cols
        first, last = max(0, first), min(cols, last)
        return (first, last) if first < last else None

    def touches(self, first_row: int, last_row: int) -> bool:
        """Return whether any row of ``[first_row, last_row)`` is marked."""
        return self.start.row < last_row and self.end.row >= first_row


class Marking:
    """A selection while it is made: anchored at one spot, following another."""

    def __init__(self, row: int, x: float, unit: Unit, cells: RowCells, *, block: bool = False) -> None:
        self.unit = unit
        self.block = block
        self._cells = cells
        self._anchor = (row, x)
        self._head = (row, x)

    def move(self, row: int, x: float) -> Selection | None:
        """Follow to ``x`` cells from the left of an absolute row; None as long as nothing is marked."""
        self._head = (row, x)
        return self.selection()

    def selection(self) -> Selection | None:
        """Return what is marked now."""
        if self.block:
            return self._rectangle()
        first = self._around(*self._anchor)
        second = self._around(*self._head)
        start, end = min(first[0], second[0]), max(first[1], second[1])
        return Selection(start, end) if start < end else None

    def _rectangle(self) -> Selection | None:
        columns = sorted((_boundary(self._anchor[1]), _boundary(self._head[1])))
        rows = sorted((self._anchor[0], self._head[0]))
        if columns[0] == columns[1]:
            return None
        return Selection(Spot(rows[0], columns[0]), Spot(rows[1], columns[1]), block=True)

    def _around(self, row: int, x: float) -> tuple[Spot, Spot]:
        """Return the unit at a place; a character has no width before it is crossed by half."""
        if self.unit is Unit.LINE:
            return Spot(row, 0), Spot(row + 1, 0)
        cells = self._cells(row) if self.unit is Unit.WORD else None
        if cells is None:
            spot = Spot(row, _boundary(x))
            return spot, spot
        first, last = word_at(cells, int(x))
        return Spot(row, first), Spot(row, last)


def _boundary(x: float) -> int:
    return max(0, int(x + 0.5))


def word_at(cells: Sequence[str], col: int) -> tuple[int, int]:
    """Return the columns ``[first, last)`` of the word, the blank run or the sign at ``col``."""
    if not cells:
        return 0, 0
    col = min(max(col, 0), len(cells) - 1)
    kind = _kind(cells[col])
    if kind == "sign":
        return col, col + 1
    first = last = col
    while first > 0 and _kind(cells[first - 1]) == kind:
        first -= 1
    while last < len(cells) and _kind(cells[last]) == kind:
        last += 1
    return first, last


def _kind(text: str) -> str:
    if not text.strip():
        return "blank"
    return "word" if text[0].isalnum() or text[0] in WORD_CHARACTERS else "sign"


def without_trailing_blanks(text: str) -> str:
    """Return ``text`` without the blanks that only fill its rows up."""
    return "\n".join(line.rstrip(" ") for line in text.split("\n"))
