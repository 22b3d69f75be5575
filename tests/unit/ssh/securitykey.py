"""A FIDO key in software, and an agent that holds it: OpenSSH takes its signatures for those of a device."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_TYPE, _APPLICATION = b"sk-ssh-ed25519@openssh.com", b"ssh:"
_LIST, _LISTED, _SIGN, _SIGNED, _FAILED = 11, 12, 13, 14, 5


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


class SecurityKey:
    """As PROTOCOL.u2f of OpenSSH describes it."""

    def __init__(self) -> None:
        self._key = Ed25519PrivateKey.generate()
        public = self._key.public_key().public_bytes_raw()
        self.public = _string(_TYPE) + _string(public) + _string(_APPLICATION)

    def write(self, path: Path) -> Path:
        """Write the handle that ssh-keygen leaves, and its public part."""
        check = os.urandom(4)
        inside = check + check + self.public + b"\x01" + _string(b"handle") + _string(b"") + _string(b"test")
        inside += bytes(range(1, 1 + -len(inside) % 8))
        head = b"openssh-key-v1\0" + _string(b"none") + _string(b"none") + _string(b"") + struct.pack(">I", 1)
        data = base64.b64encode(head + _string(self.public) + _string(inside)).decode()
        lines = [data[at : at + 70] for at in range(0, len(data), 70)]
        ends = [f"-----{word} OPENSSH PRIVATE KEY-----" for word in ("BEGIN", "END")]
        path.write_text("\n".join([ends[0], *lines, ends[1], ""]))
        path.chmod(0o600)
        path.with_name(path.name + ".pub").write_text(f"{_TYPE.decode()} {base64.b64encode(self.public).decode()}\n")
        return path

    def _sign(self, data: bytes) -> bytes:
        flags, counter = b"\x01", struct.pack(">I", 7)  # somebody has touched it
        signed = hashlib.sha256(_APPLICATION).digest() + flags + counter + hashlib.sha256(data).digest()
        return _string(_TYPE) + _string(self._key.sign(signed)) + flags + counter

    @asynccontextmanager
    async def agent(self, path: Path) -> AsyncIterator[Path]:
        """Run an agent that holds the key."""
        server = await asyncio.start_unix_server(self._serve, path)
        try:
            yield path
        finally:
            server.close()
            await server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                (length,) = struct.unpack(">I", await reader.readexactly(4))
                writer.write(_string(self._answer(await reader.readexactly(length))))
        except asyncio.IncompleteReadError:
            writer.close()

    def _answer(self, asked: bytes) -> bytes:
        if asked[0] == _LIST:
            return bytes([_LISTED]) + struct.pack(">I", 1) + _string(self.public) + _string(b"test")
        blob = _string(self.public)
        if asked[0] != _SIGN or not asked[1:].startswith(blob):
            return bytes([_FAILED])
        rest = asked[1 + len(blob) :]
        (length,) = struct.unpack(">I", rest[:4])
        return bytes([_SIGNED]) + _string(self._sign(rest[4 : 4 + length]))
