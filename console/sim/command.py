"""What a simulated command is given, and how it says which name it answers to."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from bashkit import CommandContext

    from console.sim.node import Node
    from console.sim.processes import Process
    from console.sim.shell import Shell
    from console.sim.tty import Tty


class Call:
    """One run of a command: its arguments, its streams, and the node it runs on."""

    def __init__(self, context: CommandContext, shell: Shell, process: Process) -> None:
        self._context = context
        self.shell = shell
        self.process = process
        self.name: str = context.name
        self.argv: list[str] = list(context.argv)

    @property
    def node(self) -> Node:
        """Return the node."""
        return self.shell.node

    @property
    def tty(self) -> Tty | None:
        """Return the terminal, None without one."""
        return self.shell.tty

    @property
    def user(self) -> str:
        """Return who runs it."""
        return self.shell.user

    @property
    def cwd(self) -> str:
        """Return the folder it runs in."""
        return str(self._context.cwd)

    @property
    def env(self) -> dict[str, str]:
        """Return the exported variables."""
        return dict(self._context.env)

    def path(self, name: str) -> str:
        """Return ``name`` as an absolute path."""
        return posixpath.normpath(posixpath.join(self.cwd, name))

    async def out(self, text: str | bytes) -> None:
        """Write to the standard output."""
        await self._context.stdout.write(text.encode() if isinstance(text, str) else text)

    async def err(self, text: str) -> None:
        """Write to the standard error."""
        await self._context.stderr.write(text.encode())

    async def write_error(self, data: bytes) -> None:
        """Write bytes to the standard error."""
        await self._context.stderr.write(data)

    async def fail(self, text: str, status: int = 1) -> int:
        """Write an error that begins with the name of the command, and return ``status``."""
        await self.err(f"{self.name}: {text}\n")
        return status

    async def stdin(self) -> bytes:
        """Return everything that comes in."""
        return b"".join([chunk async for chunk in self._context.stdin])

    async def run(self, script: str, *, user: str | None = None, env: dict[str, str] | None = None) -> int:
        """Run a script in a shell of its own, with this command's streams."""
        data = await self.stdin()
        child = self.shell.child(user=user, cwd=self.cwd, env={**self.env, **(env or {})}, process=self.process)
        return await child.run(script, self.out, self.write_error, stdin=data)

    async def run_argv(self, argv: list[str], *, user: str | None = None, env: dict[str, str] | None = None) -> int:
        """Run another command with these arguments; one of ours needs no shell of its own."""
        command = self.node.commands.get(argv[0]) if user is None and env is None else None
        if command is not None:
            call = Call(self._context, self.shell, self.process)
            call.name, call.argv = argv[0], argv[1:]
            if self.process.command in UNNAMED:
                self.process.command = shlex.join(argv)
            return await command.run(call)
        return await self.run(shlex.join(argv), user=user, env=env)

    async def output_of(self, script: str) -> str:
        """Run a script and return all it prints."""
        pieces: list[bytes] = []

        async def keep(data: bytes) -> None:
            pieces.append(data)

        child = self.shell.child(cwd=self.cwd, env=self.env, process=self.process, without_tty=True)
        await child.run(script, keep, keep)
        return b"".join(pieces).decode("utf-8", "replace")


UNNAMED = {"sh", "-bash"}
"""What a process is called until it runs its first command."""

Run = Callable[[Call], Awaitable[int]]


class Command(Struct, frozen=True):
    """A name and what it does; a file in ``commands/`` lists those it defines as ``COMMANDS``."""

    name: str
    run: Run
    folder: str = "/usr/bin"
    aliases: tuple[str, ...] = ()

    @property
    def hidden(self) -> bool:
        """Return whether it is part of the machinery and not of the node."""
        return self.name.startswith("__")


def flags(argv: list[str]) -> tuple[set[str], list[str]]:
    """Return single letters and long words that were given as options, and what is left."""
    found: set[str] = set()
    rest: list[str] = []
    for word in argv:
        if word.startswith("--") and len(word) > 2:
            found.add(word[2:])
        elif word.startswith("-") and len(word) > 1:
            found.update(word[1:])
        else:
            rest.append(word)
    return found, rest
