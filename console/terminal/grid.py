"""Lines of cells and what scrolled away above them."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from console.terminal.pen import PLAIN_PEN, PROTECTED, Pen, column

Cells = NDArray[np.uint32]
"""Rows: character, foreground, background, attributes, underline colour (console/terminal/pen.py)."""

TAIL = 0x110000
"""The character of a cell that holds the right half of the one before."""
CLUSTER = 0x110001
"""From here on characters are numbers of grapheme clusters."""


class Line:
    """A row of the screen. It may be wider than the screen: a narrower one hides, never cuts."""

    __slots__ = ("cells", "end", "styled", "wide", "wrapped")

    def __init__(self, cols: int, background: int = 0) -> None:
        self.cells: Cells = np.zeros((5, cols), np.uint32)
        self.wrapped = False
        self.styled = background != 0
        self.wide = False
        self.end = 0
        if background:
            self.cells[2] = background
            self.end = cols

    def write(self, x: int, characters: Cells, pen: Pen) -> None:
        """Put characters at ``x``."""
        end = x + len(characters)
        if self.wide:
            self.split(x)
            self.split(end)
        self.cells[0, x:end] = characters
        if self.styled or pen is not PLAIN_PEN:
            self.styled = True
            self.cells[1:, x:end] = column(pen)
        self.end = max(self.end, end)

    def put(self, x: int, cells: Cells) -> None:
        """Put cells with their looks at ``x``."""
        end = x + cells.shape[1]
        if self.wide:
            self.split(x)
            self.split(end)
        self.cells[:, x:end] = cells
        self.styled = True
        self.end = max(self.end, end)

    def split(self, x: int) -> None:
        """Blank the wide character that a boundary before ``x`` cuts in two."""
        if 0 < x < self.cells.shape[1] and self.cells[0, x] == TAIL:
            self.cells[:, x - 1 : x + 1] = 0

    def erase(self, start: int, end: int, background: int) -> None:
        """Blank the cells from ``start`` to ``end``."""
        end = min(end, self.cells.shape[1])
        if end <= start:
            return
        if self.wide:
            self.split(start)
            self.split(end)
        self.cells[:, start:end] = 0
        if background:
            self.cells[2, start:end] = background
            self.styled = True
            self.end = max(self.end, end)

    def erase_unprotected(self, start: int, end: int) -> None:
        """Blank the cells from ``start`` to ``end`` that no program protects; their looks stay."""
        end = min(end, self.cells.shape[1])
        open_cells = (self.cells[3, start:end] & PROTECTED) == 0
        self.cells[0, start:end][open_cells] = 0

    def shift(self, start: int, by: int, cols: int, background: int) -> None:
        """Move the cells from ``start`` right by ``by`` (negative: left) and blank what is freed."""
        if self.wide:
            self.split(start)
            self.split(start - min(by, 0))
            self.split(cols - max(by, 0))
        part = self.cells[:, start:cols]
        width = part.shape[1]
        count = min(abs(by), width)
        self.end = max(self.end, cols)
        if count < width:
            if by > 0:
                part[:, count:] = part[:, : width - count].copy()
            else:
                part[:, : width - count] = part[:, count:].copy()
        freed = slice(0, count) if by > 0 else slice(width - count, width)
        part[:, freed] = 0
        if background:
            part[2, freed] = background
            self.styled = True

    def widen(self, cols: int) -> None:
        """Make room for ``cols`` cells."""
        missing = cols - self.cells.shape[1]
        if missing > 0:
            self.cells = np.pad(self.cells, ((0, 0), (0, missing)))


Stored = tuple[str | Cells, bool, bool]
"""A line of the history: plain ones as text, which is a twentieth of the size."""


def store(line: Line) -> Stored:
    """Return ``line`` as the history keeps it."""
    characters = line.cells[0, : line.end]
    if line.styled or line.wide:
        return line.cells[:, : line.end].copy(), line.wrapped, line.wide
    return characters.tobytes().decode("utf-32-le", "replace"), line.wrapped, False


def load(stored: Stored, cols: int) -> Line:
    """Return a stored line, at least ``cols`` wide."""
    content, wrapped, wide = stored
    length = len(content) if isinstance(content, str) else content.shape[1]
    line = Line(max(cols, length))
    if isinstance(content, str):
        line.cells[0, :length] = np.frombuffer(content.encode("utf-32-le"), np.uint32)
    else:
        line.cells[:, :length] = content
        line.styled = True
    line.wrapped, line.wide, line.end = wrapped, wide, length
    return line


class Grid:
    """The lines of one screen; only the primary one has a history."""

    def __init__(self, cols: int, rows: int, history_lines: int, background: int = 0) -> None:
        self.cols, self.rows = cols, rows
        self.lines = [Line(cols, background) for _ in range(rows)]
        self.history: deque[Stored] = deque()
        self.history_lines = history_lines
        self.oldest_row = 0

    @property
    def live_row(self) -> int:
        """Return the absolute number of the first line of the screen."""
        return self.oldest_row + len(self.history)

    def _remember(self, line: Line) -> None:
        self.history.append(store(line))
        self.trim()

    def trim(self) -> None:
        """Drop what exceeds the history."""
        while len(self.history) > self.history_lines:
            self.history.popleft()
            self.oldest_row += 1

    def forget_history(self) -> None:
        """Drop the whole history."""
        self.oldest_row += len(self.history)
        self.history.clear()

    def scroll_up(self, top: int, bottom: int, count: int, background: int) -> None:
        """Move lines up; what leaves at the top of the screen goes to the history."""
        lines = self.lines
        for _ in range(min(count, bottom - top + 1)):
            line = lines.pop(top)
            if top == 0 and self.history_lines:
                self._remember(line)
            lines.insert(bottom, Line(self.cols, background))

    def scroll_down(self, top: int, bottom: int, count: int, background: int) -> None:
        """Move lines down; what leaves at the bottom is gone."""
        for _ in range(min(count, bottom - top + 1)):
            self.lines.pop(bottom)
            self.lines.insert(top, Line(self.cols, background))

    def resize(self, cols: int, rows: int, y: int) -> int:
        """Change the size; return where the line of the cursor, ``y``, is then."""
        for line in self.lines:
            line.widen(cols)
        self.cols = cols
        while len(self.lines) > rows and len(self.lines) - 1 > y and not self.lines[-1].end:
            self.lines.pop()
        while len(self.lines) > rows:
            if self.history_lines:
                self._remember(self.lines.pop(0))
                y -= 1
            elif y >= rows:
                self.lines.pop(0)
                y -= 1
            else:
                self.lines.pop()
        while len(self.lines) < rows and self.history:
            self.lines.insert(0, load(self.history.pop(), cols))
            y += 1
        self.lines += [Line(cols) for _ in range(rows - len(self.lines))]
        self.rows = rows
        return max(0, min(y, rows - 1))

    def line(self, row: int) -> Line | None:
        """Return the line of an absolute row; None where there is none."""
        at = row - self.oldest_row
        if at < 0:
            return None
        if at < len(self.history):
            return load(self.history[at], self.cols)
        at -= len(self.history)
        return self.lines[at] if at < len(self.lines) else None
