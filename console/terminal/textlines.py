"""Lines as a person reads them: rows that were only wrapped at the edge are one, with the way back to the cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from console.terminal.engine import Engine

MOST_ROWS = 256
"""A line of more rows is cut: what a program writes without an end must not be held as one text."""
FEW_ROWS = 4


@dataclass(frozen=True, slots=True)
class Line:
    """The text of rows that belong together, without the blanks at its end."""

    first_row: int
    parts: tuple[str, ...]
    """The text of each row; all but the last with the blanks that fill it up."""
    _cells: dict[int, list[str]] = field(default_factory=dict, compare=False, repr=False)
    """Of rows that were asked for: reading them is slow."""

    @property
    def text(self) -> str:
        """Return the whole line."""
        return self.parts[0] if len(self.parts) == 1 else "".join(self.parts)

    def cell(self, engine: Engine, index: int) -> tuple[int, int]:
        """Return row and column of the first cell of a character of ``text``."""
        row, offset, part = self._find(index)
        return row, offset if part.isascii() else self._columns(engine, row, offset)[0]

    def cell_after(self, engine: Engine, index: int) -> tuple[int, int]:
        """Return row and column of the boundary behind a character of ``text``."""
        row, offset, part = self._find(index)
        return row, offset + 1 if part.isascii() else self._columns(engine, row, offset)[1]

    def _columns(self, engine: Engine, row: int, offset: int) -> tuple[int, int]:
        if row not in self._cells:
            self._cells[row] = engine.cells(row)
        return _columns(self._cells[row], offset)

    def _find(self, index: int) -> tuple[int, int, str]:
        if len(self.parts) == 1:
            return self.first_row, index, self.parts[0]
        ends: list[int] = []
        for part in self.parts:
            ends.append((ends[-1] if ends else 0) + len(part))
        at = min(bisect_right(ends, index), len(self.parts) - 1)
        return self.first_row + at, index - (ends[at - 1] if at else 0), self.parts[at]


def _columns(cells: Sequence[str], offset: int) -> tuple[int, int]:
    """Return the columns before and behind the cell that holds a character of a row's text."""
    seen = 0
    for start, text in enumerate(cells):
        seen += len(text)
        if text and seen > offset:
            end = start + 1
            while end < len(cells) and not cells[end]:
                end += 1
            # The last cell of a row may be one that a wide character left free when it went to the next row.
            if end == len(cells) == start + 2 and not _is_wide(text):
                end = start + 1
            return start, end
    return len(cells), len(cells)


def _is_wide(text: str) -> bool:
    if text.isascii():
        return False
    from wcwidth import wcswidth  # rarely wanted, and a core starts without it

    return wcswidth(text) > 1


def line_start(engine: Engine, row: int) -> int:
    """Return the first row of the line that ``row`` belongs to."""
    first = max(engine.position.oldest_row, row - MOST_ROWS + 1)
    some = FEW_ROWS
    while row > first:
        # Nearly every line has one row, and this is asked with each key.
        top = max(first, row - some)
        continued = engine.wrapped(top, row - top)
        while continued and continued[-1]:
            continued.pop()
            row -= 1
        if continued:
            break
        some *= 4
    return row


def line_from(engine: Engine, row: int) -> Line:
    """Return the line that begins in ``row``."""
    end = row + 1
    while end - row < MOST_ROWS and engine.wrapped(end - 1, 1)[0]:
        end += 1
    lines = Walk(engine, row, end).read(end - row)
    return lines[-1] if lines else Line(row, ("",))


class Walk:
    """Reads the lines of the rows ``[first_row, end_row)`` from the newest to the oldest, some rows at a time."""

    def __init__(self, engine: Engine, first_row: int, end_row: int) -> None:
        self._engine = engine
        self._first = first_row
        self.next_row = end_row
        """What is before it has not been read."""
        self._held: list[str] = []
        """Rows of a line whose start has not been reached."""

    @property
    def done(self) -> bool:
        """Return whether everything has been read; also what the scrollback has lost meanwhile counts as read."""
        return self.next_row <= self._oldest() and not self._held

    def _oldest(self) -> int:
        return max(self._first, self._engine.position.oldest_row)

    def read(self, most_rows: int) -> list[Line]:
        """Return the next lines, the newest first."""
        first = max(self._oldest(), self.next_row - most_rows)
        count = self.next_row - first
        found: list[Line] = []
        if count > 0:
            texts = self._engine.lines(first, count)
            # One more in front: whether the first of these rows goes on with a line above.
            continued = self._engine.wrapped(first - 1, count + 1)
            for at in reversed(range(count)):
                self._held.insert(0, self._filled(first + at, texts[at], wraps=continued[at + 1]))
                begins = not continued[at] or first + at <= self._first
                if begins or len(self._held) >= MOST_ROWS:
                    found.append(self._line(first + at))
            self.next_row = first
        if self._held and self.next_row <= self._oldest():
            found.append(self._line(self.next_row))
        return found

    def _filled(self, row: int, text: str, *, wraps: bool) -> str:
        """Return the text of a row, with the blanks that a wrap at its end makes part of the line."""
        if not wraps or (text.isascii() and len(text) >= self._engine.cols):
            return text
        return "".join(self._engine.cells(row))

    def _line(self, first_row: int) -> Line:
        line = Line(first_row, tuple(self._held))
        self._held = []
        return line
