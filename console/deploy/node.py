"""Commands, files and requests on the node of a plan; a connection that is lost is tried once more."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from console.deploy import chat, diagnosis, http, leftovers
from console.deploy.link import ByteReader, ByteWriter, Held, LinkFor, NodeLink, OnOutput, Progress
from console.deploy.rootwords import ANSWER_SECONDS, WRONG, RootWords
from console.deploy.shell import SHELL, SHELL_WITH_WORD, as_held, as_input
from console.deploy.supply import HUB_SECRET, as_command
from console.deploy.weights.hub import endpoint_host
from console.deploy.weights.resolve import TokenFor, no_token
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.service import Step
from console.model.text import N_
from console.targets.common.root import is_as_root

Result = TypeVar("Result")
PAUSE_BEFORE_RETRY_SECONDS = 1.0
EXCHANGE_SECONDS = 5.0
HOLD_SECONDS = 30.0
CARRY_PAUSES_SECONDS = (1.0, 5.0, 15.0, 30.0, 60.0)
"""Before a large file is gone on with, each time that its line is cut."""
LEFTOVERS_SECONDS = 15.0


class CommandFailed(ConsoleError):
    """A command on the node ended badly."""

    def __init__(self, output: str, rc: int | None) -> None:
        super().__init__(
            "deploy.command_failed",
            N_("{reason}"),
            diagnosis.hint(output, rc),
            reason=diagnosis.reason(output, rc),
        )
        self.output = diagnosis.tail(output)
        self.rc = rc


def is_retryable(error: ConsoleError) -> bool:
    """Say whether the trouble was in the network; the errors of the SSH room know."""
    return bool(getattr(error, "retryable", False))


class DeployNode:
    """The node that a plan is for."""

    def __init__(
        self,
        node_id: NodeId,
        link_for: LinkFor,
        directory: str = "",
        *,
        token_for: TokenFor = no_token,
        words: RootWords | None = None,
    ) -> None:
        self.node_id = node_id
        self._words = words or RootWords()
        self._directory = directory
        self._token_for = token_for
        self._link_for = link_for
        self._link: NodeLink | None = None
        self._holders = 0
        self._connecting = asyncio.Lock()

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Keep the connection from one step to the next, and give it back in the end."""
        self._holders += 1
        try:
            yield
        finally:
            self._holders -= 1
            if self._holders == 0:
                await self._let_go()

    async def _let_go(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            await link.release()

    async def _connection(self) -> NodeLink:
        async with self._connecting:
            if self._link is None:
                self._link = await self._link_for(self.node_id)
            return self._link

    async def _connected(self, work: Callable[[NodeLink], Awaitable[Result]], timeout: float) -> Result:
        """Do ``work`` over a connection; every step may be done twice, so a lost connection costs one more try."""
        try:
            async with self.held():
                return await self._once(work, timeout)
        except ConsoleError as error:
            if not is_retryable(error):
                raise
            await self._let_go()
        await asyncio.sleep(PAUSE_BEFORE_RETRY_SECONDS)
        async with self.held():
            # The first try may still be at it over there.
            await self._once(self._leftovers, LEFTOVERS_SECONDS)
            return await self._once(work, timeout)

    async def _once(self, work: Callable[[NodeLink], Awaitable[Result]], timeout: float) -> Result:
        link = await self._connection()
        try:
            async with asyncio.timeout(timeout):
                return await work(link)
        except TimeoutError as error:
            raise ConsoleError(
                "deploy.timed_out",
                N_("{node} did not finish within {seconds} s."),
                N_("The node or the line to it is very slow. Undo, then try again."),
                node=self.node_id,
                seconds=f"{timeout:g}",
            ) from error

    async def shell(
        self, command: str, timeout: float, lines: int = diagnosis.LAST_LINES, on_output: OnOutput | None = None
    ) -> str:
        """Run POSIX sh on the node and return the last lines that it printed; CommandFailed where it ended badly.

        What acts as root gets the password that sudo wants there; NoRoot where nobody gave it.
        """
        word = await self._word(command)
        heard = on_output if not word or on_output is None else _without(word, on_output)
        runner, head = (SHELL_WITH_WORD, f"{word}\n") if word else (SHELL, "")

        async def work(link: NodeLink) -> str:
            # The time limit outside is the same one: it also ends a link that never answers.
            stdin = f"{head}{as_input(command)}".encode()
            done = await link.run(runner, stdin=stdin, timeout=timeout, on_output=heard)
            output = (done.stdout + (b"\n" if done.stdout and done.stderr else b"") + done.stderr).decode(
                errors="replace"
            )
            output = output.replace(word, "…") if word else output
            if done.rc != 0:
                if word and re.search(WRONG, output):
                    self._words.drop(self.node_id)
                raise CommandFailed(output, done.rc)
            return diagnosis.tail(output, lines)

        return await self._connected(work, timeout + EXCHANGE_SECONDS)

    async def _word(self, command: str) -> str:
        if not is_as_root(command):
            return ""
        return await self._connected(lambda link: self._words.word(self.node_id, link), ANSWER_SECONDS)

    async def step(self, command: str, timeout: float, on_output: OnOutput) -> str:
        """Run a command that may be cut off: what it leaves running then can be found and ended."""
        return await self.shell(leftovers.marked(command, self._directory), timeout, on_output=on_output)

    async def end_leftovers(self) -> None:
        """End what a step that was cut off has left running; ConsoleError when the node cannot be reached."""
        async with self.held():
            await self._once(self._leftovers, LEFTOVERS_SECONDS)

    async def _leftovers(self, link: NodeLink) -> None:
        script = as_input(leftovers.end(self._directory)).encode()
        await link.run(SHELL, stdin=script, timeout=LEFTOVERS_SECONDS)

    async def upload(self, source: Path, target: str, progress: Progress, timeout: float) -> None:
        """Carry a file to the node."""
        _check_source(source)
        await self._connected(lambda link: link.upload(source, target, progress), timeout)

    async def carry(self, step: Step, progress: Progress) -> None:
        """Carry a large file to the node; a line that is cut is waited for, and gone on with."""
        _check_source(Path(step.source))
        pauses = list(CARRY_PAUSES_SECONDS)
        while True:
            try:
                await self._connected(
                    lambda link: link.carry(Path(step.source), step.target, step.sha256, progress),
                    step.timeout_seconds,
                )
                return
            except ConsoleError as error:
                if not is_retryable(error) or not pauses:
                    raise
            await self._let_go()
            await asyncio.sleep(pauses.pop(0))

    async def secret(self, step: Step) -> None:
        """Write a secret of the key ring to a file of the node, over standard input alone."""
        host = endpoint_host() if step.source == HUB_SECRET else step.source
        secret = await self._token_for(host)
        if not secret:
            raise ConsoleError(
                "deploy.no_token",
                N_("There is no token for {hub} in the key ring."),
                N_("Put it there with: keyring set leitstand hub:{hub}"),
                hub=host,
            )

        async def work(link: NodeLink) -> None:
            done = await link.run(as_command(step.command), stdin=secret.encode(), timeout=step.timeout_seconds)
            if done.rc != 0:
                raise CommandFailed(done.stderr.decode(errors="replace").replace(secret, "…"), done.rc)

        await self._connected(work, step.timeout_seconds + EXCHANGE_SECONDS)

    async def stream(self, host: str, port: int) -> tuple[ByteReader, ByteWriter]:
        """Open a stream to an address as the node sees it; good while the node is held."""
        return await (await self._connection()).forward_local(host, port)

    async def hold(self, command: str) -> Held:
        """Start POSIX sh on the node that ends when it is let go; the caller holds the node."""

        async def work(link: NodeLink) -> Held:
            return await link.hold(SHELL, stdin=as_held(command).encode())

        return await self._connected(work, HOLD_SECONDS)

    async def request(
        self, host: str, port: int, path: str, body: bytes | None = None, *, timeout: float
    ) -> http.Reply:
        """Send an HTTP request to an address as the node sees it, through the connection."""

        async def work(link: NodeLink) -> http.Reply:
            return await http.exchange(await link.forward_local(host, port), path, body)

        return await self._connected(work, timeout)

    async def answer(self, host: str, port: int, path: str, body: str) -> str:
        """Ask the model and return what it says."""
        reply = await self.request(host, port, path, body.encode(), timeout=120.0)
        if reply.status != 200:
            raise CommandFailed(f"HTTP {reply.status}: {reply.body[:400].decode(errors='replace')}", None)
        return chat.answer(reply.body)


def _without(word: str, on_output: OnOutput) -> OnOutput:
    """Hand on what is printed; nothing there should have the password, and it is not trusted with that."""
    return lambda data: on_output(data.replace(word.encode(), "…".encode()))


def _check_source(source: Path) -> None:
    if not source.is_file():
        raise ConsoleError(
            "deploy.source_gone",
            N_("The file {file} is no longer on this machine."),
            N_("Make the plan again: it collects the files anew."),
            file=source,
        )
