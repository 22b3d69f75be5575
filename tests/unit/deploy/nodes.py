"""Nodes for tests: a folder of this machine that is reached without SSH, and one that fails on demand."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from console.deploy.link import ByteReader, ByteWriter, OnOutput, Progress
from console.model.errors import ConsoleError

# The interpreter itself: the one of a virtual environment, or a wrapper that chooses, is not what nodes have.
PATH = f"{sys.base_prefix}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class Completed:
    rc: int | None
    stdout: bytes
    stderr: bytes


class Lost(ConsoleError):
    """A lost connection, as the SSH room tells it."""

    retryable = True

    def __init__(self) -> None:
        super().__init__("ssh.connection_lost", "The connection was lost.")


class Refused(ConsoleError):
    def __init__(self, reason: str) -> None:
        super().__init__("ssh.forward_refused", "Refused: {reason}", "", reason=reason)


async def _talk(process: asyncio.subprocess.Process, stdin: bytes, on_output: OnOutput | None) -> tuple[bytes, bytes]:
    """Feed a process and return what it says on both streams, also handing it on as it comes."""

    async def read(stream: asyncio.StreamReader | None) -> bytes:
        said = b""
        while stream is not None and (data := await stream.read(4096)):
            said += data
            if on_output is not None:
                on_output(data)
        return said

    if process.stdin is not None:
        process.stdin.write(stdin)
        process.stdin.close()
    out, err, _ = await asyncio.gather(read(process.stdout), read(process.stderr), process.wait())
    return out, err


class LocalNode:
    """A NodeLink into a home folder of this machine."""

    def __init__(self, home: Path, shell: str = "/bin/sh") -> None:
        self.home = home
        self.shell = shell
        self.commands: list[str] = []
        self.uploads: list[str] = []
        self.forwards = 0
        self.users = 0
        self.connects = 0
        self.before: Callable[[str], None] = lambda _text: None
        self.forward_refusal = ""
        self.held: list[LocalHeld] = []

    async def link(self, _node_id: object) -> LocalNode:
        self.users += 1
        self.connects += 1
        return self

    async def release(self) -> None:
        self.users -= 1

    async def run(
        self, command: str, *, stdin: bytes = b"", timeout: float, on_output: OnOutput | None = None
    ) -> Completed:
        text = stdin.decode()
        self.commands.append(text)
        self.before(text)
        process = await asyncio.create_subprocess_exec(
            self.shell,
            "-c",
            command.replace("/bin/sh", self.shell),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "HOME": str(self.home), "PATH": PATH},
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(timeout):
                out, err = await _talk(process, stdin, on_output)
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                await process.wait()
        return Completed(process.returncode, out, err)

    async def upload(self, source: Path | bytes, target: str, progress: Progress | None) -> None:
        self.uploads.append(target)
        self.before(target)
        part = Path(target + ".part")
        if isinstance(source, bytes):
            part.write_bytes(source)
        else:
            await asyncio.to_thread(shutil.copyfile, source, part)
        part.replace(target)
        if progress is not None:
            size = Path(target).stat().st_size
            progress(size // 2, size)
            progress(size, size)

    async def carry(self, source: Path, target: str, sha256: str, progress: Progress | None) -> None:
        assert sha256 in {"", hashlib.sha256(source.read_bytes()).hexdigest()}
        await self.upload(source, target, progress)

    async def forward_local(self, host: str, port: int) -> tuple[ByteReader, ByteWriter]:
        self.forwards += 1
        self.before(f"forward {port}")
        if self.forward_refusal:
            raise Refused(self.forward_refusal)
        try:
            return await asyncio.open_connection(host, port)
        except OSError as error:
            raise Refused("Connection refused") from error

    async def hold(self, command: str, *, stdin: bytes = b"") -> LocalHeld:
        self.commands.append(stdin.decode())
        self.before(stdin.decode())
        process = await asyncio.create_subprocess_exec(
            "/bin/sh",
            "-c",
            command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "HOME": str(self.home), "PATH": PATH},
            start_new_session=True,
        )
        held = LocalHeld(process)
        held.send(stdin)
        self.held.append(held)
        return held


class LocalHeld:
    """A command of this machine that is held."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.complaint = ""

    @property
    def is_over(self) -> bool:
        return self.process.returncode is not None

    def send(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)

    async def line(self) -> str:
        assert self.process.stdout is not None and self.process.stderr is not None
        line = (await self.process.stdout.readline()).decode().rstrip("\n")
        if not line:
            self.complaint = (await self.process.stderr.read()).decode()
        return line

    async def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        await self.process.wait()
