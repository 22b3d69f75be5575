"""Writes terminals and recordings as text and as SVG."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from console.app.players import Players
from console.app.tabs import Tabs
from console.model.errors import ConsoleError
from console.model.text import N_
from console.settings.store import write_atomic
from console.terminal.glyphs import GlyphTable
from console.terminal.palette import Palette
from console.terminal.session import Session
from console.wire import messages as m

SLICE_ROWS = 40
SLICE_CHARACTERS = 32 * 1024


class Exports:
    """Reads in slices, as others may see it, and writes beside the loop."""

    def __init__(self, tell: Callable[[m.Event], None], tabs: Tabs, players: Players) -> None:
        self._tell, self._tabs, self._players = tell, tabs, players
        self._running: set[int] = set()

    async def run(self, request: m.Export) -> str:
        """Write the file; return its path. Raises ConsoleError also when it was cancelled."""
        self._running.add(request.id)
        try:
            parts = self._parts(request)
            text = "".join([part async for part in parts])
        finally:
            self._running.discard(request.id)
        await asyncio.to_thread(write_atomic, Path(request.path), text)
        return request.path

    def cancel(self, request: m.CancelExport) -> None:
        """Give an export up."""
        self._running.discard(request.export_id)

    async def _step(self, request: m.Export, done: float) -> None:
        """Let others have their turn, and stop where nobody wants it any more."""
        self._tell(m.ExportProgress(request.id, done))
        await asyncio.sleep(0)
        if request.id not in self._running:
            raise ConsoleError("export.cancelled", N_("The export was cancelled."))

    def _parts(self, request: m.Export) -> AsyncIterator[str]:
        if request.scope is m.ExportScope.RECORDING:
            return self._recording(request)
        session = self._tabs.session(request.terminal_id)
        if session is None:
            raise ConsoleError("export.no_tab", N_("The terminal is closed."))
        if request.form is m.ExportForm.SVG:
            return self._svg(request, session)
        return self._text(request, session)

    async def _text(self, request: m.Export, session: Session) -> AsyncIterator[str]:
        """Yield lines; those that the edge has cut are one again."""
        first, last = _rows(session, request.scope)
        for row in range(first, last, SLICE_ROWS):
            end = min(row + SLICE_ROWS, last)
            text = session.reader.text(row, 0, end, 0)
            joined = session.engine.wrapped(end - 1, 1)[0]
            yield text.rstrip("\n") if joined else text.rstrip("\n") + "\n"
            await self._step(request, (end - first) / (last - first))

    async def _svg(self, request: m.Export, session: Session) -> AsyncIterator[str]:
        from console.terminal.engine import make_engine
        from console.terminal.svg import Svg

        palette = self._tabs.palette(request.terminal_id) or Palette()
        engine = session.engine
        svg = Svg(engine.cols, palette, _redacted(session, self._tabs.label(request.terminal_id)))
        first, last = _rows(session, request.scope)
        # The rows are drawn on a page of their own: the screen that somebody looks at stays where it is.
        page, _problem = make_engine("auto", engine.cols, SLICE_ROWS, 0, palette)
        try:
            for row in range(first, last, SLICE_ROWS):
                end = min(row + SLICE_ROWS, last)
                page.feed(b"\x1b[0m\x1b[H\x1b[2J\x1b[?7l\x1b[?25l")
                for place, number in enumerate(range(row, end)):
                    line = session.reader.text(number, 0, number, engine.cols, styled=True)
                    page.feed(f"\x1b[0m\x1b[{place + 1}H{line}".encode("utf-8", "replace"))
                glyphs = GlyphTable()
                svg.add(page.view(glyphs, full=True), glyphs, end - row)
                await self._step(request, (end - first) / (last - first))
        finally:
            page.close()
        yield svg.text()

    async def _recording(self, request: m.Export) -> AsyncIterator[str]:
        """Yield the lines of a recording as they looked, without what full-screen programs paint."""
        from console.terminal.cast import OUTPUT
        from console.terminal.plain import PlainLines
        from console.terminal.sheets import ShownLines
        from console.terminal.timeline import Texts

        timeline = self._players.timeline(request.terminal_id)
        texts, plain = Texts(timeline), PlainLines()
        session = self._tabs.session(request.terminal_id)
        shown = ShownLines(lambda text: text if session is None else _redacted(session, text))
        waiting = 0
        try:
            for index, code in enumerate(timeline.codes):
                if code != ord(OUTPUT):
                    continue
                data = texts.read(index).encode("utf-8", "replace")
                for at in range(0, len(data), SLICE_CHARACTERS):
                    lines = plain.feed(data[at : at + SLICE_CHARACTERS])
                    yield "".join(f"{line}\n" for line in (shown.of(lines) if lines else ()))
                waiting += len(data)
                if waiting > SLICE_CHARACTERS:
                    waiting = 0
                    await self._step(request, index / len(timeline.codes))
        finally:
            texts.close()
        rest = plain.finish()
        yield "".join(f"{line}\n" for line in (shown.of(rest) if rest else ()))


def _redacted(session: Session, text: str) -> str:
    veil = session.viewers.veil
    return text if veil is None else veil.redact(text)


def _rows(session: Session, scope: m.ExportScope) -> tuple[int, int]:
    """Return the first row that is exported and the one after the last."""
    view = session.view(GlyphTable())
    if scope is m.ExportScope.SCREEN:
        return view.first_row, view.first_row + view.rows
    return view.oldest_row, view.oldest_row + view.history_rows + view.rows
