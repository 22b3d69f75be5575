"""What every message is."""

from __future__ import annotations

import msgspec

PROTOCOL_VERSION = 2


class Message(msgspec.Struct, frozen=True, tag=True, omit_defaults=True):
    """A value that crosses the wire."""


class Request(Message, frozen=True, kw_only=True):
    """Desk to core. ``id`` 0 wants no reply."""

    id: int = 0


class Event(Message, frozen=True):
    """Core to desk."""


class Result(Message, frozen=True):
    """What a reply may carry beside plain values."""
