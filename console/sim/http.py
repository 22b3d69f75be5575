"""Just enough HTTP for what listens on the ports of simulated nodes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol

from msgspec import Struct, field

MAX_HEAD_BYTES = 64 * 1024
MAX_BODY_BYTES = 8 * 1024 * 1024
REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 503: "Service Unavailable"}


class Request(Struct, frozen=True):
    """What a client asks."""

    method: str
    path: str
    body: bytes = b""


class Answer(Struct, frozen=True):
    """What a service answers; ``stream`` gives pieces one after the other instead of a body."""

    status: int
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"
    stream: AsyncIterator[bytes] | None = field(default=None)

    @property
    def reason(self) -> str:
        """Return the words of the status line."""
        return REASONS.get(self.status, "Unknown")


class Service(Struct, frozen=True):
    """Who listens on a port of a node."""

    name: str
    answer: Callable[[Request], Awaitable[Answer]]
    pid: int = 0


class ByteReader(Protocol):
    """What a request is read from: a socket or a channel of SSH."""

    async def readuntil(self, separator: bytes, /) -> bytes:
        """Return everything up to the separator."""
        ...

    async def readexactly(self, n: int) -> bytes:
        """Return exactly so many bytes."""
        ...


async def read_request(reader: ByteReader) -> Request | None:
    """Read one request; None at the end of the connection or when it is no HTTP."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return None
    lines = head.decode("latin-1").split("\r\n")
    words = lines[0].split(" ")
    if len(words) != 3:
        return None
    headers = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:])}
    length = headers.get("content-length", "0")
    count = int(length) if length.isdigit() else 0
    if count > MAX_BODY_BYTES:
        return None
    body = await reader.readexactly(count) if count else b""
    return Request(words[0], words[1], body)


async def pieces(answer: Answer) -> AsyncIterator[bytes]:
    """Yield the bytes of an answer, the connection closes after it."""
    head = f"HTTP/1.1 {answer.status} {answer.reason}\r\nServer: llama.cpp\r\nContent-Type: {answer.content_type}\r\n"
    if answer.stream is None:
        yield f"{head}Content-Length: {len(answer.body)}\r\nConnection: close\r\n\r\n".encode() + answer.body
        return
    yield f"{head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n".encode()
    async for part in answer.stream:
        yield f"{len(part):x}\r\n".encode() + part + b"\r\n"
    yield b"0\r\n\r\n"
