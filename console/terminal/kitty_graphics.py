"""Pictures as programs send them by the kitty graphics protocol: put together and unpacked within bounds.

https://sw.kovidgoyal.net/kitty/graphics-protocol/. libghostty-vt does the rest of it, but puts together and
unpacks up to 400 MB of what a program sends. So it only gets whole pictures, unpacked, of a size that it may keep.
"""

from __future__ import annotations

import binascii
import zlib

from msgspec import Struct, field

MOST_BYTES = 16 << 20
"""Of one picture, unpacked, and of all that a screen keeps."""
MOST_ENCODED = MOST_BYTES // 3 * 4 + 1024
MOST_CONTROL = 512
START, END = b"\x1b_G", b"\x1b\\"
TRANSMITS = {b"t", b"T", b"q"}
CONTINUES = {b"m", b"q"}
PNG = b"100"
PNG_HEAD = b"\x89PNG\r\n\x1a\n"


class _Open(Struct):
    """A picture that comes in several pieces."""

    keys: dict[bytes, bytes]
    payload: bytearray = field(default_factory=bytearray)


class Transmissions:
    """Takes the sequences of one terminal, and returns what the library is given for them."""

    def __init__(self) -> None:
        self._open: _Open | None = None
        self.reply = b""
        """What the program has to be answered beside what the library answers."""

    def take(self, content: bytes) -> bytes:
        """Return what to write for what is inside of a sequence; empty where there is nothing yet."""
        self.reply = b""
        keys, payload = _parts(content)
        if self._open is not None and keys.keys() <= CONTINUES:
            return self._add(payload, last=keys.get(b"m") != b"1")
        self._open = None
        if keys.get(b"a", b"t") not in TRANSMITS or keys.get(b"t", b"d") != b"d":
            # Places, deletes, or means a file, which the library refuses.
            return START + content + END if len(content) <= 2 * MOST_CONTROL else b""
        if keys.get(b"m") == b"1":
            self._open = _Open(keys, bytearray(payload))
            return b""
        return self._whole(keys, payload)

    def refuse(self, content: bytes) -> bytes:
        """Answer a sequence that is too large, by the beginning of it; nothing is written."""
        self._open, self.reply = None, b""
        return self._too_large(_parts(content)[0])

    def _add(self, payload: memoryview, *, last: bool) -> bytes:
        opened = self._open
        if opened is None:
            return b""
        opened.payload += payload
        if len(opened.payload) > MOST_ENCODED:
            self._open = None
            return self._too_large(opened.keys)
        if not last:
            return b""
        self._open = None
        return self._whole(opened.keys, opened.payload)

    def _whole(self, keys: dict[bytes, bytes], payload: bytearray | memoryview) -> bytes:
        if _number(keys, b"s") * _number(keys, b"v") * 4 > MOST_BYTES or len(payload) > MOST_ENCODED:
            return self._too_large(keys)
        unpacked: bytes | bytearray | memoryview | None = payload
        if keys.get(b"o") == b"z":
            unpacked = _unpacked(payload)
        if unpacked is None:
            return self._too_large(keys)
        kept = b",".join(b"%s=%s" % pair for pair in keys.items() if pair[0] not in {b"m", b"o", b"S", b"O"})
        return b"".join((START, kept, b";", unpacked, END))

    def _too_large(self, keys: dict[bytes, bytes]) -> bytes:
        number = _number(keys, b"i")
        if number and keys.get(b"q") not in {b"1", b"2"}:
            self.reply = b"\x1b_Gi=%d;EFBIG:too large\x1b\\" % number
        return b""


def _parts(content: bytes) -> tuple[dict[bytes, bytes], memoryview]:
    """Return the keys and the payload of a command; no keys where there is more of them than makes sense."""
    at = content.find(b";")
    control = content if at < 0 else content[: min(at, MOST_CONTROL + 1)]
    payload = memoryview(content)[len(content) if at < 0 else at + 1 :]
    if len(control) > MOST_CONTROL:
        return {b"a": b""}, payload
    return dict(pair.split(b"=", 1) for pair in control.split(b",") if b"=" in pair), payload


def _number(keys: dict[bytes, bytes], key: bytes) -> int:
    text = keys.get(key, b"")
    return int(text) if text.isdigit() and len(text) <= 10 else 0


def _unpacked(payload: bytearray | memoryview) -> bytes | None:
    """Return a compressed payload uncompressed, empty where it is broken; None where it is too large."""
    unpacker = zlib.decompressobj()
    try:
        data = unpacker.decompress(binascii.a2b_base64(payload), MOST_BYTES + 1)
    except (zlib.error, binascii.Error):
        return b""
    return None if len(data) > MOST_BYTES else binascii.b2a_base64(data, newline=False)


def png_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height as the head of a PNG file tells them; None where it is none or too large."""
    if not data.startswith(PNG_HEAD) or data[12:16] != b"IHDR" or len(data) < 33:
        return None
    width, height = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    return (width, height) if 0 < width * height * 4 <= MOST_BYTES else None
