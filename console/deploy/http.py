"""A request and its reply in HTTP/1.1 over a stream that is open already: a port of a node through SSH."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import h11
from msgspec import Struct

from console.deploy.link import ByteReader, ByteWriter
from console.model.errors import ConsoleError
from console.model.text import N_

MAX_REPLY_BYTES = 4_000_000
PIECE_BYTES = 65_536


class Reply(Struct, frozen=True):
    """The status and the body of a reply."""

    status: int
    body: bytes


class Incoming:
    """A reply whose head has come; its body comes in pieces."""

    def __init__(self, exchange: _Exchange, status: int) -> None:
        self._exchange = exchange
        self.status = status

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the body as it comes; ConsoleError when it is cut off."""
        while True:
            event = await self._exchange.event()
            if isinstance(event, h11.Data):
                yield bytes(event.data)
            elif isinstance(event, h11.EndOfMessage):
                return

    async def whole(self) -> bytes:
        """Return the body; ConsoleError when it is cut off or longer than 4 MB."""
        body = b""
        async for piece in self.pieces():
            body += piece
            if len(body) > MAX_REPLY_BYTES:
                raise _bad("more than 4 MB")
        return body


class _Exchange:
    def __init__(self, reader: ByteReader) -> None:
        self.parser = h11.Connection(h11.CLIENT)
        self._reader = reader
        self._last = b""

    async def event(self) -> h11.Event:
        """Return the next event of the reply."""
        try:
            while (event := self.parser.next_event()) is h11.NEED_DATA:
                data = await self._reader.read(PIECE_BYTES)
                self._last = data or self._last
                self.parser.receive_data(data)
        except h11.RemoteProtocolError as error:
            raise _bad(self._last[:120].decode(errors="replace") or "it closed the connection") from error
        if isinstance(event, h11.Event):
            return event
        raise _bad("it closed the connection")


@asynccontextmanager
async def opened(
    streams: tuple[ByteReader, ByteWriter], path: str, body: bytes | None = None
) -> AsyncIterator[Incoming]:
    """Send a GET, or a POST of JSON, and wait for the head of the reply. The stream is closed in the end."""
    reader, writer = streams
    try:
        exchange = _Exchange(reader)
        headers = [("Host", "127.0.0.1"), ("Connection", "close")]
        if body is not None:
            headers += [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        method = "GET" if body is None else "POST"
        request: list[h11.Event] = [h11.Request(method=method, target=path, headers=headers)]
        request += [h11.Data(data=body)] if body else []
        for event in (*request, h11.EndOfMessage()):
            writer.write(exchange.parser.send(event) or b"")
        await writer.drain()
        while not isinstance(head := await exchange.event(), h11.Response):
            pass  # such as 100 Continue
        yield Incoming(exchange, head.status_code)
    finally:
        writer.close()


async def exchange(streams: tuple[ByteReader, ByteWriter], path: str, body: bytes | None = None) -> Reply:
    """Send one request and return the reply. The caller sets the time limit; the stream is closed in the end."""
    async with opened(streams, path, body) as incoming:
        return Reply(incoming.status, await incoming.whole())


def _bad(reply: str) -> ConsoleError:
    return ConsoleError(
        "deploy.bad_reply",
        N_("The service did not answer in HTTP: {reply}"),
        N_("Check which program listens on this port of the node."),
        reply=reply,
    )
