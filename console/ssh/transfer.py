"""Carrying a file to a host so that it is there whole or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import asyncssh

from console.ssh.errors import RemoteDiskFull, RemotePermissionDenied, SftpMissing, SshError, TransferFailed
from console.ssh.explain import LINE_LOST, connection_lost, is_gone

Progress = Callable[[int, int], None]

_CHUNK_BYTES = 1 << 15  # what every server takes in one packet
_CHUNKS_IN_FLIGHT = 64
PART_SUFFIX = ".part"


async def upload(
    raw: asyncssh.SSHClientConnection,
    host: str,
    source: Path | bytes,
    target: str,
    progress: Progress | None = None,
    *,
    mode: int = 0o644,
) -> None:
    """Write ``source`` to ``target`` (relative or ``~/``: to the home folder) through a ``.part`` file.

    Raises SftpMissing, RemoteDiskFull, RemotePermissionDenied and TransferFailed, and what was written is removed;
    ConnectionLost, after which a part of it may lie there.
    """
    path = target.removeprefix("~/")
    part = path + PART_SUFFIX
    total = 0
    async with await _client(raw, host) as sftp:
        try:
            total = len(source) if isinstance(source, bytes) else source.stat().st_size
            await _write(sftp, source, part, _Report(progress, total))
            await sftp.chmod(part, mode)
            await sftp.posix_rename(part, path)
        except LINE_LOST as error:
            raise connection_lost(host, error) from error
        except OSError as error:
            await _discard(sftp, part)
            # Only reading the source raises it: the far side answers with errors of SFTP.
            raise TransferFailed(host=host, path=path, reason=error) from error
        except asyncssh.SFTPError as error:
            failure = await _explain(sftp, error, host, path, total)
            await _discard(sftp, part)
            raise failure from error
        except asyncio.CancelledError:
            await asyncio.shield(_discard(sftp, part))
            raise


class _Report:
    """Adds up what has arrived; chunks may arrive in any order."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0

    def add(self, count: int) -> None:
        self._done += count
        if self._progress is not None:
            self._progress(self._done, self._total)


async def _client(raw: asyncssh.SSHClientConnection, host: str) -> asyncssh.SFTPClient:
    try:
        return await raw.start_sftp_client()
    except (asyncssh.ChannelOpenError, asyncssh.SFTPError) as error:
        if raw.is_closed() or is_gone(error):
            raise connection_lost(host, None) from error
        raise SftpMissing(host=host, reason=error.reason or "the session ended") from error
    except (asyncssh.DisconnectError, OSError) as error:
        raise connection_lost(host, error) from error


async def _write(sftp: asyncssh.SFTPClient, source: Path | bytes, part: str, report: _Report) -> None:
    if isinstance(source, Path):
        with source.open("rb") as file:
            await _write_chunks(sftp, part, report, lambda: file.read(_CHUNK_BYTES))
        return
    chunks = (source[at : at + _CHUNK_BYTES] for at in range(0, len(source), _CHUNK_BYTES))
    await _write_chunks(sftp, part, report, lambda: next(chunks, b""))


async def _write_chunks(sftp: asyncssh.SFTPClient, part: str, report: _Report, read: Callable[[], bytes]) -> None:
    """Write many chunks at a time: one at a time waits for the network after each.

    Block size 0 keeps the library from splitting them further in tasks of its own, which it forgets when
    the connection is lost.
    """
    offset = 0
    private = asyncssh.SFTPAttrs(permissions=0o600)
    async with sftp.open(part, "wb", attrs=private, encoding=None, block_size=0) as remote:
        while True:
            chunks = [chunk for chunk in (read() for _ in range(_CHUNKS_IN_FLIGHT)) if chunk]
            if not chunks:
                return
            starts = [offset + sum(map(len, chunks[:i])) for i in range(len(chunks))]
            await asyncio.gather(*(remote.write(chunk, at) for chunk, at in zip(chunks, starts, strict=True)))
            offset += sum(map(len, chunks))
            report.add(sum(map(len, chunks)))


async def _discard(sftp: asyncssh.SFTPClient, part: str) -> None:
    try:
        await sftp.remove(part)
    except (asyncssh.SFTPError, OSError):
        return  # it was never made, or the connection is gone


async def _explain(sftp: asyncssh.SFTPClient, error: asyncssh.SFTPError, host: str, path: str, total: int) -> SshError:
    """Find out what "Failure" means: SFTP version 3 has no word for a full disk."""
    if isinstance(error, asyncssh.SFTPPermissionDenied):
        return RemotePermissionDenied(host=host, path=path)
    free = await _free_bytes(sftp, path)
    written = await _size(sftp, path + PART_SUFFIX)
    if isinstance(error, asyncssh.SFTPFailure) and free is not None and free < total - written:
        return RemoteDiskFull(host=host, path=path, needed_bytes=total, free_bytes=free + written)
    return TransferFailed(host=host, path=path, reason=error.reason)


async def _free_bytes(sftp: asyncssh.SFTPClient, path: str) -> int | None:
    try:
        stat = await sftp.statvfs(str(PurePosixPath(path).parent))
    except asyncssh.SFTPError:
        return None
    return (stat.bavail or 0) * (stat.frsize or 0)


async def _size(sftp: asyncssh.SFTPClient, path: str) -> int:
    try:
        return (await sftp.stat(path)).size or 0
    except asyncssh.SFTPError:
        return 0
