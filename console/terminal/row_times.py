"""When each row was written first: a list of the rows at which the second changes, kept as the bytes come."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from console.model.clock import Clock
from console.terminal.engine import Engine
from console.terminal.frame import Position

MOST_TIMES = 10_000
MOST_FOLLOWED = 60
"""So many, the newest ones, keep their place when lines are wrapped anew."""


class RowTimes:
    """A Tap (console/terminal/taps.py) of one session."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._rows: list[int] = []
        self._seconds: list[int] = []
        self._last_row = -1
        self._changed_from: int | None = None

    def all(self) -> tuple[tuple[int, int], ...]:
        """Return rows and the seconds since 1970 of them and of all up to the next."""
        return tuple(zip(self._rows, self._seconds, strict=True))

    # ---- what the session says (Tap) -----------------------------------------------------------

    def fed(self, data: bytes) -> None:  # noqa: ARG002 - what it is does not matter, only how far it came
        """Note the time of the rows that are new."""
        at = self._engine.position
        if at.alternate:
            return
        written = _written(at)
        if at.cursor_row < self._last_row and self._was_cleared(at.cursor_row):
            self._drop_from(at.cursor_row)
            self._last_row = at.cursor_row - 1
        if written > self._last_row:
            self._add(self._last_row + 1)
            self._last_row = written

    def typed(self, data: bytes) -> None:
        """Nothing to do."""

    def resized(self, cols: int, rows: int) -> None:
        """Nothing to do: ``rows`` and ``moved`` follow every place."""

    def ended(self, exit_status: int | None) -> None:
        """Nothing to do: what was written stays."""

    def closed(self) -> None:
        """Nothing to do."""

    def _was_cleared(self, row: int) -> bool:
        """Return whether nothing stands any more between a row and the last one that was written."""
        return not any(self._engine.lines(row + 1, min(self._last_row - row, self._engine.rows)))

    def _add(self, row: int) -> None:
        second = int(self._clock.now().timestamp())
        if self._seconds and self._seconds[-1] == second:
            return
        self._rows.append(row)
        self._seconds.append(second)
        self._touch(row)
        del self._rows[:-MOST_TIMES], self._seconds[:-MOST_TIMES]

    def _drop_from(self, row: int) -> None:
        at = bisect_left(self._rows, row)
        if at < len(self._rows):
            self._touch(self._rows[at])
            del self._rows[at:], self._seconds[at:]

    def _touch(self, row: int) -> None:
        self._changed_from = row if self._changed_from is None else min(row, self._changed_from)

    def take_changes(self) -> tuple[int, tuple[tuple[int, int], ...]] | None:
        """Return, once, from which row on times have changed, and those."""
        row, self._changed_from = self._changed_from, None
        if row is None:
            return None
        # The last one before the oldest row says when that was written.
        gone = max(0, bisect_left(self._rows, self._engine.position.oldest_row + 1) - 1)
        del self._rows[:gone], self._seconds[:gone]
        return row, self.all()[bisect_left(self._rows, row) :]

    # ---- lines that are wrapped anew -----------------------------------------------------------

    def rows(self) -> list[int]:
        """Return the rows to follow through a change of size."""
        return self._rows[-MOST_FOLLOWED:]

    def moved(self, rows: Sequence[int | None]) -> None:
        """Take where they are now."""
        at = self._engine.position
        self._last_row = self._last_row if at.alternate else _written(at)
        if list(rows) == self.rows():
            return
        kept = [
            (row, second) for row, second in zip(rows, self._seconds[-MOST_FOLLOWED:], strict=True) if row is not None
        ]
        self._rows, self._seconds = [row for row, _ in kept], [second for _, second in kept]
        self._changed_from = 0


def _written(at: Position) -> int:
    """Return the last row that has been written to: a cursor at the start of a row has only come there."""
    return at.cursor_row - (at.cursor_col == 0)
