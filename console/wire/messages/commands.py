"""Commands in a terminal: where their prompts and their output are, how long they took, how they ended."""

from __future__ import annotations

import msgspec

from console.model.ids import TerminalId
from console.wire.messages.base import Event, Request


class Command(msgspec.Struct, frozen=True, array_like=True):
    """A prompt, and what was run at it. Rows are absolute, times seconds; None is unknown or not yet."""

    row: int
    """Of the prompt."""
    started_at: float | None = None
    """Since 1970, when it was begun; None at a prompt that nothing has been typed at."""
    output_row: int | None = None
    """The first row of what it says."""
    end_row: int | None = None
    """The row behind what it says; None while it runs."""
    seconds: float | None = None
    """How long it took, where that is certain."""
    status: int | None = None
    """How it ended, where the shell tells (OSC 133)."""


class CommandsChanged(Event, frozen=True, kw_only=True):
    """The desk forgets the commands of a terminal from ``from_row`` on, then adds ``commands``."""

    terminal_id: TerminalId
    from_row: int
    commands: tuple[Command, ...]


class CommandFinished(Event, frozen=True, kw_only=True):
    """A command that took long has come to its end."""

    terminal_id: TerminalId
    text: str
    """What was typed, as the screen shows it."""
    seconds: float
    status: int | None = None


class WatchTimes(Request, frozen=True, kw_only=True):
    """Tell from now on when the rows of a terminal were written, or no more."""

    terminal_id: TerminalId
    watching: bool


class RowTimes(Event, frozen=True, kw_only=True):
    """When rows were written first. The desk forgets the times from ``from_row`` on, then adds ``times``."""

    terminal_id: TerminalId
    from_row: int
    times: tuple[tuple[int, int], ...]
    """A row, and seconds since 1970: of it and of all behind it up to the next."""
