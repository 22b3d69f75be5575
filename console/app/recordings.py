"""Recordings and session logs of tabs. The core writes them, so they outlive every desk."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from console.app.tabs import Tabs
from console.model.clock import Clock
from console.model.errors import ConsoleError, Problem
from console.model.ids import TerminalId
from console.model.text import N_
from console.terminal.glyphs import GlyphTable
from console.terminal.palette import Palette
from console.terminal.session import Session
from console.wire import messages as m
from console.wire.tasks import TaskSet

if TYPE_CHECKING:
    from console.app.outfile import Outfile
    from console.terminal.frame import View
    from console.terminal.sheets import Sheet

TERM = "xterm-256color"
MOST_NAME = 60
SLOT_SHIFT, COLORS = 48, (1 << 48) - 1
"""Where the glyph of a cell's key is, and what is below it."""
PICTURE_SECONDS = 0.2
"""Between two pictures of a veiled terminal: drawing one takes as long as many turns of the loop."""
MOST_LABEL = 200
SUFFIXES = {m.RecordingKind.CAST: ".cast", m.RecordingKind.LOG: ".log"}


class Limits(Struct, frozen=True):
    """What the person has set."""

    most_bytes: int = 256_000_000
    with_input: bool = False


class _Screen:
    """What a sheet may ask of a session: all of it as others may see it."""

    def __init__(self, session: Session, palette: Palette) -> None:
        self._session, self._palette = session, palette
        self._glyphs = GlyphTable()
        self._last: View | None = None
        self._generation = 0

    def is_veiled(self) -> bool:
        return self._session.viewers.veil is not None

    def redact(self, text: str) -> str:
        veil = self._session.viewers.veil
        return text if veil is None else veil.redact(text)

    def later(self, call: Callable[[], None]) -> None:
        asyncio.get_running_loop().call_later(PICTURE_SECONDS, call)

    def picture(self) -> bytes:
        from console.terminal.redraw import redraw_bytes

        view = self._look(whole=False)
        return redraw_bytes(view, self._glyphs, self._palette)

    def changes(self, *, whole: bool) -> bytes:
        import numpy as np

        from console.terminal.redraw import redraw_bytes

        before, generation = self._last, self._generation
        view = self._look(whole=whole)
        if before is None or before.keys.shape != view.keys.shape or generation != self._generation:
            return redraw_bytes(view, self._glyphs, self._palette)
        rows = set(np.flatnonzero((before.keys != view.keys).any(axis=1)).tolist())
        if not rows and before.cursor == view.cursor:
            return b""
        return redraw_bytes(view, self._glyphs, self._palette, rows)

    def _look(self, *, whole: bool) -> View:
        view = self._session.view(self._glyphs)
        self._last = view if whole or not self.is_veiled() else self._without_begun(view)
        self._generation = self._glyphs.generation
        return self._last

    def _without_begun(self, view: View) -> View:
        """Return a view without the word before the cursor: it may be the first part of what will be hidden.

        The cursor stands where it began.
        """
        keys, table = view.keys.copy(), self._glyphs.new_since(0)
        blank = self._glyphs.slot(" ", 0) << SLOT_SHIFT
        row, column = view.cursor.y, min(view.cursor.x, keys.shape[1])
        while row >= 0:
            while column > 0 and table[int(keys[row, column - 1]) >> SLOT_SHIFT].text != " ":
                column -= 1
                keys[row, column] = int(keys[row, column]) & COLORS | blank
            if column or not row or not view.wrapped[row - 1]:
                break
            row, column = row - 1, keys.shape[1]
        return replace(view, keys=keys, cursor=replace(view.cursor, x=column, y=max(row, 0)))


class _Running:
    """One file that is being written: a tap on a session that ends with it."""

    def __init__(self, session: Session, sheet: Sheet, file: Outfile, closed: Callable[[], None]) -> None:
        self._session, self._closed = session, closed
        self.sheet, self.file = sheet, file
        self.fed, self.typed, self.resized, self.ended = sheet.fed, sheet.typed, sheet.resized, sheet.ended
        session.taps.add(self)

    def closed(self) -> None:
        """End the file: the tab is closed."""
        self.sheet.settle()
        self._closed()

    async def finish(self) -> None:
        """Hear no more and write the rest."""
        self._session.taps.remove(self)
        self.sheet.settle()
        self.sheet.finish()
        await self.file.close()


