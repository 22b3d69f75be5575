"""Port forwards: what is open, and what a person does with it."""

from __future__ import annotations

from console.model.forward import ForwardView
from console.wire.messages.base import Event, Request


class ForwardsChanged(Event, frozen=True):
    """All forwards that there are, at the start and after each change."""

    forwards: tuple[ForwardView, ...]


class CloseForward(Request, frozen=True, kw_only=True):
    """Stop to listen; what is connected through it stays."""

    number: int


class ReopenForward(Request, frozen=True, kw_only=True):
    """Try again to listen."""

    number: int
