"""An interactive login: the message of the day, prompts, lines, until the person leaves."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field

from console.sim.editor import ByteSender, Editor
from console.sim.node import Node
from console.sim.script import UnfinishedError, rewrite
from console.sim.shell import Shell
from console.sim.tty import Tty

TYPED_FILE = re.compile(r"^\s*cat\s*(>{1,2}\s*\S+)?\s*$")
MAX_EMPTY_ENDS = 3


@dataclass(slots=True)
class Login:
    """One person on one node."""

    node: Node
    tty: Tty
    send: ByteSender
    user: str = "ops"
    shell: Shell = field(init=False)
    editor: Editor = field(init=False)

    def __post_init__(self) -> None:
        self.shell = Shell(
            self.node, user=self.user, tty=self.tty, env={"TERM": self.tty.kind, "SSH_TTY": "/dev/" + self.tty.name}
        )
        self.shell.interactive = True
        self.shell.log_in = self._further
        self.editor = Editor(self.tty, self.shell, self.send)

    async def run(self) -> int:
        """Serve the person until the end and return the last status."""
        process = self.node.processes.start(self.user, "-" + self.node.personality.shell, tty=self.tty.name)
        session = (self.user, self.tty.name, self.node.story.moment())
        self.node.sessions.append(session)
        before = self.tty.on_interrupt
        try:
            await self.tty.write(motd(self.node))
            await self._lines()
        finally:
            self.tty.on_interrupt = before
            self.node.sessions.remove(session)
            self.node.processes.end(process)
            self.editor.close()
            await self.shell.close()
        return self.shell.status

    async def _further(self, node: Node, user: str) -> int:
        """Log in to another node from here, on the same terminal."""
        before = self.tty.on_interrupt
        try:
            status = await Login(node, self.tty, self.send, user).run()
        finally:
            self.tty.on_interrupt = before
        await self.tty.write(f"Connection to {node.spec.name} closed.\n")
        return status

    async def _lines(self) -> None:
        while not self.tty.ended:
            try:
                line = await self._whole_line()
            except KeyboardInterrupt:
                await self.tty.write("^C\n")
                self.shell.status = 130
                continue
            except EOFError:
                await self.tty.write("logout\n")
                return
            if not line.strip():
                continue
            self.shell.history.append(line)
            await self._run(line)
            if self.shell.left:
                if not self.tty.ended:
                    await self.tty.write("logout\n")
                return

    async def _whole_line(self) -> str:
        text = await self.editor.line(self._prompt())
        if TYPED_FILE.match(text):
            return await self._typed_file(text)
        while not _finished(text, self.shell):
            more = await self.editor.line("> ")
            text = text[:-1] + more if text.endswith("\\") else f"{text}\n{more}"
        return text

    async def _typed_file(self, command: str) -> str:
        lines = []
        with contextlib.suppress(EOFError):
            while True:
                lines.append(await self.editor.line(""))
        body = "".join(f"{line}\n" for line in lines)
        return f"{command} <<'__END_OF_INPUT__'\n{body}__END_OF_INPUT__\n"

    async def _run(self, line: str) -> None:
        pending: list[object] = []

        def interrupt() -> None:
            pending.append(self.node.tasks.start(self._interrupt(), "interrupt"))

        self.tty.on_interrupt = interrupt
        try:
            await self.shell.run_line(line, self.tty.write_bytes, self.tty.write_bytes)
        finally:
            self.tty.on_interrupt = None

    async def _interrupt(self) -> None:
        if not self.tty.ended:
            await self.tty.write("^C\n")
        await self.shell.interrupt()

    def _prompt(self) -> str:
        cwd = self.shell.cwd
        home = self.shell.home
        short = "~" + cwd[len(home) :] if cwd == home or cwd.startswith(home + "/") else cwd
        text = self.node.personality.prompt.format(
            user=self.user,
            host=self.node.spec.name,
            cwd=short,
            base=short.rsplit("/", 1)[-1] or "/",
        )
        return text.replace("$ ", "# ") if self.user == "root" else text


def _finished(text: str, shell: Shell) -> bool:
    try:
        rewrite(text + "\n")
    except UnfinishedError:
        return False
    return not shell.expects_more(text)


def motd(node: Node) -> str:
    """Return the message of the day of a node."""
    memory, root = node.memory(), next(d for d in node.disks() if d.mount == "/")
    last = node.story.now().strftime("%a %b %d %H:%M:%S %Y")
    return node.personality.motd.lstrip("\n").format(
        host=node.spec.name,
        kernel=node.personality.kernel,
        build=node.personality.kernel_build,
        address=node.spec.address,
        processes=len(node.processes.all()),
        load=f"{node.load_average()[0]:.2f}",
        memory=f"{100 * memory.used_kib // memory.total_kib}%",
        disk=f"{root.percent}% of {root.total_kib / 1048576 / 1024:.2f}TB",
        last=last,
    )
