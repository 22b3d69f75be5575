"""Input that goes to several terminals at once."""

from __future__ import annotations

from console.model.ids import TerminalId
from console.wire.messages.base import Event, Request


class BroadcastInput(Request, frozen=True, kw_only=True):
    """Let what is typed or pasted into one of these terminals go to all of them; fewer than two: to one again."""

    terminals: tuple[TerminalId, ...]


class BroadcastChanged(Event, frozen=True):
    """The terminals that get each other's input now; empty: none do."""

    terminals: tuple[TerminalId, ...]
