"""``leitstand record-ref NAME``: a real program, typed to by a script, becomes a recording with the screens expected.

The scripts stand in ``sessions.toml`` of the folder::

    [vim]
    command = ["vim", "notes.txt"]
    size = [80, 24]
    steps = [
        { until = "notes.txt" },
        { type = "ihello\u001b", pause = 0.3 },
        { resize = [100, 30] },
        { mark = "typed" },
    ]

``until`` waits for text on the screen, ``pause`` for that many seconds without output, ``mark`` keeps the screen. The
recording, ``NAME.cast``, has a marker for each; ``NAME.screens`` has the screens. The recording ends with the last
step, while the program still shows its picture. Where the folder has a program ``stage``, it is given the command to
run: it makes the place that a recording may show.
"""

from __future__ import annotations

import asyncio
import os
import tomllib
from pathlib import Path

import msgspec

from console.app.loop import SystemClock
from console.model.clock import Clock
from console.model.errors import ConsoleError, Problem
from console.model.text import N_
from console.terminal.cast import CastHeader, CastWriter
from console.terminal.channel import Channel
from console.terminal.engine import make_engine
from console.terminal.local import spawn_local_shell
from console.terminal.palette import Palette
from console.terminal.snapshot import Snapshot, snapshot, write

QUIET_SECONDS = 0.25
WITHIN_SECONDS = 60.0
TERM = "xterm-256color"


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that the script does; what a step names happens in this order."""

    type: str = ""
    resize: tuple[int, int] | None = None
    until: str = ""
    pause: float = QUIET_SECONDS
    mark: str = ""


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A program and what is typed to it."""

    command: tuple[str, ...]
    steps: tuple[Step, ...]
    size: tuple[int, int] = (80, 24)


def scripts(folder: Path) -> dict[str, Script]:
    """Return the scripts of a folder by name."""
    path = folder / "sessions.toml"
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), dict[str, Script])
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise ConsoleError(
            "record.scripts",
            N_("The scripts of {path} cannot be read: {reason}"),
            N_("Name the folder of the recordings with --folder."),
            path=path,
            reason=error,
        ) from error


class _Scene:
    """A program on a pseudo terminal whose screen an engine keeps and whose bytes are recorded."""

    def __init__(self, script: Script, path: Path, clock: Clock) -> None:
        self._clock = clock
        self._start = self._heard = clock.monotonic()
        self._palette = Palette()
        self._engine = make_engine("auto", *script.size, 1000, self._palette)[0]
        self._file = path.open("wb")
        command = " ".join(script.command)
        self._writer = CastWriter(self._file, CastHeader(*script.size, title=path.stem, command=command, term=TERM))
        self._channel: Channel | None = None
        self.screens: dict[str, Snapshot] = {}
        self.ended = False

    def start(self, command: tuple[str, ...]) -> None:
        self._channel = spawn_local_shell(self, self._engine.cols, self._engine.rows, dict(os.environ), command)

    def close(self) -> None:
        if self._channel is not None:
            self._channel.close()
        self._channel = None
        self._file.close()
        self._engine.close()

    def data_received(self, data: bytes) -> None:
        if self._channel is None:
            return
        self._heard = self._clock.monotonic()
        self._writer.output(self._heard - self._start, data)
        self._engine.feed(data)
        self._channel.write(self._engine.take_replies())

    def closed(self, _reason: Problem | None, _exit_status: int | None) -> None:
        self.ended = True

    async def do(self, step: Step) -> None:
        now = self._clock.monotonic() - self._start
        if step.resize is not None and self._channel is not None:
            self._engine.resize(*step.resize, 8, 18)
            self._writer.resize(now, *step.resize)
            self._channel.resize(*step.resize, step.resize[0] * 8, step.resize[1] * 18)
        # After it: what the keys start asks for the size at once.
        if step.type and self._channel is not None:
            self._channel.write(step.type.encode())
        await self._wait(step)
        if step.mark:
            self._writer.marker(self._clock.monotonic() - self._start, step.mark)
            self.screens[step.mark] = snapshot(self._engine, self._palette)

    async def _wait(self, step: Step) -> None:
        deadline = self._clock.monotonic() + WITHIN_SECONDS
        self._heard = self._clock.monotonic()
        while not self._settled(step):
            if self.ended or self._clock.monotonic() > deadline:
                raise ConsoleError(
                    "record.never_came",
                    N_("The program never showed what the script waits for: {step}"),
                    N_("Its last line was: {line}"),
                    step=step.until or "quiet",
                    line=next((line for line in reversed(self._lines()) if line), ""),
                )
            await asyncio.sleep(0.02)

    def _settled(self, step: Step) -> bool:
        if step.until and not any(step.until in line for line in self._lines()):
            return False
        return self.ended or self._clock.monotonic() - self._heard >= step.pause

    def _lines(self) -> tuple[str, ...]:
        return snapshot(self._engine, self._palette).lines


async def record(script: Script, name: str, folder: Path, clock: Clock) -> dict[str, Snapshot]:
    """Run the script and write ``NAME.cast`` and ``NAME.screens``; return the screens by their mark."""
    stage = (folder / "stage").absolute()
    command = (str(stage), *script.command) if stage.exists() else script.command
    scene = _Scene(script, folder / f"{name}.cast", clock)
    try:
        scene.start(command)
        for step in script.steps:
            await scene.do(step)
    finally:
        scene.close()
    (folder / f"{name}.screens").write_text(write(scene.screens), encoding="utf-8")
    return scene.screens


def run(name: str, folder: Path) -> int:
    """Record one session, and show what became of it."""
    known = scripts(folder)
    if name not in known:
        raise ConsoleError(
            "record.unknown",
            N_("There is no session {name}."),
            N_("There are: {names}."),
            name=name,
            names=", ".join(sorted(known)),
        )
    for mark, screen in asyncio.run(record(known[name], name, folder, SystemClock())).items():
        print(f"{name}, {mark}:\n" + "\n".join(screen.lines))  # noqa: T201 - a command of the command line
    return 0
