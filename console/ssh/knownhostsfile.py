"""Taking lines out of a known_hosts file and putting them back: all other bytes stay as they are."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct

from console.ssh.errors import KnownHostsLineChanged, KnownHostsUnwritable

_ATTEMPTS = 5

Change = Callable[[list[bytes]], list[bytes]]
"""From the lines of a file, their ends included, to those that it shall have."""


class Removed(Struct, frozen=True):
    """Lines that were taken out of a file: their places (from 0) and what stood there."""

    path: Path
    lines: tuple[tuple[int, bytes], ...]


def line_digest(line: bytes) -> str:
    """Return what tells whether a line is still the same."""
    return hashlib.sha256(line.rstrip(b"\r\n")).hexdigest()


def split_lines(data: bytes) -> list[bytes]:
    """Split at line feeds only, and keep them."""
    *whole, rest = data.split(b"\n")
    return [line + b"\n" for line in whole] + ([rest] if rest else [])


def remove_lines(path: Path, digests: Mapping[int, str]) -> Removed:
    """Take lines (numbers from 1, with their digests) out of a file.

    Raises KnownHostsLineChanged when one of them is not what it was, and KnownHostsUnwritable; nothing is changed then.
    """
    taken: list[tuple[int, bytes]] = []

    def change(lines: list[bytes]) -> list[bytes]:
        taken.clear()
        for line_no, digest in sorted(digests.items()):
            if line_no > len(lines) or line_digest(lines[line_no - 1]) != digest:
                raise KnownHostsLineChanged(host="", path=path, line=line_no)
            taken.append((line_no - 1, lines[line_no - 1]))
        gone = {place for place, _line in taken}
        return [line for place, line in enumerate(lines) if place not in gone]

    rewrite(path, change)
    return Removed(path, tuple(taken))


def restore_lines(removed: Removed) -> None:
    """Put lines back where they were, or as near as the file has places; what is there again stays single."""

    def change(lines: list[bytes]) -> list[bytes]:
        made = list(lines)
        there = {line_digest(line) for line in lines}
        for place, line in removed.lines:
            if line_digest(line) in there:
                continue
            if place >= len(made) and made and not made[-1].endswith(b"\n"):
                made[-1] += b"\n"
            whole = line if line.endswith(b"\n") or place >= len(made) else line + b"\n"
            made.insert(min(place, len(made)), whole)
        return made

    rewrite(removed.path, change)


def rewrite(path: Path, change: Change) -> None:
    """Replace a file by what ``change`` makes of its lines, whole or not at all; mode and owner stay.

    A link stays a link. Where another program writes at the same time its lines are read and changed anew.
    Raises KnownHostsUnwritable, and what ``change`` raises.
    """
    try:
        real = path.resolve(strict=True)
        for _ in range(_ATTEMPTS):
            before = real.stat()
            data = real.read_bytes()
            made = b"".join(change(split_lines(data)))
            if made == data or _replaced(real, before, made):
                return
    except OSError as error:
        raise KnownHostsUnwritable(host="", path=path, reason=error.strerror or error) from error
    raise KnownHostsUnwritable(host="", path=path, reason="another program keeps writing to it")


def _replaced(path: Path, before: os.stat_result, data: bytes) -> bool:
    """Put ``data`` in place of the file, unless somebody else has written to it since ``before``."""
    if not os.access(path, os.W_OK):
        raise PermissionError(0, "it may not be written to")
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), stat.S_IMODE(before.st_mode))
            if hasattr(os, "fchown") and (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
                os.fchown(file.fileno(), before.st_uid, before.st_gid)
            os.fsync(file.fileno())
        now = path.stat()
        if (now.st_mtime_ns, now.st_size, now.st_ino) != (before.st_mtime_ns, before.st_size, before.st_ino):
            return False
        beside.replace(path)
        return True
    finally:
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()
