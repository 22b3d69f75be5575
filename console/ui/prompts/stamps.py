"""The times of the rows of one terminal, and what stands beside each. No Qt here."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from console.ui.prompts.record import Record
from console.ui.prompts.words import time_text, took_text
from console.ui.terminal.gutter import GutterLine, GutterSign
from console.wire.messages import Command, RowTimes

WIDTH_CELLS = 11
"""A time, a gap and the sign."""


class Stamps:
    """Says what stands beside a row: how its command fared, else when it was written, where that changes."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._rows: list[int] = []
        self._seconds: list[int] = []

    def take(self, told: RowTimes) -> None:
        """Take what the core tells."""
        at = bisect_left(self._rows, told.from_row)
        self._rows[at:] = [row for row, _ in told.times]
        self._seconds[at:] = [second for _, second in told.times]

    def beside(self, row: int, *, is_first: bool) -> GutterLine | None:
        """Return what stands beside a row; the first one in sight always has its time."""
        command = self._record.of_prompt(row)
        if command is not None:
            return GutterLine(_text(command), _sign(command))
        at = bisect_right(self._rows, row) - 1
        # Beside a prompt stands how its command fared, so that its output begins with a time in any case.
        is_first = is_first or self._record.of_prompt(row - 1) is not None
        if at < 0 or not (is_first or self._rows[at] == row):
            return None
        return GutterLine(time_text(self._seconds[at]))


def _text(command: Command) -> str:
    if command.seconds is not None:
        return took_text(command.seconds)
    return "" if command.started_at is None else time_text(command.started_at)


def _sign(command: Command) -> GutterSign:
    if command.started_at is not None and command.end_row is None:
        return GutterSign.RUNNING
    if command.status is None:
        return GutterSign.PROMPT
    return GutterSign.FAILURE if command.status else GutterSign.SUCCESS
