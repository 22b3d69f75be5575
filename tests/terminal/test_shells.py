"""Real shells on a real pseudo terminal: their commands are seen, with nothing put into them."""

from __future__ import annotations

import asyncio
import shutil
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from console.app.loop import SystemClock
from console.model.ids import TerminalId
from console.terminal.engine import EngineKind
from console.terminal.events import TerminalEvent
from console.terminal.glyphs import GlyphTable
from console.terminal.local import spawn_local_shell
from console.terminal.session import Session
from console.wire.frames import Frame
from console.wire.messages import Command, Mods
from tests.unit.terminal.screens import KINDS, engine

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminals there")

SHELLS = {
    "bash": ("bash", "--norc", "--noprofile"),
    "dash": ("dash",),
    "zsh": ("zsh", "-f"),
    "fish": ("fish", "--no-config"),
    "tcsh": ("tcsh", "-f"),
    "python": (sys.executable, "-I", "-q"),
}
SLOW = {"python": "__import__('time').sleep(0.5)"}
SAY = {"python": "print('said', 42)"}


class Person:
    """Types at a shell, and waits for what it does."""

    def __init__(self, kind: EngineKind, command: tuple[str, ...], home: Path) -> None:
        self.glyphs = GlyphTable()
        self.finished: list[tuple[str, Command]] = []
        self.session = Session(TerminalId(1), engine(kind, 100, 30, 1000), self, self, SystemClock())
        self.session.commands.on_finish = lambda text, done: self.finished.append((text, done))
        env = {
            "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "HOME": str(home), "LANG": "C.UTF-8", "PS1": "ops@gpu01:\\w\\$ ",
        }  # fmt: skip
        self.session.connect(spawn_local_shell(self.session.new_sink(), 100, 30, env, command))

    def send_frame(self, frame: Frame) -> None:
        """Nobody looks."""

    def send_pictures(self, *_: object) -> None:
        """Nobody looks."""

    def terminal_event(self, terminal_id: TerminalId, event: TerminalEvent) -> None:
        """Nobody hears."""

    def output(self, terminal_id: TerminalId) -> None:
        """Nobody searches."""

    def channel_closed(self, *_: object) -> None:
        """It has ended."""

    async def until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 20
        while not condition():
            assert time.monotonic() < deadline, (self.screen(), self.session.commands.log.all(), self.finished)
            await asyncio.sleep(0.02)

    def screen(self) -> list[str]:
        at = self.session.engine.position
        return self.session.engine.lines(at.oldest_row, at.cursor_row - at.oldest_row + 1)

    async def prompt(self) -> None:
        """Wait until the cursor stands behind something and nothing more comes."""
        deadline = time.monotonic() + 20
        seen: object = None
        while True:
            await asyncio.sleep(0.25)
            assert time.monotonic() < deadline, self.screen()
            now = (self.screen(), self.session.engine.position)
            if now == seen and self.session.engine.position.cursor_col > 0:
                return
            seen = now

    async def type(self, text: str) -> None:
        for char in text:
            self.session.key(char, char, Mods())
            await asyncio.sleep(0.002)
        self.session.key("Enter", "", Mods())

    async def run(self, command: str) -> None:
        before = len(self.finished)
        await self.type(command)
        await self.until(lambda: len(self.finished) > before)


async def _ended(person: Person) -> None:
    person.session.close()
    await asyncio.sleep(0.05)


@pytest.fixture(params=SHELLS)
async def shell(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[str, Person]]:
    name = str(request.param)
    if shutil.which(SHELLS[name][0]) is None:
        pytest.skip(f"{name} is not installed")
    person = Person("pyte", SHELLS[name], tmp_path)
    yield name, person
    await _ended(person)


async def test_commands_of_real_shells_are_seen(shell: tuple[str, Person]) -> None:
    name, person = shell
    say, slow = SAY.get(name, "echo said 42"), SLOW.get(name, "sleep 0.5")
    await person.prompt()
    for command in (say, slow, say):
        await person.run(command)
    assert [text for text, _ in person.finished] == [say, slow, say]
    seconds = person.finished[1][1].seconds
    assert seconds is not None
    assert 0.4 < seconds < 10
    for _, done in person.finished[::2]:
        assert done.output_row is not None
        assert done.end_row is not None
        assert person.session.read_text(done.output_row, 0, done.end_row, 0).strip() == "said 42"
    rows = [command.row for command in person.session.commands.log.all()]
    assert rows == [done.row for _, done in person.finished] + [person.session.engine.position.cursor_row]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_password_that_is_not_echoed_is_nowhere(kind: EngineKind, tmp_path: Path) -> None:
    person = Person(kind, SHELLS["bash"], tmp_path)
    await person.prompt()
    await person.run("true")
    await person.type("read -s -p 'Password: ' x; echo")
    await person.until(lambda: any(line.startswith("Password:") for line in person.screen()))
    await person.run("hunter2")
    await person.run("true")
    assert [text for text, _ in person.finished] == ["true", "read -s -p 'Password: ' x; echo", "true"]
    assert "hunter2" not in repr(vars(person.session.commands)) + repr(person.screen())
    await _ended(person)
