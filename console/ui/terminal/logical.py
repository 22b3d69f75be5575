"""A line as a person means it: rows that only the edge of the screen has cut are one. No Qt here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import accumulate

from msgspec import Struct

MOST_ROWS = 64
"""Of text on either side of a row: links and words are looked for in no more than that."""

Row = tuple[Sequence[str], bool]
"""The texts of the cells of a row, empty for the right half of a wide character; whether the next row goes on."""

Rows = Callable[[int], Row | None]
"""An absolute row, where it is known."""


class LogicalLine(Struct, frozen=True, dict=True):
    """Rows that are one line. Cells are counted through: cell ``cols`` is the first one of the second row."""

    first_row: int
    cols: int
    cells: tuple[str, ...]

    @cached_property
    def text(self) -> str:
        """The line as text, its blanks at the end with it."""
        return "".join(self.cells)

    @cached_property
    def _ends(self) -> list[int] | None:
        """Where the text of each cell ends; None where a cell is a character."""
        return (
            None
            if len(self.text) == len(self.cells) and "" not in self.cells
            else list(accumulate(map(len, self.cells)))
        )

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.cells) // self.cols

    def cell(self, row: int, col: int) -> int:
        """Return the number of a cell; one beside the line is the nearest of it."""
        return min(max((row - self.first_row) * self.cols + min(max(col, 0), self.cols - 1), 0), len(self.cells) - 1)

    def place(self, cell: int) -> tuple[int, int]:
        """Return the absolute row and the column of a cell."""
        row, col = divmod(cell, self.cols)
        return self.first_row + row, col

    def character(self, cell: int) -> int:
        """Return where in the text a cell begins; the right half of a wide character begins where the left does."""
        ends = self._ends
        if ends is None:
            return cell
        while cell and not self.cells[cell]:
            cell -= 1
        return ends[cell - 1] if cell else 0

    def cell_of(self, character: int) -> int:
        """Return the cell that holds a character of the text."""
        return character if self._ends is None else bisect_right(self._ends, character)

    def cells_of(self, start: int, end: int) -> tuple[int, int]:
        """Return the cells ``[first, last)`` of the characters ``[start, end)``, whole ones only."""
        last = self.cell_of(end - 1) + 1
        while last < len(self.cells) and not self.cells[last]:
            last += 1
        return self.cell_of(start), last

    def pieces(self, first: int, last: int) -> list[tuple[int, int, int]]:
        """Return the cells ``[first, last)`` as (absolute row, first column, last column), a row each."""
        found = []
        while first < last:
            row, col = divmod(first, self.cols)
            end = min(last, (row + 1) * self.cols)
            found.append((self.first_row + row, col, end - row * self.cols))
            first = end
        return found


def extent(row: int, rows: Rows, most: int = 1_000_000) -> tuple[int, int]:
    """Return the first and the last row of the line that ``row`` belongs to, as far as rows are known."""
    first = last = row
    while row - first < most and (above := rows(first - 1)) is not None and above[1]:
        first -= 1
    while last - row < most and (here := rows(last)) is not None and here[1] and rows(last + 1) is not None:
        last += 1
    return first, last


def line_at(row: int, rows: Rows) -> LogicalLine | None:
    """Return the line that ``row`` belongs to; of a very long one what is near."""
    first, last = extent(row, rows, MOST_ROWS)
    known = [found[0] for at in range(first, last + 1) if (found := rows(at)) is not None]
    if not known or not known[0]:
        return None
    return LogicalLine(first, len(known[0]), tuple(cell for cells in known for cell in cells))
