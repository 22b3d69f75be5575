"""What a person marked, in absolute rows: characters, words, lines or a rectangle. No Qt here."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from console.ui.terminal.logical import LogicalLine, Rows, extent, line_at
from console.ui.terminal.words import Words, word_cells


class Unit(Enum):
    """What one step of marking takes."""

    CHARACTER = 1
    WORD = 2
    LINE = 3


class Spot(Struct, frozen=True, order=True):
    """The boundary before a column of an absolute row."""

    row: int
    col: int


class Selection(Struct, frozen=True):
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
    """A selection while it is made: anchored at a unit, following another.

    The anchor is looked up once, at the start: it may scroll out of sight while the pointer is held.
    """

    def __init__(self, row: int, x: float, unit: Unit, rows: Rows, words: Words, *, block: bool = False) -> None:
        self.unit = unit
        self.block = block
        self._rows = rows
        self._words = words
        self._from = (row, x)
        self._head = (row, x)
        self._anchor = self._around(row, x, smart=True)

    @classmethod
    def extending(cls, selection: Selection, row: int, x: float, rows: Rows, words: Words) -> Marking:
        """Go on with ``selection`` from its end that is further from a place."""
        spot = Spot(row, _boundary(x))
        ends = (selection.end, selection.start)
        anchor = ends[_distance(selection.start, spot) > _distance(selection.end, spot)]
        return cls(anchor.row, anchor.col, Unit.CHARACTER, rows, words, block=selection.block)

    def move(self, row: int, x: float) -> Selection | None:
        """Follow to ``x`` cells from the left of an absolute row; None as long as nothing is marked."""
        self._head = (row, x)
        return self.selection()

    def widen(self, first: int, last: int) -> Selection | None:
        """Take these rows as the line that was clicked: it may begin or end out of sight."""
        self._anchor = (Spot(first, 0), Spot(last + 1, 0))
        return self.selection()

    def selection(self) -> Selection | None:
        """Return what is marked now."""
        if self.block:
            return self._rectangle()
        second = self._anchor if self._head == self._from else self._around(*self._head, smart=False)
        start, end = min(self._anchor[0], second[0]), max(self._anchor[1], second[1])
        return Selection(start, end) if start < end else None

    def _rectangle(self) -> Selection | None:
        columns = sorted((_boundary(self._from[1]), _boundary(self._head[1])))
        rows = sorted((self._from[0], self._head[0]))
        if columns[0] == columns[1]:
            return None
        return Selection(Spot(rows[0], columns[0]), Spot(rows[1], columns[1]), block=True)

    def _around(self, row: int, x: float, *, smart: bool) -> tuple[Spot, Spot]:
        """Return the unit at a place; a character has no width before it is crossed by half."""
        if self.unit is Unit.LINE:
            first, last = extent(row, self._rows)
            return Spot(first, 0), Spot(last + 1, 0)
        line = line_at(row, self._rows) if self.unit is Unit.WORD else None
        if line is None:
            spot = Spot(row, _boundary(x))
            return spot, spot
        start, end = word_cells(line, line.cell(row, int(x)), self._words, smart=smart)
        return Spot(*line.place(start)), after(line, end)


def after(line: LogicalLine, cell: int) -> Spot:
    """Return the boundary after the last of the cells before ``cell``: at the end of its row, not before the next."""
    row, col = line.place(cell - 1)
    return Spot(row, col + 1)


def _boundary(x: float) -> int:
    return max(0, int(x + 0.5))


def _distance(first: Spot, second: Spot) -> tuple[int, int]:
    return abs(first.row - second.row), abs(first.col - second.col)


def without_trailing_blanks(text: str) -> str:
    """Return ``text`` without the blanks that only fill its rows up."""
    return "\n".join(line.rstrip(" ") for line in text.split("\n"))
