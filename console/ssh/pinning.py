"""Writing a trusted key into known_hosts, the way OpenSSH does."""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from pathlib import Path

from console.ssh.errors import KnownHostsUnwritable
from console.ssh.hostkeys import HostName

_SALT_BYTES = 20


def pin(path: Path, name: HostName, key_type: str, blob: bytes, *, hashed: bool = False) -> None:
    """Append one line for ``name`` to the file at ``path``.

    The line is appended in one write, not by replacing the file: an ``ssh`` that adds a line at the
    same moment must not lose it. A write that the disk cut short is taken back. Names are hashed
    where asked for, and where the file has hashed names already.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _unwritable(path, name, error) from error
    try:
        old = _contents(descriptor)
        shown = _hash_name(name.written) if hashed or b"\n|1|" in b"\n" + old else name.written
        line = f"{shown} {key_type} {base64.b64encode(blob).decode('ascii')}\n".encode()
        _append(descriptor, line if not old or old.endswith(b"\n") else b"\n" + line, len(old))
    except OSError as error:
        raise _unwritable(path, name, error) from error
    finally:
        os.close(descriptor)


def _contents(descriptor: int) -> bytes:
    parts: list[bytes] = []
    while part := os.read(descriptor, 1 << 16):
        parts.append(part)
    return b"".join(parts)


def _append(descriptor: int, line: bytes, old_size: int) -> None:
    written = os.write(descriptor, line)
    if written != len(line):
        os.ftruncate(descriptor, old_size)
        raise OSError("the disk is full")
    os.fsync(descriptor)


def _hash_name(name: str) -> str:
    salt = secrets.token_bytes(_SALT_BYTES)
    digest = hmac.digest(salt, name.encode("utf-8"), "sha1")
    return f"|1|{base64.b64encode(salt).decode('ascii')}|{base64.b64encode(digest).decode('ascii')}"


def _unwritable(path: Path, name: HostName, error: OSError) -> KnownHostsUnwritable:
    return KnownHostsUnwritable(host=name.written, path=path, reason=error.strerror or error)
