"""One SSH session on a node: a command, a script on the standard input, or a person at a terminal."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Coroutine

import asyncssh

from console.sim.login import Login
from console.sim.node import Node
from console.sim.script import UnfinishedError, rewrite, waits_for_input
from console.sim.shell import Shell
from console.sim.tty import Tty
from console.wire.tasks import TaskSet

READ_BYTES = 64 * 1024
MAX_STDIN_BYTES = 9_000_000
QUIET_SECONDS = 0.05
SCRIPT_ON_STDIN = re.compile(
    r"^\s*(?:exec\s+)?(?:/usr)?(?:/bin/)?(?:ba|da|a)?sh(?:\s+-[eux]*s?)?(?:\s+(?:--|-)(?:\s+.*)?)?\s*$"
)
Process = asyncssh.SSHServerProcess[bytes]


class Session:
    """Serves one channel."""

    def __init__(self, node: Node, process: Process, user: str) -> None:
        self._node = node
        self._process = process
        self._user = user
        self._tasks = TaskSet(f"sim-session-{node.spec.name}")

    async def serve(self) -> None:
        """Run what was asked for, then say how it ended."""
        work = self._tasks.start(self._work(), "work")
        closed = self._tasks.start(self._process.wait_closed(), "closed")
        try:
            await asyncio.wait({work, closed}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await self._tasks.close()
        if work.done() and not work.cancelled() and work.exception() is None:
            with contextlib.suppress(OSError, asyncssh.Error):
                self._process.exit(work.result())

    async def _work(self) -> int:
        try:
            if self._process.term_type is not None:
                return await self._with_terminal(self._process.term_type)
            command = self._process.command
            if command is None or SCRIPT_ON_STDIN.match(command):
                return await self._script(command or "")
            return await self._command(command)
        except (BrokenPipeError, ConnectionError, asyncssh.ConnectionLost):
            return 255

    async def _out(self, data: bytes) -> None:
        with contextlib.suppress(ConnectionError, asyncssh.Error):  # the client is gone: what runs is about to end
            self._process.stdout.write(data)
            await self._process.stdout.drain()

    async def _err(self, data: bytes) -> None:
        with contextlib.suppress(ConnectionError, asyncssh.Error):  # the client is gone: what runs is about to end
            self._process.stderr.write(data)
            await self._process.stderr.drain()

    async def _command(self, command: str) -> int:
        shell = Shell(self._node, user=self._user)
        try:
            stdin = await self._all_stdin() if waits_for_input(command) else b""
            work = shell.run(command, self._out, self._err, stdin=stdin)
            return await self._watched(shell, work, after=bool(stdin))
        finally:
            await shell.close()

    async def _watched(self, shell: Shell, work: Coroutine[None, None, int], *, after: bool) -> int:
        """Run ``work``; a signal from the client interrupts it."""
        task: asyncio.Task[int] = self._tasks.start(work, "command")
        if not after:
            self._tasks.start(self._signals(shell), "signals")
        return await task

    async def _signals(self, shell: Shell) -> None:
        while True:
            try:
                if not await self._process.stdin.read(READ_BYTES):
                    return
            except (asyncssh.SignalReceived, asyncssh.BreakReceived):
                await shell.interrupt()
            except asyncssh.TerminalSizeChanged:
                continue
            except (ConnectionError, asyncssh.Error):
                return  # the client is gone: what runs is about to end

    async def _all_stdin(self) -> bytes:
        data = bytearray()
        while True:
            try:
                piece = await self._process.stdin.read(READ_BYTES)
            except (asyncssh.SignalReceived, asyncssh.BreakReceived, asyncssh.TerminalSizeChanged):
                continue
            if not piece:
                return bytes(data)
            if len(data) + len(piece) > MAX_STDIN_BYTES:
                raise ConnectionError
            data += piece

    async def _script(self, command: str) -> int:
        """Run a script as it arrives, as ``sh`` does with its standard input."""
        words = command.split()
        arguments = tuple(words[words.index("--") + 1 :]) if "--" in words else ()
        shell = Shell(self._node, user=self._user)
        text, status, ended = b"", 0, False
        if arguments:
            await shell.run_more("", self._out, self._err, arguments=arguments)
        try:
            while not ended:
                try:
                    piece = await asyncio.wait_for(
                        self._process.stdin.read(READ_BYTES), QUIET_SECONDS if text else None
                    )
                    ended, text = not piece, text + piece
                    if not ended:
                        continue
                except TimeoutError:
                    if not _complete(shell, text):
                        piece = await self._process.stdin.read(READ_BYTES)
                        ended, text = not piece, text + piece
                        if not ended:
                            continue
                except (asyncssh.SignalReceived, asyncssh.BreakReceived, asyncssh.TerminalSizeChanged):
                    continue
                if not text.strip():
                    continue
                script, text = text.decode("utf-8", "replace"), b""
                work = shell.run_more(script, self._out, self._err)
                status = await work if ended else await self._watched(shell, work, after=False)
                if shell.left:
                    break
            return status
        finally:
            await shell.close()

    async def _with_terminal(self, kind: str) -> int:
        process = self._process
        columns, rows, _, _ = process.term_size
        number = len(self._node.sessions)
        tty = Tty(f"pts/{number}", self._out, columns, rows, kind or "xterm-256color")
        self._tasks.start(self._typed(tty), "typed")
        if process.command is None:
            return await Login(self._node, tty, process.stdout.write, self._user).run()
        shell = Shell(self._node, user=self._user, tty=tty, env={"TERM": kind})

        def interrupt() -> None:
            self._tasks.start(shell.interrupt(), "interrupt")

        tty.on_interrupt = interrupt
        try:
            return await shell.run(process.command, tty.write_bytes, tty.write_bytes)
        finally:
            await shell.close()

    async def _typed(self, tty: Tty) -> None:
        with contextlib.suppress(ConnectionError, asyncssh.Error):  # the client is gone: so is the terminal
            while await self._typed_piece(tty):
                pass
        tty.end()

    async def _typed_piece(self, tty: Tty) -> bool:
        """Take what a person types or does to the window; False at the end."""
        try:
            data = await self._process.stdin.read(READ_BYTES)
        except asyncssh.TerminalSizeChanged as change:
            tty.resize(change.width, change.height)
        except asyncssh.SignalReceived:
            tty.feed(b"\x03")
        except asyncssh.BreakReceived:
            pass
        else:
            tty.feed(data)
            return bool(data)
        return True


def _complete(shell: Shell, text: bytes) -> bool:
    """Return whether what has arrived of a script can run already."""
    script = text.decode("utf-8", "replace")
    if not script.endswith("\n"):
        return False
    try:
        rewrite(script)
    except UnfinishedError:
        return False
    return not shell.expects_more(script)
