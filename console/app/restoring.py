"""What comes back after a restart: the layout, kept as it changes, and on request what the terminals showed.

``restore/<profile>/kept.json`` names the layout and a file of text for each pane. Text goes through ``redact`` and
into a file that only the person can read; files that no pane needs any more are deleted.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from console.app.tabs import Tabs
from console.model.clock import Clock
from console.model.errors import ConsoleError, Problem
from console.model.ids import TerminalId
from console.model.layout import Layout, layout_of
from console.model.redaction import redact_lines
from console.model.text import N_
from console.settings.restore_options import RESTORE, RESTORE_CONNECT
from console.settings.store import SettingsStore, write_atomic
from console.terminal.session import Session
from console.wire.tasks import TaskSet

SETTLED_SECONDS = 2.0
"""How long nothing has changed when the layout is written."""
TEXT_EVERY_SECONDS = 30.0
MOST_LINES = 2000
MOST_TEXT_BYTES = 512 * 1024
"""Of one terminal."""
MOST_FILE_BYTES = 4_000_000
TURN_ROWS = 100
"""Rows that are read in one turn of the loop."""
TURN_BYTES = 8 * 1024
"""Bytes that an engine is fed in one turn of the loop."""

FILE = "kept.json"


class Kept(msgspec.Struct, frozen=True):
    """What ``kept.json`` holds."""

    saved_at: float
    layout: Layout
    texts: tuple[str, ...] = ()
    """The file of each pane's text, empty where there is none."""


class Restoring:
    """Keeps what is open while the option says so, and brings it back once."""

    def __init__(
        self,
        folder: Path,
        tabs: Tabs,
        settings: SettingsStore,
        clock: Clock,
        tasks: TaskSet,
        noticed: Callable[[Problem], None],
    ) -> None:
        self._folder, self._tabs, self._settings = folder, tabs, settings
        self._clock, self._tasks, self._noticed = clock, tasks, noticed
        self._texts: dict[TerminalId, tuple[str, float]] = {}
        """The file of a terminal's text, and when its engine had read something last by then."""
        self._began = int(clock.now().timestamp())
        self._timer: asyncio.TimerHandle | None = None
        self._text_timer: asyncio.TimerHandle | None = None
        self._writing = asyncio.Lock()
        self._has_failed = False

    # ---- back --------------------------------------------------------------------------------

    async def restore(self) -> None:
        """Bring back what was kept; what cannot be read is told and left alone."""
        if self._wanted == "off":
            return
        try:
            kept = await asyncio.to_thread(_read, self._folder / FILE)
        except ConsoleError as error:
            self._noticed(error.problem)
            return
        if kept is None:
            return
        try:
            made = self._tabs.adopt(kept.layout, restored_at=kept.saved_at)
        except ConsoleError as error:  # more than the settings allow by now
            self._noticed(error.problem)
            return
        when = datetime.fromtimestamp(kept.saved_at, self._clock.now().tzinfo).astimezone()
        for terminal_id, name in zip(made, kept.texts, strict=False):
            session = self._tabs.session(terminal_id)
            if name and session is not None and self._wanted == "scrollback":
                file = Path(name).name
                await _show(session, await asyncio.to_thread(_read_text, self._folder / file), when)
                self._texts[terminal_id] = (file, session.viewers.fed_at)
        if self._settings.get(RESTORE_CONNECT):
            for terminal_id in made:
                self._tabs.connect(terminal_id)

    # ---- kept --------------------------------------------------------------------------------

    @property
    def _wanted(self) -> str:
        return self._settings.get(RESTORE)

    def changed(self) -> None:
        """Note that something was opened, arranged or closed, or that the settings have changed."""
        loop = asyncio.get_running_loop()
        if self._timer is None:
            self._timer = loop.call_later(SETTLED_SECONDS, self._settled)
        if self._text_timer is None and self._wanted == "scrollback":
            self._text_timer = loop.call_later(TEXT_EVERY_SECONDS, self._text_due)

    def _settled(self) -> None:
        self._timer = None
        self._tasks.start(self.keep(with_text=False), "keep the layout")

    def _text_due(self) -> None:
        self._text_timer = None
        if self._wanted == "scrollback":
            self._tasks.start(self.keep(with_text=True), "keep the scrollback")
            if self._tabs.panes():
                self._text_timer = asyncio.get_running_loop().call_later(TEXT_EVERY_SECONDS, self._text_due)

    async def close(self) -> None:
        """Keep everything as it is at the end, while the sessions are still there."""
        for timer in (self._timer, self._text_timer):
            if timer is not None:
                timer.cancel()
        await self.keep(with_text=True)

    async def keep(self, *, with_text: bool) -> None:
        """Write what is open now, or nothing at all where the person wants that."""
        async with self._writing:
            try:
                await self._keep(with_text=with_text and self._wanted == "scrollback")
                self._has_failed = False
            except ConsoleError as error:
                # Once: it would be told again with every change.
                if not self._has_failed:
                    self._noticed(error.problem)
                self._has_failed = True

    async def _keep(self, *, with_text: bool) -> None:
        panes = self._tabs.panes()
        if self._wanted == "off" or not panes:
            self._texts.clear()
            await asyncio.to_thread(_clear, self._folder, ())
            return
        if with_text:
            await self._keep_texts()
        layout = layout_of("", self._tabs.arrangement, panes)
        order = [t for t in self._tabs.arrangement.terminals if t in panes][: len(layout.panes)]
        known = self._texts if self._wanted == "scrollback" else {}
        texts = tuple(known.get(TerminalId(terminal), ("", 0.0))[0] for terminal in order)
        kept = Kept(self._clock.now().timestamp(), layout, texts)
        await asyncio.to_thread(_write, self._folder, kept)

    async def _keep_texts(self) -> None:
        for number in self._tabs.panes():
            terminal_id = TerminalId(number)
            session = self._tabs.session(terminal_id)
            # A file that came back with this core goes on under the name that it has.
            name, at = self._texts.get(terminal_id, (f"{self._began}-{terminal_id}.txt", -1.0))
            if session is None or at == session.viewers.fed_at:
                continue
            at = session.viewers.fed_at
            lines = await self._lines(terminal_id, session)
            if lines is not None:
                await asyncio.to_thread(_write_text, self._folder / name, lines)
                self._texts[terminal_id] = (name, at)
        self._texts = {known: text for known, text in self._texts.items() if self._tabs.session(known) is not None}

    async def _lines(self, terminal_id: TerminalId, session: Session) -> list[str] | None:
        """Return the last lines of a terminal, redacted, read in slices; None where it was closed meanwhile."""
        engine = session.engine
        place = engine.position
        end = place.live_row + engine.rows
        first = max(place.oldest_row, end - MOST_LINES)
        lines: list[str] = []
        for row in range(first, end, TURN_ROWS):
            if self._tabs.session(terminal_id) is not session:
                return None
            count = min(TURN_ROWS, end - row)
            lines += _joined(engine.lines(row, count), engine.wrapped(row, count))
            await asyncio.sleep(0)
        while lines and not lines[-1].strip():
            lines.pop()
        return await _redacted(lines)


