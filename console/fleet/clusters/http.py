"""HTTP/1.1 to a server of a cluster, directly or through a port of a node: requests, streams, and WebSockets.

The official client of Kubernetes blocks a thread for each stream and brings 126 MB; this reads the same API in the loop
of the core, over TLS inside an SSH channel where that is the way. Each request has a connection of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Protocol
from urllib.parse import urlsplit

from msgspec import Struct, field

from console.model.errors import ConsoleError
from console.model.text import N_
from console.wire.tasks import TaskSet

OPEN_SECONDS = 15.0
MOST_HEAD_BYTES = 64 << 10
MOST_BODY_BYTES = 256 << 20
_PIECE = 64 << 10


class Reader(Protocol):
    """The reading side of a stream."""

    async def read(self, n: int = -1) -> bytes: ...  # noqa: D102 - as asyncio has it
    async def readexactly(self, n: int) -> bytes: ...  # noqa: D102 - the same
    async def readline(self) -> bytes: ...  # noqa: D102 - the same


class Writer(Protocol):
    """The writing side of a stream."""

    def write(self, data: bytes) -> None: ...  # noqa: D102 - as asyncio has it
    async def drain(self) -> None: ...  # noqa: D102 - the same
    def close(self) -> None: ...  # noqa: D102 - the same


Streams = tuple[Reader, Writer]


class Gateway(Protocol):
    """A node through which the server is reached."""

    async def forward_local(self, host: str, port: int) -> Streams:
        """Open a stream to a port as seen from the node."""
        ...

    async def release(self) -> None:
        """Give the connection back."""
        ...


class ServerAway(ConsoleError):
    """The server cannot be reached. Worth another try."""

    retryable = True


class NotThere(ServerAway):
    """There is nothing of this name."""


class NotNow(ServerAway):
    """The server does not do it now: a disruption budget is used up, or it is asked too often."""


class ServerRefused(ConsoleError):
    """The server does not let this person do it; trying again changes nothing."""

    retryable = False


class Reply(Struct, frozen=True):
    """The head of a reply."""

    status: int
    headers: Mapping[str, str]


class Server(Struct, frozen=True):
    """Where a server is, and how it is spoken to."""

    url: str
    tls: ssl.SSLContext | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    server_name: str = ""
    """What its certificate is made out to, where that is not the name in the address."""
    gateway: Callable[[], Awaitable[Gateway]] | None = None

    @property
    def host(self) -> str:
        """Return the name or address of the server."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """Return its port."""
        parts = urlsplit(self.url)
        return parts.port or (443 if parts.scheme == "https" else 80)

    async def get(self, path: str, *, timeout: float = 30.0) -> bytes:
        """Return the body at ``path``; raises ConsoleError for every status but 2xx."""
        return await self.send("GET", path, timeout=timeout)

    async def send(
        self, method: str, path: str, body: bytes | None = None, content_type: str = "", *, timeout: float = 30.0
    ) -> bytes:
        """Send a request and return the body of the reply."""
        try:
            async with asyncio.timeout(timeout), self.stream(method, path, body, content_type) as pieces:
                found = bytearray()
                async for piece in pieces:
                    found += piece
                    if len(found) > MOST_BODY_BYTES:
                        raise self._odd("too long")
                return bytes(found)
        except TimeoutError as error:
            raise self._away(f"{timeout:g} s") from error

    @asynccontextmanager
    async def stream(
        self, method: str, path: str, body: bytes | None = None, content_type: str = ""
    ) -> AsyncIterator[AsyncIterator[bytes]]:
        """Send a request and hand out the pieces of the body as they come."""
        extra = {"Accept": "application/json, */*", "Connection": "close"}
        if body is not None:
            extra |= {"Content-Type": content_type or "application/json", "Content-Length": str(len(body))}
        async with self.opened() as (reader, writer):
            reply = await self.exchange(reader, writer, method, path, extra, body or b"")
            pieces = self._pieces(reader, reply)
            if not 200 <= reply.status < 300:
                async with asyncio.timeout(OPEN_SECONDS):
                    raise self._refusal(reply.status, b"".join([piece async for piece in pieces]))
            yield pieces

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Streams]:
        """Open a stream to the server; what breaks it becomes a ConsoleError."""
        async with contextlib.AsyncExitStack() as held:
            try:
                async with asyncio.timeout(OPEN_SECONDS):
                    streams = await self._open(held)
                held.callback(streams[1].close)
                yield streams
            except TimeoutError as error:
                raise self._away(f"{OPEN_SECONDS:g} s") from error
            except ssl.SSLCertVerificationError as error:
                raise ServerRefused(
                    "cluster.certificate",
                    N_("The certificate of {server} is not to be trusted: {reason}."),
                    N_("Name the authority that signed it, or correct the address."),
                    server=self.url,
                    reason=error.verify_message or str(error),
                ) from error
            except (OSError, ssl.SSLError, asyncio.IncompleteReadError) as error:
                raise self._away(_words(error)) from error

    async def exchange(
        self, reader: Reader, writer: Writer, method: str, path: str, extra: Mapping[str, str], body: bytes = b""
    ) -> Reply:
        """Send the head of a request and read that of the reply."""
        base = urlsplit(self.url)
        lines = [f"{method} {base.path.rstrip('/')}{path} HTTP/1.1", f"Host: {base.netloc.rpartition('@')[2]}"]
        lines += [f"{name}: {value}" for name, value in {"User-Agent": "leitstand", **self.headers, **extra}.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()
        first = (await reader.readline()).split(None, 2)
        if len(first) < 2 or not first[0].startswith(b"HTTP/1.") or not first[1].isdigit():
            raise self._odd("no HTTP")
        headers: dict[str, str] = {}
        size = 0
        while (line := await reader.readline()) not in {b"\r\n", b"\n", b""}:
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
            size += len(line)
            if size > MOST_HEAD_BYTES:
                raise self._odd("its head is too long")
        return Reply(int(first[1]), headers)

    async def _open(self, held: contextlib.AsyncExitStack) -> Streams:
        name = (self.server_name or self.host) if self.tls is not None else None
        if self.gateway is None:
            return await asyncio.open_connection(self.host, self.port, ssl=self.tls, server_hostname=name)
        gateway = await self.gateway()
        held.push_async_callback(gateway.release)
        streams = await gateway.forward_local(self.host, self.port)
        if self.tls is None:
            return streams
        # asyncio speaks TLS over sockets only: a pair of them, and what passes between it and the channel.
        ours, theirs = socket.socketpair()
        inner = await asyncio.open_connection(sock=theirs)
        pumps = TaskSet("tunnel", lambda _error: inner[1].close())
        held.push_async_callback(pumps.close)
        held.callback(inner[1].close)
        held.callback(streams[1].close)
        pumps.start(_pump(inner[0], streams[1]), "out")
        pumps.start(_pump(streams[0], inner[1]), "in")
        return await asyncio.open_connection(sock=ours, ssl=self.tls, server_hostname=name)

    async def _pieces(self, reader: Reader, reply: Reply) -> AsyncIterator[bytes]:
        if "chunked" in reply.headers.get("transfer-encoding", "").lower():
            while True:
                head = (await reader.readline()).partition(b";")[0].strip()
                try:
                    left = int(head, 16) if head else 0
                except ValueError as error:
                    raise self._odd("a piece without a length") from error
                if left <= 0:
                    return
                while left:
                    piece = await reader.read(min(left, _PIECE))
                    if not piece:
                        raise self._away("EOF")
                    left -= len(piece)
                    yield piece
                await reader.readline()
        length = reply.headers.get("content-length", "")
        left = int(length) if length.isdigit() else -1
        while left and (piece := await reader.read(_PIECE if left < 0 else min(left, _PIECE))):
            left -= len(piece) if left > 0 else 0
            yield piece

    def _refusal(self, status: int, body: bytes) -> ConsoleError:
        if status == 410:
            return Gone("cluster.gone", N_("{server} does not remember so far back."), server=self.url)
        reason = said(body) or f"HTTP {status}"
        if status == 401:
            return ServerRefused(
                "cluster.unauthorized",
                N_("{server} does not know who you are: {reason}."),
                N_("Log in again: the token or the certificate may have run out."),
                server=self.url,
                reason=reason,
            )
        if status == 403:
            return ServerRefused(
                "cluster.forbidden",
                N_("{server} does not allow this: {reason}."),
                N_("Somebody has to give you the right to it."),
                server=self.url,
                reason=reason,
            )
        kind = {404: NotThere, 429: NotNow}.get(status, ServerAway)
        return kind("cluster.answered", N_("{server} answers: {reason}."), server=self.url, reason=reason)

    def _away(self, reason: str) -> ConsoleError:
        return ServerAway(
            "cluster.unreachable",
            N_("{server} cannot be reached: {reason}."),
            N_("Check the address, and whether a node has to lead there."),
            server=self.url,
            reason=reason,
        )

    def _odd(self, reason: str) -> ConsoleError:
        return ServerAway(
            "cluster.odd", N_("{server} answers what is no answer: {reason}."), server=self.url, reason=reason
        )


class Gone(ConsoleError):
    """What was asked for is too long ago: it has to be read anew."""

    retryable = True


def said(body: bytes) -> str:
    """Return what a server says in its reply: the message of a Kubernetes or Prometheus error, else its first line."""
    import json

    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if isinstance(found, dict):
        text = str(found.get("message") or found.get("error") or "")
    else:
        text = body.decode(errors="replace").strip().partition("\n")[0]
    return text.strip().rstrip(".")[:300]


async def _pump(reader: Reader, writer: Writer) -> None:
    try:
        while data := await reader.read(_PIECE):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()


def _words(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return "unknown name"
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__)[:200]
