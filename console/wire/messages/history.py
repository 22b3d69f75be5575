"""What a person connected to before."""

from __future__ import annotations

from console.wire.messages.base import Event, Request


class Destinations(Event, frozen=True):
    """The destinations that were typed, newest first. Comes after Welcome and with each change."""

    texts: tuple[str, ...]


class ForgetDestinations(Request, frozen=True, kw_only=True):
    """Forget these destinations; empty: all of them."""

    texts: tuple[str, ...] = ()