class Recordings:
    """Starts and stops what is written of tabs; a tab's value tells which file it is."""

    def __init__(
        self,
        tabs: Tabs,
        folder: Path,
        limits: Callable[[], Limits],
        notice: Callable[[Problem], None],
        clock: Clock,
        tasks: TaskSet,
    ) -> None:
        self._tabs, self._folder, self._limits, self._notice = tabs, folder, limits, notice
        self._clock, self._tasks = clock, tasks
        self._running: dict[tuple[TerminalId, m.RecordingKind], _Running] = {}

    async def start(self, request: m.StartRecording) -> str:
        """Start to write a tab into a new file; return its path. One that is written already goes on."""
        terminal_id, kind = request.terminal_id, request.kind
        session = self._tabs.session(terminal_id)
        if session is None:
            raise ConsoleError("recording.no_tab", N_("The terminal is closed."))
        running = self._running.get((terminal_id, kind))
        if running is not None:
            return str(running.file.path)
        started = self._clock.now()
        label = _Screen(session, Palette()).redact(self._tabs.label(terminal_id))
        name = f"{_file_name(label)}-{started.astimezone():%Y%m%d-%H%M%S}{SUFFIXES[kind]}"
        # A core that records nothing starts without these.
        from console.app.outfile import Outfile

        over = partial(self._over, terminal_id, kind)
        file = Outfile(self._folder / name, self._limits().most_bytes, self._tasks, over)
        await file.open()
        if self._tabs.session(terminal_id) is not session or (terminal_id, kind) in self._running:
            await file.close()
            file.path.unlink()
            raise ConsoleError("recording.no_tab", N_("The terminal is closed."))
        sheet = self._sheet(kind, session, file)
        stop = partial(self._stopped, terminal_id, kind)
        self._running[terminal_id, kind] = _Running(session, sheet, file, stop)
        self._tell(terminal_id, kind, m.Recording(str(file.path), started.timestamp()))
        return str(file.path)

    def _sheet(self, kind: m.RecordingKind, session: Session, file: Outfile) -> Sheet:
        from console.terminal.cast import CastHeader
        from console.terminal.sheets import CastSheet, LogSheet

        palette = self._tabs.palette(session.terminal_id) or Palette()
        screen = _Screen(session, palette)
        if kind is m.RecordingKind.LOG:
            return LogSheet(file, screen)
        title = screen.redact(self._tabs.label(session.terminal_id))
        header = CastHeader(session.engine.cols, session.engine.rows, title=title, term=TERM, palette=palette)
        return CastSheet(file, header, screen, self._clock, with_input=self._limits().with_input)

    async def stop(self, request: m.StopRecording) -> str:
        """End the file and return its path, empty where there is none."""
        running = self._running.pop((request.terminal_id, request.kind), None)
        if running is None:
            return ""
        self._tell(request.terminal_id, request.kind, None)
        await running.finish()
        return str(running.file.path)

    def mark(self, request: m.AddMarker) -> bool:
        """Write a marker; return whether the tab is recorded."""
        running = self._running.get((request.terminal_id, m.RecordingKind.CAST))
        if running is None:
            return False
        running.sheet.mark(request.label[:MOST_LABEL])
        return True

    async def close(self) -> None:
        """End every file, because the core ends."""
        running, self._running = list(self._running.values()), {}
        for one in running:
            await one.finish()

    def _over(self, terminal_id: TerminalId, kind: m.RecordingKind, problem: Problem) -> None:
        self._stopped(terminal_id, kind)
        self._notice(problem)

    def _stopped(self, terminal_id: TerminalId, kind: m.RecordingKind) -> None:
        running = self._running.pop((terminal_id, kind), None)
        if running is not None:
            self._tell(terminal_id, kind, None)
            self._tasks.start(running.finish(), "end a recording")

    def _tell(self, terminal_id: TerminalId, kind: m.RecordingKind, value: m.Recording | None) -> None:
        self._tabs.update(terminal_id, **{"recording" if kind is m.RecordingKind.CAST else "log": value})


def _file_name(title: str) -> str:
    """Return what of a tab's name can stand in a file's name anywhere."""
    return re.sub(r"[^\w.@+-]+", "_", title)[:MOST_NAME].strip("._") or "terminal"
