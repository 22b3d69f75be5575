"""The commands of one terminal, as the core has told them. No Qt here."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from console.wire.messages import Command, CommandsChanged


def _row(command: Command) -> int:
    return command.row


class Record:
    """Commands from the oldest to the newest; the last one may be a prompt that waits."""

    def __init__(self) -> None:
        self.commands: tuple[Command, ...] = ()

    def take(self, changed: CommandsChanged) -> None:
        """Take what the core tells."""
        kept = self.commands[: bisect_left(self.commands, changed.from_row, key=_row)]
        self.commands = (*kept, *changed.commands)

    def forget_before(self, row: int) -> None:
        """Let go of what the scrollback has lost."""
        self.commands = self.commands[bisect_left(self.commands, row, key=_row) :]

    def before(self, row: int) -> Command | None:
        """Return the last prompt above a row."""
        at = bisect_left(self.commands, row, key=_row)
        return self.commands[at - 1] if at else None

    def after(self, row: int) -> Command | None:
        """Return the first prompt below a row."""
        at = bisect_right(self.commands, row, key=_row)
        return self.commands[at] if at < len(self.commands) else None

    def at(self, row: int) -> Command | None:
        """Return the command that stands at a row or has written it."""
        command = self.before(row + 1)
        if command is None or (command.end_row is not None and row >= max(command.end_row, command.row + 1)):
            return None
        return command if command.started_at is not None else None

    def of_prompt(self, row: int) -> Command | None:
        """Return the command whose prompt is at a row."""
        command = self.before(row + 1)
        return command if command is not None and command.row == row else None

    @property
    def newest(self) -> Command | None:
        """Return the command that was begun last."""
        return next((command for command in reversed(self.commands) if command.started_at is not None), None)

    @property
    def next_prompt(self) -> int:
        """Return the row above which one looks for the prompt before: that of the one that waits is where one is."""
        last = self.commands[-1] if self.commands else None
        if last is None:
            return 0
        return last.row if last.started_at is None else last.row + 1

    def prompts(self) -> list[int]:
        """Return the rows of all prompts."""
        return [command.row for command in self.commands]

    def failures(self) -> list[int]:
        """Return the rows of the commands that ended with an error."""
        return [command.row for command in self.commands if command.status]
