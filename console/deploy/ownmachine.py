"""The desk's own machine as a node: commands run here, without SSH. A cluster may be told from it what to do."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import shutil
import signal
from pathlib import Path

from msgspec import Struct

from console.deploy.link import ByteReader, ByteWriter, OnOutput, Progress
from console.model.errors import ConsoleError
from console.model.text import N_

LONGEST_LINE_BYTES = 1 << 16
END_SECONDS = 1.0
MOST_COMPLAINT_BYTES = 4000


class Completed(Struct, frozen=True):
    """A command that has ended; ``rc`` is None when a signal ended it."""

    rc: int | None
    stdout: bytes
    stderr: bytes


async def _started(command: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        "/bin/sh",
        "-c",
        command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=Path.home(),
        limit=LONGEST_LINE_BYTES,
        start_new_session=True,
    )


async def _talk(process: asyncio.subprocess.Process, stdin: bytes, on_output: OnOutput | None) -> tuple[bytes, bytes]:
    async def read(stream: asyncio.StreamReader | None) -> bytes:
        said = bytearray()
        while stream is not None and (data := await stream.read(LONGEST_LINE_BYTES)):
            said += data
            if on_output is not None:
                on_output(data)
        return bytes(said)

    async def feed(stream: asyncio.StreamWriter | None) -> None:
        if stream is not None:
            # Who ends without reading all of it is no trouble.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                stream.write(stdin)
                await stream.drain()
            stream.close()

    out, err, *_ = await asyncio.gather(read(process.stdout), read(process.stderr), feed(process.stdin), process.wait())
    return out, err


def _kill(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        os.killpg(process.pid, signal.SIGKILL)


class OwnMachine:
    """A NodeLink to this machine."""

    async def run(
        self, command: str, *, stdin: bytes = b"", timeout: float, on_output: OnOutput | None = None
    ) -> Completed:
        """Run a command and wait for its end; TimeoutError when it takes too long, and then it is ended."""
        process = await _started(command)
        try:
            async with asyncio.timeout(timeout):
                out, err = await _talk(process, stdin, on_output)
        finally:
            _kill(process)
        status = process.returncode
        return Completed(status if status is not None and status >= 0 else None, out, err)

    async def upload(self, source: Path | bytes, target: str, progress: Progress | None) -> None:
        """Copy a file, whole or not at all."""
        await asyncio.to_thread(_copy, source, Path(target))
        if progress is not None:
            size = Path(target).stat().st_size
            progress(size, size)

    async def carry(self, source: Path, target: str, sha256: str, progress: Progress | None) -> None:
        """Copy a large file; ConsoleError when it is not what its checksum says."""
        if sha256 and await asyncio.to_thread(_checksum, source) != sha256:
            raise ConsoleError(
                "deploy.wrong_checksum",
                N_("The file {file} is not what its checksum says."),
                N_("Fetch it again, then make the plan anew."),
                file=source,
            )
        await self.upload(source, target, progress)

    async def forward_local(self, host: str, port: int) -> tuple[ByteReader, ByteWriter]:
        """Open a stream to an address."""
        try:
            return await asyncio.open_connection(host, port)
        except OSError as error:
            raise ConsoleError(
                "deploy.not_listening",
                N_("Nothing answers at {host}:{port}: {reason}"),
                host=host,
                port=port,
                reason=error.strerror or error,
            ) from error

    async def hold(self, command: str, *, stdin: bytes = b"") -> HeldProcess:
        """Start a command that gets ``stdin`` and then nothing until it is let go."""
        return HeldProcess(await _started(command), stdin)

    async def release(self) -> None:
        """Give the link back; there is nothing to close."""


def _checksum(source: Path) -> str:
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy(source: Path | bytes, target: Path) -> None:
    part = target.with_name(f"{target.name}.part")
    if isinstance(source, bytes):
        part.write_bytes(source)
    else:
        shutil.copyfile(source, part)
    part.replace(target)


class HeldProcess:
    """A process of this machine that runs as long as somebody holds it."""

    def __init__(self, process: asyncio.subprocess.Process, stdin: bytes) -> None:
        self._process = process
        self._complaint = b""
        if process.stdin is not None:
            process.stdin.write(stdin)

    @property
    def is_over(self) -> bool:
        """Say whether it has ended."""
        return self._process.returncode is not None

    @property
    def complaint(self) -> str:
        """The end of what it wrote to standard error."""
        return self._complaint.decode(errors="replace")

    async def line(self) -> str:
        """Return the next line that says anything; empty when it has ended, and then its complaint is known."""
        reader, complaints = self._process.stdout, self._process.stderr
        while reader is not None and (line := await reader.readline()):
            if text := line.decode(errors="replace").strip("\n"):
                return text
        if complaints is not None:
            self._complaint = (await complaints.read())[-MOST_COMPLAINT_BYTES:]
        return ""

    async def close(self) -> None:
        """End its standard input, which it takes for a farewell, and the process where it does not."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(END_SECONDS):
                await self._process.wait()
        except TimeoutError:
            pass
        finally:
            _kill(self._process)
