"""Carrying a large file to a host: gone on with after a cut line, and right to the last bit or not there.

Both ends take the SHA-256 of what they have: of a part that lies there before it is gone on with, of a file that is
there already, and of the whole in the end. A part that was cut off stays for the next try, a wrong one is removed.
"""

from __future__ import annotations

import asyncio
import hashlib
import shlex
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import asyncssh
from msgspec import Struct

from console.ssh.errors import (
    ChecksumWrong,
    NoChecksum,
    RemoteDiskFull,
    RemotePermissionDenied,
    SftpMissing,
    SshError,
    TransferFailed,
)
from console.ssh.explain import LINE_LOST, connection_lost, is_gone

if TYPE_CHECKING:
    from console.ssh.connection import Connection

Progress = Callable[[int, int], None]
PART_SUFFIX = ".part"
CHUNK_BYTES = 1 << 15  # what every server takes in one packet
CHUNKS_IN_FLIGHT = 64
UNSURE_BYTES = CHUNK_BYTES * CHUNKS_IN_FLIGHT
"""At the end of a part that was cut off there may be holes: chunks arrive in any order."""
HASHED_BYTES_PER_SECOND = 20_000_000
"""The slowest disk that is waited for."""

_SCRIPT = """\
sum() {{
  if command -v sha256sum >/dev/null; then sha256sum
  elif command -v shasum >/dev/null; then shasum -a 256
  elif command -v openssl >/dev/null; then openssl dgst -sha256 -r
  elif command -v python3 >/dev/null; then
    python3 -c 'import hashlib,sys
h=hashlib.sha256()
for b in iter(lambda: sys.stdin.buffer.read(1<<20), b""): h.update(b)
print(h.hexdigest())'
  fi | sed 's/[^0-9a-f].*//'
}}
size() {{ wc -c <"$1" | tr -d ' '; }}
f={path}
{body}
"""
_LOOK = """\
if [ -f "$f" ] && [ "$(size "$f")" = {total} ]; then printf 'whole {total} %s\\n' "$(sum <"$f")"; fi
if [ -f "$f".part ]; then
  n=$(size "$f".part)
  if [ "$n" -le {total} ]; then n=$((n - {unsure})); else n=0; fi
  if [ "$n" -gt 0 ]; then printf 'part %s %s\\n' "$n" "$(head -c "$n" "$f".part | sum)"; fi
fi"""


class Way(StrEnum):
    """How a file came to be there."""

    CARRIED = "carried"
    CONTINUED = "continued"
    THERE = "there"
    """It was there already, and right."""


class Carried(Struct, frozen=True):
    """A file that is on the host now."""

    way: Way
    sha256: str
    sent_bytes: int


async def carry(
    connection: Connection,
    source: Path,
    target: str,
    *,
    sha256: str = "",
    mode: int = 0o644,
    progress: Progress | None = None,
) -> Carried:
    """Bring ``source`` to ``target`` (relative or ``~/``: to the home folder); ``sha256``: what it has to be, if known.

    Raises ChecksumWrong, NoChecksum, RemoteDiskFull, RemotePermissionDenied, SftpMissing, TransferFailed, and
    ConnectionLost, after which a second call goes on.
    """
    path, host = target.removeprefix("~/"), connection.host
    told = progress or (lambda _done, _total: None)
    file = await _opened(source, host, path)
    try:
        whole, start, part = await _look(connection, path, file.total)
        if part and await file.digest_of(start) != part:
            start = 0
        if whole and await file.digest_of(file.total) == whole and whole == (sha256 or whole):
            told(file.total, file.total)
            return Carried(Way.THERE, whole, 0)
        told(start, file.total)
        await _send(connection, file, path, start, told)
        found = await _hash(connection, path + PART_SUFFIX, file.total)
        mine = await file.digest_of(file.total)
        if found != (sha256 or mine) or mine != found:
            await _run(connection, path, 'rm -f -- "$f".part', 60.0)
            wrong = found if found != mine else mine
            raise ChecksumWrong(host=host, path=path, expected=sha256 or mine, found=wrong)
        await _run(connection, path, f'chmod {mode:o} "$f".part && mv -f -- "$f".part "$f"', 60.0)
    finally:
        await asyncio.to_thread(file.close)
    return Carried(Way.CONTINUED if start else Way.CARRIED, found, file.total - start)


