"""Messages to bytes and back. Every kind of message is known here because its module is imported before this one."""

from __future__ import annotations

from functools import cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import msgspec

from console.model.errors import Problem
from console.wire.messages.base import Event, Message, Request, Result


def _union(base: type[Message]) -> Any:  # noqa: ANN401 - a type made of the subclasses, for the decoder
    return reduce(or_, base.__subclasses__())


if TYPE_CHECKING:
    Value = bool | int | str | Result | None
else:
    Value = bool | int | str | _union(Result) | None


class Reply(Message, frozen=True):
    """The answer to the request ``id``: a value, or the problem why there is none."""

    id: int
    value: Value = None
    problem: Problem | None = None


# Each process reads one way only, and the window starts sooner without the decoder of the other.
@cache
def _requests() -> msgspec.msgpack.Decoder[Request]:
    return msgspec.msgpack.Decoder(_union(Request))


@cache
def _events() -> msgspec.msgpack.Decoder[Event | Reply]:
    return msgspec.msgpack.Decoder(_union(Event) | Reply)


def decode_request(data: bytes | bytearray | memoryview) -> Request:
    """Return the request in ``data``; msgspec.DecodeError when it is none."""
    return _requests().decode(data)


def decode_event(data: bytes | bytearray | memoryview) -> Event | Reply:
    """Return the event or reply in ``data``; msgspec.DecodeError when it is none."""
    return _events().decode(data)
