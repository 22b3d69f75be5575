"""Commands in a terminal: where their prompts and their output are, how long they took, how they ended."""

from __future__ import annotations

import msgspec

from console.model.ids import TerminalId
from console.wire.messages.base import Event


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
