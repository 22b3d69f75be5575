"""A request and its reply in HTTP/1.1 over a stream that is open already: a port of a node through SSH."""

from __future__ import annotations

from dataclasses import dataclass

from console.deploy.link import ByteReader, ByteWriter
from console.model.errors import ConsoleError
from console.model.text import N_

MAX_REPLY_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Reply:
    """The status and the body of a reply."""

    status: int
    body: bytes


def request(path: str, body: bytes | None = None) -> bytes:
    """Return the bytes of a GET, or of a POST of JSON; the server closes the stream after the reply."""
    head = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    if body is not None:
        head += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*head, "", ""]).encode() + (body or b"")


async def exchange(streams: tuple[ByteReader, ByteWriter], path: str, body: bytes | None = None) -> Reply:
    """Send one request and return the reply. The caller sets the time limit; the stream is closed in the end."""
    reader, writer = streams
    try:
        writer.write(request(path, body))
        await writer.drain()
        data = b""
        while not complete(data):
            piece = await reader.read(65536)
            if not piece:
                break
            data += piece
            if len(data) > MAX_REPLY_BYTES:
                raise _bad(b"more than 4 MB")
        return parse(data)
    finally:
        writer.close()


def _head(data: bytes) -> tuple[bytes, dict[bytes, bytes], bytes] | None:
    head, separator, rest = data.partition(b"\r\n\r\n")
    if not separator:
        return None
    first, *lines = head.split(b"\r\n")
    fields = (line.partition(b":") for line in lines)
    return first, {name.strip().lower(): value.strip().lower() for name, _, value in fields}, rest


def complete(data: bytes) -> bool:
    """Say whether ``data`` holds a whole reply; some servers keep the stream open in spite of the request."""
    split = _head(data)
    if split is None:
        return False
    _, fields, rest = split
    length = fields.get(b"content-length", b"")
    if length.isdigit():
        return len(rest) >= int(length)
    return fields.get(b"transfer-encoding") == b"chunked" and rest.endswith(b"0\r\n\r\n")


def parse(data: bytes) -> Reply:
    """Return the reply in ``data``; ConsoleError when it is none or is cut off."""
    split = _head(data)
    if split is None:
        raise _bad(data)
    first, fields, rest = split
    version, _, status = first.partition(b" ")
    if not version.startswith(b"HTTP/1.") or not status[:3].isdigit():
        raise _bad(first)
    length = fields.get(b"content-length", b"")
    if fields.get(b"transfer-encoding") == b"chunked":
        rest = _unchunked(rest)
    elif length.isdigit():
        if len(rest) < int(length):
            raise _bad(data)
        rest = rest[: int(length)]
    return Reply(int(status[:3]), rest)


def _unchunked(rest: bytes) -> bytes:
    parts: list[bytes] = []
    at = 0
    while True:
        end = rest.find(b"\r\n", at)
        size = rest[at:] if end < 0 else rest[at:end]
        try:
            count = int(size.split(b";")[0], 16)
        except ValueError as error:
            raise _bad(size) from error
        at = end + 2
        if end < 0 or count < 0 or len(rest) - at < count:
            raise _bad(size)
        if count == 0:
            return b"".join(parts)
        parts.append(rest[at : at + count])
        at += count + 2


def _bad(data: bytes) -> ConsoleError:
    return ConsoleError(
        "deploy.bad_reply",
        N_("The service did not answer in HTTP: {reply}"),
        N_("Check which program listens on this port of the node."),
        reply=data[:120].decode(errors="replace") or N_("it closed the connection"),
    )
