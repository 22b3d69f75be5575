"""WebSockets (RFC 6455), as much as an API server needs: binary messages both ways over a stream that is open."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import struct

from console.fleet.clusters.http import Reader, Server, Streams, Writer, said
from console.model.errors import ConsoleError
from console.model.text import N_

_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_TEXT, _BINARY, _CLOSE, _PING, _PONG = 1, 2, 8, 9, 10
MOST_MESSAGE_BYTES = 16 << 20


class WebSocket:
    """One connection; ``receive`` by one task only."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader, self._writer = reader, writer
        self._is_closed = False

    @classmethod
    async def open(cls, server: Server, streams: Streams, path: str, protocol: str) -> WebSocket:
        """Ask the server to speak ``protocol`` at ``path``; raises ConsoleError with its reason where it does not."""
        reader, writer = streams
        key = base64.b64encode(os.urandom(16)).decode()
        asked = {
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": key,
            "Sec-WebSocket-Protocol": protocol,
        }
        reply = await server.exchange(reader, writer, "GET", path, asked)
        # SHA-1 is what the protocol says; it protects nothing.
        proof = base64.b64encode(hashlib.sha1((key + _GUID).encode(), usedforsecurity=False).digest()).decode()
        if reply.status != 101 or reply.headers.get("sec-websocket-accept") != proof:
            length = reply.headers.get("content-length", "")
            body = await reader.read(min(int(length), 4096)) if length.isdigit() and int(length) else b""
            raise ConsoleError(
                "cluster.no_stream",
                N_("{server} opens no stream: {reason}."),
                server=server.url,
                reason=said(body) or f"HTTP {reply.status}",
            )
        return cls(reader, writer)

    def send(self, data: bytes) -> None:
        """Send a binary message; after the end it is dropped."""
        self._send(_BINARY, data)

    def _send(self, kind: int, data: bytes) -> None:
        if not self._is_closed:
            self._writer.write(frame(kind, data, os.urandom(4)))

    async def receive(self) -> bytes | None:
        """Return the next message, None at the end."""
        message = bytearray()
        while True:
            try:
                is_last, kind, data = await self._frame()
            except asyncio.IncompleteReadError:
                return None
            if kind == _CLOSE:
                self.close()
                return None
            if kind == _PING:
                self._send(_PONG, data)
            elif kind != _PONG:
                message += data
                if is_last:
                    return bytes(message)
                if len(message) > MOST_MESSAGE_BYTES:
                    return None

    async def _frame(self) -> tuple[bool, int, bytes]:
        head, length = await self._reader.readexactly(2)
        is_masked, size = bool(length & 0x80), length & 0x7F
        if size == 126:
            (size,) = struct.unpack(">H", await self._reader.readexactly(2))
        elif size == 127:
            (size,) = struct.unpack(">Q", await self._reader.readexactly(8))
        if size > MOST_MESSAGE_BYTES:
            raise asyncio.IncompleteReadError(b"", size)
        mask = await self._reader.readexactly(4) if is_masked else b""
        data = await self._reader.readexactly(size)
        return bool(head & 0x80), head & 0x0F, masked(data, mask) if mask else data

    def close(self) -> None:
        """Say goodbye."""
        self._send(_CLOSE, b"\x03\xe8")
        self._is_closed = True


def frame(kind: int, data: bytes, mask: bytes) -> bytes:
    """Return one frame, masked as a client's must be."""
    size = len(data)
    if size < 126:
        head = struct.pack(">BB", 0x80 | kind, 0x80 | size)
    elif size < 1 << 16:
        head = struct.pack(">BBH", 0x80 | kind, 0x80 | 126, size)
    else:
        head = struct.pack(">BBQ", 0x80 | kind, 0x80 | 127, size)
    return head + mask + masked(data, mask)


def masked(data: bytes, mask: bytes) -> bytes:
    """Return ``data`` with the mask laid over it, or taken off."""
    size = len(data)
    whole = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(data, "big") ^ int.from_bytes(whole, "big")).to_bytes(size, "big")
