"""Pictures as programs send them, for tests."""

from __future__ import annotations

import base64
import struct
import zlib

CHUNK = 4096


def command(control: str, data: bytes = b"", chunk: int = CHUNK) -> bytes:
    """Return a command of the kitty graphics protocol, its data in pieces."""
    encoded = base64.b64encode(data)
    pieces = [encoded[at : at + chunk] for at in range(0, len(encoded), chunk)] or [b""]
    sent = b""
    for number, piece in enumerate(pieces):
        more = int(number < len(pieces) - 1)
        keys = f"{control},m={more}" if number == 0 else f"m={more}"
        sent += b"\x1b_G" + keys.encode() + b";" + piece + b"\x1b\\"
    return sent


def png(width: int, height: int, color: tuple[int, int, int] = (255, 0, 0)) -> bytes:
    """Return a PNG file of one colour."""

    def part(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = (b"\0" + bytes(color) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")
