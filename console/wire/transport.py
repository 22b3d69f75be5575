"""Packets on a byte stream, and where the two processes find each other.

A packet is ``HEAD`` (payload length, kind, terminal id) and the payload. Both sides keep an
out-queue: a large write must not block, and a reader may vanish at any byte.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from enum import IntEnum

from console.model.errors import ConsoleError
from console.model.text import N_

HEAD = struct.Struct("<IHHI")
"""Payload length in bytes, kind, zero, terminal id (0 where the packet belongs to none)."""

MAX_PAYLOAD_BYTES = 64 * 1024 * 1024


class Kind(IntEnum):
    """What the payload of a packet is."""

    MESSAGE = 1
    FRAME = 2
    GLYPHS = 3
    PICTURE = 4
    PLACEMENTS = 5


def packet(kind: Kind, payload: bytes, terminal_id: int = 0) -> bytes:
    """Return a whole packet."""
    return HEAD.pack(len(payload), kind, 0, terminal_id) + payload


class PacketReader:
    """Cuts a byte stream into packets. Feed it what arrived; it yields what is whole."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes | bytearray | memoryview) -> Iterator[tuple[Kind, int, bytes]]:
        """Yield ``(kind, terminal_id, payload)``; each packet is consumed before it is handed out."""
        self._buffer += data
        while len(self._buffer) >= HEAD.size:
            length, kind, _, terminal_id = HEAD.unpack_from(self._buffer)
            if length > MAX_PAYLOAD_BYTES:
                raise ConsoleError(
                    "wire.packet_too_large",
                    N_("The other process sent a packet of {bytes} bytes."),
                    N_("Start Leitstand again; the sessions in the core are kept."),
                    bytes=length,
                )
            end = HEAD.size + length
            if len(self._buffer) < end:
                return
            payload = bytes(memoryview(self._buffer)[HEAD.size : end])
            del self._buffer[:end]
            yield Kind(kind), terminal_id, payload


Receive = Callable[[Kind, int, bytes], None]
"""What a side does with a packet."""
