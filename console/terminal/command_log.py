"""The commands of one terminal, from the oldest to the newest. A prompt stands at a row of its own."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from msgspec.structs import replace

from console.wire.messages import Command

MOST_COMMANDS = 1_000
MOST_FOLLOWED = 80
"""So many, the newest ones, keep their place when lines are wrapped anew: following more takes too long."""


class CommandLog:
    """Knows what has changed since it was asked last."""

    def __init__(self) -> None:
        self._commands: list[Command] = []
        self._changed_from: int | None = None

    def all(self) -> tuple[Command, ...]:
        """Return all commands."""
        return tuple(self._commands)

    @property
    def last(self) -> Command | None:
        """Return the newest one, which may be a prompt that nothing has been typed at."""
        return self._commands[-1] if self._commands else None

    def stand_at(self, row: int) -> None:
        """Take note of a prompt that waits. What stood from its row on has been overwritten."""
        self.drop_from(row)
        last = self.last
        if last is not None and last.started_at is None:
            self.drop_from(last.row)  # that prompt was drawn anew further down
        self.put(Command(row))

    def put(self, command: Command) -> None:
        """Add a command in its place, or change the one of its row."""
        at = bisect_left(self._commands, command.row, key=lambda other: other.row)
        is_known = at < len(self._commands) and self._commands[at].row == command.row
        self._commands[at : at + is_known] = [command]
        del self._commands[:-MOST_COMMANDS]
        self._touch(command.row)

    def row_after(self, row: int) -> int | None:
        """Return the row of the first prompt below a row."""
        at = bisect_left(self._commands, row + 1, key=lambda other: other.row)
        return self._commands[at].row if at < len(self._commands) else None

    def change(self, command: Command) -> None:
        """Change the command of a row, if it is still there."""
        for at in range(len(self._commands) - 1, -1, -1):
            if self._commands[at].row == command.row:
                self._commands[at] = command
                self._touch(command.row)
            if self._commands[at].row <= command.row:
                return

    def drop_from(self, row: int) -> None:
        """Drop commands from a row on: their rows hold something else now."""
        while self._commands and self._commands[-1].row >= row:
            self._touch(self._commands.pop().row)

    def drop_before(self, row: int) -> None:
        """Drop commands whose rows the scrollback has lost. The desk knows that by itself."""
        gone = 0
        while gone < len(self._commands) and self._commands[gone].row < row:
            gone += 1
        del self._commands[:gone]

    def _touch(self, row: int) -> None:
        self._changed_from = row if self._changed_from is None else min(row, self._changed_from)

    @property
    def has_changed(self) -> bool:
        """Return whether ``take_changes`` has anything to tell."""
        return self._changed_from is not None

    def take_changes(self) -> tuple[int, tuple[Command, ...]] | None:
        """Return, once, from which row on commands have changed, and those."""
        row, self._changed_from = self._changed_from, None
        if row is None:
            return None
        return row, tuple(command for command in self._commands if command.row >= row)

    # ---- lines that are wrapped anew -----------------------------------------------------------

    def rows(self) -> list[int]:
        """Return the rows that have to be followed through a change of size."""
        return [row for command in self._commands[-MOST_FOLLOWED:] for row in _places(command).values()]

    def moved(self, rows: Sequence[int | None]) -> None:
        """Take where the rows of ``rows()`` are now."""
        if list(rows) == self.rows():
            return
        places = iter(rows)
        commands, self._commands = self._commands[-MOST_FOLLOWED:], []
        for command in commands:
            moved = {name: next(places) for name in _places(command)}
            if moved["row"] is not None:
                self._commands.append(replace(command, **moved))
        self._changed_from = 0


def _places(command: Command) -> dict[str, int]:
    """Return the rows of a command that are known, by the names of their fields."""
    rows = {"row": command.row, "output_row": command.output_row, "end_row": command.end_row}
    return {name: row for name, row in rows.items() if row is not None}