class _Source:
    """A file of the desk, read and hashed in one pass, off the loop."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self.total = path.stat().st_size
        self._digest = hashlib.sha256()
        self._hashed = 0

    def close(self) -> None:
        self._file.close()

    async def digest_of(self, count: int) -> str:
        """Return the SHA-256 of the first ``count`` bytes; ``count`` may not go back."""

        def work() -> str:
            if count < self._hashed:
                self._digest, self._hashed = hashlib.sha256(), 0
            self._file.seek(self._hashed)
            while self._hashed < count:
                chunk = self._file.read(min(1 << 20, count - self._hashed))
                if not chunk:
                    break
                self._add(chunk)
            return self._digest.hexdigest()

        return await asyncio.to_thread(work)

    async def chunks(self, at: int) -> list[bytes]:
        """Return the next chunks from ``at`` on; what follows what was hashed is hashed on the way."""

        def work() -> list[bytes]:
            self._file.seek(at)
            data = self._file.read(CHUNK_BYTES * CHUNKS_IN_FLIGHT)
            if at <= self._hashed < at + len(data):
                self._add(data[self._hashed - at :])
            return [data[i : i + CHUNK_BYTES] for i in range(0, len(data), CHUNK_BYTES)]

        return await asyncio.to_thread(work)

    def _add(self, data: bytes) -> None:
        self._digest.update(data)
        self._hashed += len(data)


async def _opened(source: Path, host: str, path: str) -> _Source:
    try:
        return await asyncio.to_thread(_Source, source)
    except OSError as error:
        raise TransferFailed(host=host, path=path, reason=error) from error


async def _look(connection: Connection, path: str, total: int) -> tuple[str, int, str]:
    """Return the checksum of a file that is as long as it should be, and how much of a part is sure, with its own."""
    body = _LOOK.format(total=total, unsure=UNSURE_BYTES)
    said = await _run(connection, path, body, 60.0 + 2 * total / HASHED_BYTES_PER_SECOND)
    whole, start, part = "", 0, ""
    for line in said.splitlines():
        words = line.split()
        if len(words) == 3 and words[0] == "whole":
            whole = words[2]
        if len(words) == 3 and words[0] == "part" and words[1].isdecimal():
            start, part = int(words[1]), words[2]
    return whole, start, part


async def _hash(connection: Connection, path: str, total: int) -> str:
    found = (await _run(connection, path, 'sum <"$f"', 60.0 + total / HASHED_BYTES_PER_SECOND)).strip()
    if len(found) != 64:
        raise NoChecksum(host=connection.host)
    return found


def script(path: str, body: str) -> str:
    """Return sh that does ``body`` with ``$f`` and with ``size`` and ``sum``."""
    return _SCRIPT.format(path=shlex.quote(path if path.startswith("/") else f"./{path}"), body=body)


async def _run(connection: Connection, path: str, body: str, timeout: float) -> str:
    done = await connection.run_script(script(path, body), timeout=timeout)
    if done.rc != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise TransferFailed(host=connection.host, path=path, reason=said[-1] if said else f"status {done.rc}")
    return done.stdout.decode(errors="replace")


async def _send(connection: Connection, file: _Source, path: str, start: int, progress: Progress) -> None:
    host = connection.host
    try:
        sftp = await connection.raw.start_sftp_client()
    except (asyncssh.ChannelOpenError, asyncssh.SFTPError) as error:
        if connection.is_closed or is_gone(error):
            raise connection_lost(host, None) from error
        raise SftpMissing(host=host, reason=error.reason or "the session ended") from error
    except (asyncssh.DisconnectError, OSError) as error:
        raise connection_lost(host, error) from error
    async with sftp:
        try:
            await _room(sftp, host, path, file.total - start)
            await _write(sftp, file, path + PART_SUFFIX, start, progress)
        except LINE_LOST as error:
            raise connection_lost(host, error) from error
        except asyncssh.SFTPError as error:
            raise await _explained(sftp, error, host, path, file.total - start) from error
        except OSError as error:  # of the source: the far side answers with errors of SFTP
            raise TransferFailed(host=host, path=path, reason=error) from error


async def _room(sftp: asyncssh.SFTPClient, host: str, path: str, needed: int) -> None:
    free = await _free_bytes(sftp, path)
    if free is not None and free < needed:
        raise RemoteDiskFull(host=host, path=path, needed_bytes=needed, free_bytes=free)


async def _write(sftp: asyncssh.SFTPClient, file: _Source, part: str, start: int, progress: Progress) -> None:
    private = asyncssh.SFTPAttrs(permissions=0o600)
    # Block size 0: the library would split chunks in tasks of its own, which it forgets when the connection is lost.
    async with sftp.open(part, "r+b" if start else "wb", attrs=private, encoding=None, block_size=0) as remote:
        offset = start
        while chunks := await file.chunks(offset):
            starts = [offset + sum(map(len, chunks[:i])) for i in range(len(chunks))]
            await asyncio.gather(*(remote.write(chunk, at) for chunk, at in zip(chunks, starts, strict=True)))
            offset += sum(map(len, chunks))
            progress(offset, file.total)


async def _explained(
    sftp: asyncssh.SFTPClient, error: asyncssh.SFTPError, host: str, path: str, needed: int
) -> SshError:
    """Find out what "Failure" means: SFTP version 3 has no word for a full disk."""
    if isinstance(error, asyncssh.SFTPPermissionDenied):
        return RemotePermissionDenied(host=host, path=path)
    free = await _free_bytes(sftp, path)
    if isinstance(error, asyncssh.SFTPFailure) and free is not None and free < UNSURE_BYTES:
        return RemoteDiskFull(host=host, path=path, needed_bytes=needed, free_bytes=free)
    return TransferFailed(host=host, path=path, reason=error.reason)


async def _free_bytes(sftp: asyncssh.SFTPClient, path: str) -> int | None:
    try:
        stat = await sftp.statvfs(path.rpartition("/")[0] or ("/" if path.startswith("/") else "."))
    except asyncssh.SFTPError:
        return None
    return (stat.bavail or 0) * (stat.frsize or 0)
