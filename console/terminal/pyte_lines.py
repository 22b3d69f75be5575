"""Reads text, links and wraps of any rows of the portable screen, by their absolute numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from console.terminal.frame import Link
from console.terminal.grid import Grid, Line
from console.terminal.pen import LINK_SHIFT, LINKED, Pen
from console.terminal.screen import Screen
from console.terminal.styled import RESET, sequence


class Lines:
    """The rows of the screen that is shown; those of the alternate one come after the primary's."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def text(
        self, start_row: int, start_col: int, end_row: int, end_col: int, *, block: bool = False, styled: bool = False
    ) -> str:
        """Return the text up to and without the cell (end_row, end_col)."""
        if not block and end_col <= 0:
            end_row, end_col = end_row - 1, self._screen.cols
        grid, base = self._numbered()
        height = len(grid.history) + grid.rows
        parts: list[str] = []
        for row in range(max(start_row, base), min(end_row, base + height - 1) + 1):
            line = self._line(row)
            if line is None:
                continue
            start = start_col if block or row == start_row else 0
            end = end_col if block or row == end_row else line.cells.shape[1]
            if line.wrapped and not block:
                end = min(end, _end(line))
            text = (self._styled_text if styled else self._line_text)(line, start, end)
            joined = line.wrapped and not block and row < end_row
            parts.append(text if joined else text.rstrip() + "\n")
        return "".join(parts).rstrip("\n")

    def lines(self, first_row: int, count: int) -> list[str]:
        """Return rows as they are displayed."""
        rows = (self._line(first_row + at) for at in range(count))
        return ["" if line is None else self._line_text(line, 0, line.cells.shape[1]).rstrip() for line in rows]

    def wrapped(self, first_row: int, count: int) -> list[bool]:
        """Return of each row whether the next one goes on with its line."""
        rows = (self._line(first_row + at) for at in range(count))
        return [line is not None and line.wrapped for line in rows]

    def cells(self, row: int) -> list[str]:
        """Return the texts of the cells of a row; what is the right half of the one before has none."""
        line = self._line(row)
        if line is None:
            return []
        texts = list(map(self._screen.clusters.text, line.cells[0].tolist()))
        if line.wrapped:
            # It went on from here, however wide the screen has become since.
            texts[_end(line) :] = [""] * (line.end - _end(line))
        return texts

    def links(self, row: int) -> list[Link]:
        """Return the links of a row, from left to right."""
        line = self._line(row)
        if line is None:
            return []
        numbers = line.cells[3, : self._screen.cols] >> LINK_SHIFT
        starts = np.flatnonzero(np.diff(numbers, prepend=0) != 0).tolist()
        ends = [*starts[1:], len(numbers)][: len(starts)]
        uris = (self._screen.links.uri(int(numbers[start])) for start in starts)
        return [Link(start, end, uri) for start, end, uri in zip(starts, ends, uris, strict=True) if uri]

    def link_at(self, row: int, col: int) -> str:
        """Return where the link under a cell leads; empty where there is none."""
        line = self._line(row)
        if line is None or not 0 <= col < self._screen.cols:
            return ""
        return self._screen.links.uri(int(line.cells[3, col]) >> LINK_SHIFT)

    def _numbered(self) -> tuple[Grid, int]:
        """Return the grid that is shown and the number of its oldest row."""
        grid, primary = self._screen.grid, self._screen.primary
        return grid, grid.oldest_row if grid is primary else primary.live_row

    def _line(self, row: int) -> Line | None:
        grid, base = self._numbered()
        return grid.line(row - base + grid.oldest_row)

    def _styled_text(self, line: Line, start: int, end: int) -> str:
        """Return a part of a line with SGR sequences."""
        looks = line.cells[1:, max(0, start) : min(end, line.end)].copy()
        if not line.styled or not looks.shape[1]:
            return self._line_text(line, start, end)
        looks[2] &= ~np.uint32(LINKED)
        borders = np.flatnonzero((looks[:, 1:] != looks[:, :-1]).any(axis=0)) + 1
        starts = [0, *borders.tolist()]
        parts: list[str] = []
        for first, last in zip(starts, [*starts[1:], looks.shape[1]], strict=True):
            text = self._line_text(line, max(0, start) + first, max(0, start) + last)
            sgr = sequence(Pen(*looks[:, first].tolist()))
            parts.append(f"{sgr}{text}{RESET}" if sgr else text)
        return "".join(parts)

    def _line_text(self, line: Line, start: int, end: int) -> str:
        characters: NDArray[np.uint32] = line.cells[0, max(0, start) : max(0, end)]
        if not line.wide:
            return characters.tobytes().decode("utf-32-le", "replace").replace("\0", " ")
        return "".join(map(self._screen.clusters.text, characters.tolist()))


def _end(line: Line) -> int:
    """Return where the text of a line ends that goes on in the next: before a cell that a wide character left free."""
    return line.end - int(line.end > 0 and not line.cells[0, line.end - 1])
