"""A node that is this machine: what is sent to it runs in its own sh."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field


@dataclass
class Done:
    rc: int | None
    stdout: bytes
    stderr: bytes


@dataclass
class LocalLink:
    """Runs commands here; with a home folder of its own."""

    home: str
    shell: str = "/bin/sh"
    path: str = "/usr/bin:/bin"
    ran: list[str] = field(default_factory=list)
    released: int = 0

    async def run(self, command: str, *, stdin: bytes = b"", timeout: float) -> Done:
        self.ran.append(stdin.decode())
        process = await asyncio.create_subprocess_exec(
            *(self.shell, "-c", command),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={"HOME": self.home, "PATH": self.path},
        )
        async with asyncio.timeout(timeout):
            out, error = await process.communicate(stdin)
        return Done(process.returncode, out, error)

    async def release(self) -> None:
        self.released += 1
