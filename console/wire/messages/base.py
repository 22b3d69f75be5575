"""What every message is."""

from __future__ import annotations

import msgspec

PROTOCOL_VERSION = 3


class Message(msgspec.Struct, frozen=True, tag=True, omit_defaults=True):
    """A value that crosses the wire."""


class Request(Message, frozen=True, kw_only=True):
    """Desk to core. ``id`` 0 wants no reply."""

    id: int = 0


class Event(Message, frozen=True):
    """Core to desk."""


class Result(Message, frozen=True):
    """What a reply may carry beside plain values."""


class Hello(Request, frozen=True, kw_only=True):
    """First request of a desk. Reply: Welcome. A second desk takes over and the first is told, or it watches."""

    protocol: int = PROTOCOL_VERSION
    desk_version: str = ""
    watch: bool = False
    hand: bool = False
    """No window: a command line that deploys beside whichever desk leads (``hands.py``)."""


_encoder = msgspec.msgpack.Encoder()


def encode(message: Message) -> bytes:
    """Return the payload of a MESSAGE packet."""
    return _encoder.encode(message)
