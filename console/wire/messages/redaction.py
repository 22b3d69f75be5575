"""Whether terminals are shown as others may see them."""

from __future__ import annotations

from console.wire.messages.base import Event


class RedactionChanged(Event, frozen=True):
    """Names, addresses and secrets are replaced from now on, or no more."""

    on: bool
