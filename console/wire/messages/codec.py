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


# A decoder knows everything that its messages are made of. That of one kind is made in no time when the first such
# message comes; that of all of them takes longer than a window is painted.
@cache
def _requests() -> dict[str, type[Request]]:
    return {kind.__name__: kind for kind in Request.__subclasses__()}


@cache
def _events() -> dict[str, type[Event | Reply]]:
    return {"Reply": Reply, **{kind.__name__: kind for kind in Event.__subclasses__()}}


@cache
def _decoder(kind: Any) -> msgspec.msgpack.Decoder[Any]:  # noqa: ANN401 - a class, or a union of many
    return msgspec.msgpack.Decoder(kind)


def _name(data: bytes | bytearray | memoryview) -> str:
    """Return of which kind a message is, which ``encode`` writes first; empty where it stands elsewhere or is long."""
    head = bytes(data[:64])
    start = (3 if head[:1] == _LONG_MAP else 1) + len(_TAG)
    size = head[start] ^ _SHORT_TEXT if len(head) > start else _MOST
    if size >= _MOST or not head.startswith(_TAG, start - len(_TAG)):
        return ""
    return head[start + 1 : start + 1 + size].decode("ascii", "replace")


# MessagePack: a map of more than 15 fields, the key of the tag, texts of less than 32 bytes (0xa0 and their size).
_LONG_MAP, _TAG, _SHORT_TEXT, _MOST = b"\xde", b"\xa4type", 0xA0, 0x20


def decode_request(data: bytes | bytearray | memoryview) -> Request:
    """Return the request in ``data``; msgspec.DecodeError when it is none."""
    request: Request = _decoder(_requests().get(_name(data)) or _union(Request)).decode(data)
    return request


def decode_event(data: bytes | bytearray | memoryview) -> Event | Reply:
    """Return the event or reply in ``data``; msgspec.DecodeError when it is none."""
    event: Event | Reply = _decoder(_events().get(_name(data)) or _union(Event) | Reply).decode(data)
    return event
