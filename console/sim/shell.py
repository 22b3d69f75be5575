"""One sandboxed shell on the files of a node, with the commands of that node."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shlex
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import TYPE_CHECKING

os.environ.setdefault("TOKIO_WORKER_THREADS", "16")  # before bashkit starts its pool: busy loops delay others less

import bashkit

from console.sim.command import UNNAMED, Call, Command
from console.sim.processes import Process
from console.sim.script import UnfinishedError, rewrite
from console.wire.tasks import TaskSet

if TYPE_CHECKING:
    from console.sim.node import Node
    from console.sim.tty import Tty

Sink = Callable[[bytes], Awaitable[None]]

BUSY_SECONDS = 20.0
WATCH_SECONDS = 2.5
MAX_DEPTH = 12
INTERRUPTED = 130
CARRIERS = {"setsid", "nohup", "nice", "stdbuf", "ionice", "chrt"}
BROKEN_PIPE = 141
NOISE = re.compile(rb"^bash: line \d+: ", re.MULTILINE)
HINT = re.compile(rb"\.? Did you mean: [^\n]*")
ENDED = "parse error at line"


class Shell:
    """Runs scripts one after the other; variables and the folder stay between them."""

    def __init__(
        self,
        node: Node,
        *,
        user: str = "ops",
        tty: Tty | None = None,
        cwd: str | None = None,
        env: Mapping[str, str] | None = None,
        process: Process | None = None,
        depth: int = 0,
    ) -> None:
        self.node = node
        self.user = user
        self.tty = tty
        self.process = process
        self.depth = depth
        self.history: list[str] = []
        self.last_job: int = 0
        self.jobs: list[tuple[Process, asyncio.Task[int], bytearray]] = []
        self.interactive = False
        self.log_in: Callable[[Node, str], Awaitable[int]] | None = None
        self.left = False
        self.status = 0
        self.number = node.processes.reserve() if process is None else process.pid
        self.home = "/root" if user == "root" else f"/home/{user}"
        self._start_cwd = cwd or self.home
        self._env = {"HOME": self.home, "USER": user, "LOGNAME": user, "LANG": "C.UTF-8", "SHELL": "/bin/bash"}
        self._env.update(env or {})
        self._bash: bashkit.Bash | None = None
        self._calls: set[asyncio.Task[int]] = set()
        self._tasks = TaskSet(f"sim-shell-{node.spec.name}")
        self._current: asyncio.Task[int] | None = None
        self._children: set[Shell] = set()
        self._parent: Shell | None = None

    @property
    def cwd(self) -> str:
        """Return the folder the shell is in."""
        return self._bash.shell_state().cwd if self._bash is not None else self._start_cwd

    def child(
        self,
        *,
        user: str | None = None,
        cwd: str | None = None,
        env: Mapping[str, str] | None = None,
        process: Process | None = None,
        without_tty: bool = False,
    ) -> Shell:
        """Return a shell started from this one; an interrupt reaches it too."""
        tty = None if without_tty else self.tty
        environment = dict(env or {})
        if user is not None and user != self.user:
            for name in ("HOME", "USER", "LOGNAME"):
                environment.pop(name, None)
        shell = Shell(
            self.node,
            user=user or self.user,
            tty=tty,
            cwd=cwd or self.cwd,
            env=environment,
            process=process,
            depth=self.depth + 1,
        )
        shell._parent = self
        shell.history = self.history
        shell.log_in = self.log_in
        return shell

    async def go_to(self, node: Node, user: str, script: str, call: Call) -> int:
        """Run a script on another node, or log in there on the same terminal."""
        if self.depth > MAX_DEPTH:
            await call.err("ssh: connect to host: Connection refused\n")
            return 255
        if not script:
            if self.tty is None or self.log_in is None:
                await call.err("Pseudo-terminal will not be allocated because stdin is not a terminal.\n")
                return 255
            return await self.log_in(node, user)
        shell = Shell(node, user=user, depth=self.depth + 1)
        self._children.add(shell)
        try:
            return await shell.run(script, call.out, call.write_error)
        finally:
            self._children.discard(shell)
            await shell.close()

    def _names(self, name: str) -> str:
        """Return the assignments behind ``$0`` and ``$$``, which the sandbox does not let a script set."""
        number = self.process.pid if self.process is not None else self.number
        return f"__0={shlex.quote(name or 'bash')}; __pid={number}; "

    def expects_more(self, text: str) -> bool:
        """Return whether ``text`` is the beginning of something longer, such as a loop."""
        try:
            (self._bash or self._create()).analyze(rewrite(text))
        except bashkit.BashError as error:
            return "unexpected end of file" in str(error) or "unexpected EOF" in str(error)
        except UnfinishedError:
            return True
        return False

    async def run(
        self, script: str, out: Sink, err: Sink, *, stdin: bytes = b"", arguments: tuple[str, ...] = (), name: str = ""
    ) -> int:
        """Run ``script``, called ``name`` as its ``$0``, and return its exit status."""
        if self.depth > MAX_DEPTH:
            await err(b"bash: fork: retry: Resource temporarily unavailable\n")
            return 254
        try:
            text = rewrite(script)
        except UnfinishedError:
            await err(b"bash: syntax error: unexpected end of file\n")
            return 2
        if arguments:
            text = f"set -- {shlex.join(arguments)}\n{text}"
        text = self._names(name) + text
        waiting = self.node.stdin_file(stdin) if stdin else ""
        if waiting:
            text = f"{{ {text}\n}} < {waiting}"
        if self._parent is not None:
            self._parent._children.add(self)
        try:
            return await self._execute(text, out, err)
        finally:
            if waiting:
                self.node.files.remove(waiting)
            if self._parent is not None:
                self._parent._children.discard(self)
                await self.close()

    async def run_more(self, script: str, out: Sink, err: Sink, *, arguments: tuple[str, ...] = ()) -> int:
        """Run the next part of a script that arrives in parts; notices when it leaves the shell."""
        text = f"set -- {shlex.join(arguments)}\n" if arguments else ""
        self.left = True
        self.status = await self._execute(f"{self._names('')}{text}{rewrite(script)}\n__status $?", out, err)
        return self.status

    async def run_line(self, line: str, out: Sink, err: Sink) -> int:
        """Run one line of an interactive shell; notices when the line leaves it."""
        status = self.status
        text = f"(exit {status}); {rewrite(line)}\n__status $?" if status else f"{rewrite(line)}\n__status $?"
        self.left = True
        result = await self._execute(text, out, err, interactive=True)
        if result == INTERRUPTED:
            self.left = False
        self.status = result
        return result

    async def _execute(self, text: str, out: Sink, err: Sink, *, interactive: bool = False) -> int:
        bash = self._bash or self._create()
        self.node.refresh()
        self._current = self._tasks.start(self._guarded(bash, text, out, err, interactive), "run")
        watch = self._tasks.start(self._watch(), "watch")
        try:
            return await asyncio.shield(self._current)
        except asyncio.CancelledError:
            me = asyncio.current_task()
            if me is not None and me.cancelling():
                await self.interrupt()
                raise
            return INTERRUPTED
        finally:
            watch.cancel()
            self._current = None

    async def _guarded(
        self,
        bash: bashkit.Bash,
        text: str,
        out: Sink,
        err: Sink,
        interactive: bool,  # noqa: FBT001 - private, called at one place
    ) -> int:
        async def clean(data: bytes) -> None:
            data = HINT.sub(b"", data)
            await err(NOISE.sub(b"-bash: " if interactive else b"bash: ", data))

        bash.clear_cancel()  # an interrupt that met the end of the last run still stands
        result = await bash.execute(text, stdout=out, stderr=clean, capture=0)
        if result.error:
            return await self._broken(result.error, err, "-bash" if interactive else "bash")
        return int(result.exit_code)

    async def _broken(self, error: str, err: Sink, name: str) -> int:
        """Say why a script did not come to its end, and return a status for it."""
        self.left = False
        if "cancelled" in error:
            return INTERRUPTED
        if error.startswith(ENDED):
            await err(f"{name}: {error.split(': ', 1)[-1]}\n".encode())
            return 2
        await err(f"{name}: {error.removeprefix('execution error: ')}\n".encode())
        return 1

    def _create(self) -> bashkit.Bash:
        bash = bashkit.Bash(
            username=self.user,
            hostname=self.node.spec.name,
            cwd=self._start_cwd if self.node.files.is_folder(self._start_cwd) else "/",
            env=self._env,
            max_commands=10**12,
            max_loop_iterations=10**12,
            timeout_seconds=10.0**8,
            profile=bashkit.ExecutionProfile.Interactive,  # the others end a session after 100,000 commands
        )
        bash.mount("/", self.node.files.mount)
        for name, command in self.node.commands.items():
            bash.add_command(name, self._callback(command))
        self._bash = bash
        return bash

    def _callback(self, command: Command) -> Callable[[bashkit.CommandContext], Coroutine[object, object, int]]:
        async def called(context: bashkit.CommandContext) -> int:
            return await self._call(command, context)

        return called

    async def _call(self, command: Command, context: bashkit.CommandContext) -> int:
        self.node.refresh()
        line = context.name if not context.argv else f"{context.name} {' '.join(context.argv)}"
        own = self.process is None and not command.hidden
        tty = self.tty.name if self.tty is not None else "?"
        process = self.process or self.node.processes.start(self.user, line, tty=tty)
        if process.command in UNNAMED and not command.hidden and context.name not in CARRIERS:
            process.command = line
        task: asyncio.Task[int] = self._tasks.start(_as_coroutine(command, Call(context, self, process)), context.name)
        self._calls.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            return INTERRUPTED
        finally:
            self._calls.discard(task)
            if own or self.process is None:
                self.node.processes.end(process)

    async def _watch(self) -> None:
        """End a script that only burns the processor: time counts while no command of ours runs."""
        busy = 0.0
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            busy = 0.0 if self._calls or self._children else busy + WATCH_SECONDS
            if busy >= BUSY_SECONDS:
                await self.interrupt()
                return

    async def interrupt(self) -> None:
        """Stop what runs, as Ctrl+C does; the shell can be used afterwards."""
        for child in list(self._children):
            await child.interrupt()
        bash, current = self._bash, self._current
        if bash is None or current is None or current.done():
            return
        bash.cancel()
        for task in list(self._calls):
            task.cancel()
        with contextlib.suppress(asyncio.TimeoutError, asyncio.CancelledError):
            await asyncio.wait_for(asyncio.shield(current), 0.3)
        if current.done():
            bash.clear_cancel()
            return
        current.cancel()  # the instance is not usable any more: the next line begins a new one
        self._start_cwd = "/"
        self._bash = None

    async def close(self) -> None:
        """Stop what runs and let go of the sandbox (it and its callbacks keep each other alive)."""
        await self.interrupt()
        self._bash = None
        await self._tasks.close()


async def _as_coroutine(command: Command, call: Call) -> int:
    try:
        return await command.run(call)
    except BrokenPipeError:
        return BROKEN_PIPE
    except RuntimeError as error:
        if "cancelled" in str(error) or "revoked" in str(error):
            return INTERRUPTED
        raise


__all__ = ["Shell", "Sink"]