def _joined(rows: list[str], wrapped: list[bool]) -> Iterator[str]:
    """Return lines of rows: one that is wrapped goes on in the next."""
    line = ""
    for row, goes_on in zip(rows, wrapped, strict=True):
        line += row
        if not goes_on:
            yield line
            line = ""
    if line:
        yield line


async def _redacted(lines: list[str]) -> list[str]:
    """Return lines without secrets, worked on in slices."""
    found: list[str] = []
    for line in redact_lines(lines):
        found.append(line)
        if len(found) % 20 == 0:
            await asyncio.sleep(0)
    return found


async def _show(session: Session, text: str, when: datetime) -> None:
    """Show what was kept, dimmed, above a line with its date."""
    clean = ("".join(char for char in line if char.isprintable()) for line in text.splitlines())
    rule = f"── {when:%Y-%m-%d %H:%M} ".ljust(min(session.engine.cols, 60) - 1, "─")
    data = "".join(f"\x1b[2m{line}\x1b[0m\r\n" for line in (*clean, rule)).encode()
    for start in range(0, len(data), TURN_BYTES):
        session.preface(data[start : start + TURN_BYTES])
        await asyncio.sleep(0)


# ---- files: everything below may take a while ---------------------------------------------------


def _read(path: Path) -> Kept | None:
    try:
        with path.open("rb") as file:
            kept = msgspec.json.decode(file.read(MOST_FILE_BYTES), type=Kept)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError, RecursionError) as error:
        raise ConsoleError(
            "restore.unreadable", N_("What was open before cannot be brought back: {file} cannot be read."), file=path
        ) from error
    return msgspec.structs.replace(kept, layout=kept.layout.sound())


def _read_text(path: Path) -> str:
    with contextlib.suppress(OSError), path.open("rb") as file:
        return file.read(MOST_TEXT_BYTES).decode("utf-8", "replace")
    return ""


def _write(folder: Path, kept: Kept) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_atomic(folder / FILE, msgspec.json.encode(kept).decode())
    _clear(folder, (FILE, *kept.texts))


def _write_text(path: Path, lines: list[str]) -> None:
    data = "\n".join(lines).encode()[-MOST_TEXT_BYTES:]
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_atomic(path, data.decode("utf-8", "ignore"))


def _clear(folder: Path, kept: tuple[str, ...]) -> None:
    """Delete what nothing refers to any more."""
    for path in folder.glob("*"):
        if path.name not in kept:
            with contextlib.suppress(OSError):
                path.unlink()
