"""Recordings as pictures: screens that nobody sees, moved on by a desk that paints them into a video."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING

from console.app.players import Players
from console.app.tabs import Tabs
from console.model.errors import ConsoleError
from console.model.ids import TerminalId
from console.model.text import N_
from console.terminal.palette import Palette
from console.terminal.session import bounded
from console.terminal.viewers import FrameSink
from console.wire import messages as m

if TYPE_CHECKING:
    from console.terminal.engine import Engine
    from console.terminal.frame import FrameMaker
    from console.terminal.timeline import Texts, Timeline
    from console.terminal.veil import Veil

FIRST_FILM = 1 << 30
"""No terminal comes this far."""
SLICE_CHARACTERS = 32 * 1024
CELL = (8, 18)


class _Film:
    """A recording, the screen that it is played on, and how far it is."""

    def __init__(self, timeline: Timeline, texts: Texts, engine: Engine, frames: FrameMaker) -> None:
        self.timeline, self.texts, self.engine, self.frames = timeline, texts, engine, frames
        self.next = 0
        self.is_closed = False

    async def go_on(self, seconds: float) -> None:
        from console.terminal.cast import OUTPUT, RESIZE

        goal, sent = self.timeline.events_until(seconds), 0
        while self.next < goal:
            code, index = self.timeline.codes[self.next], self.next
            self.next += 1
            if code == ord(OUTPUT):
                data = self.texts.read(index).encode("utf-8", "replace")
                for at in range(0, len(data), SLICE_CHARACTERS):
                    self.engine.feed(data[at : at + SLICE_CHARACTERS])
                sent += len(data)
            elif code == ord(RESIZE) and (size := _size(self.texts.read(index))) is not None:
                self.engine.resize(*size, *CELL)
            if sent > SLICE_CHARACTERS:
                sent = 0
                await asyncio.sleep(0)
                if self.is_closed:
                    return
        # What a program asked for then is nobody's business now.
        self.engine.take_replies()
        self.engine.take_events()

    def close(self) -> None:
        self.is_closed = True
        self.texts.close()
        self.engine.close()


class Films:
    """Opens films, moves them on, and sends their frames like those of terminals."""

    def __init__(
        self, tabs: Tabs, players: Players, sink: FrameSink, veil: Callable[[Engine], Veil | None] = lambda _: None
    ) -> None:
        self._tabs, self._players, self._sink, self._veil = tabs, players, sink, veil
        self._ids = count(FIRST_FILM)
        self._films: dict[TerminalId, _Film] = {}

    def open(self, request: m.OpenFilm) -> m.Film:
        """Begin at the start of the recording that a terminal plays, with the pauses that it is played with."""
        from console.terminal.cast import RESIZE
        from console.terminal.engine import make_engine
        from console.terminal.frame import FrameMaker
        from console.terminal.timeline import Texts

        timeline = self._players.timeline(request.terminal_id)
        palette = self._tabs.palette(request.terminal_id) or Palette()
        cols, rows = bounded(timeline.header.cols, timeline.header.rows)
        texts = Texts(timeline)
        engine, _problem = make_engine("auto", cols, rows, 0, palette)
        film_id = TerminalId(next(self._ids))
        self._films[film_id] = _Film(timeline, texts, engine, FrameMaker(film_id))
        for index, code in enumerate(timeline.codes):
            if code == ord(RESIZE) and (size := _size(texts.read(index))) is not None:
                cols, rows = max(cols, size[0]), max(rows, size[1])
        return m.Film(film_id, cols, rows, timeline.duration)

    async def at(self, request: m.FilmAt) -> bool:
        """Go on to a time; return whether there is another picture, whose frame has been sent."""
        film = self._films.get(request.film_id)
        if film is None:
            raise ConsoleError("film.closed", N_("The film is closed."))
        await film.go_on(request.seconds)
        if film.is_closed:
            return False
        glyphs, engine, frames = self._sink.glyphs, film.engine, film.frames
        veil = self._veil(engine)
        needs_full = veil is not None or frames.needs_full(engine.cols, engine.rows, glyphs.generation)
        view = engine.view(glyphs, full=needs_full)
        if frames.needs_full(engine.cols, engine.rows, glyphs.generation):
            # The table may have begun a new generation while the rows were looked up.
            view = engine.view(glyphs, full=True)
        if veil is not None:
            view = veil.view(view, glyphs)
        frame = frames.make(view, glyphs.generation, 0.0)
        if frame is not None:
            self._sink.send_frame(frame)
        return frame is not None

    def close(self, request: m.CloseFilm) -> None:
        """Let go of a film."""
        film = self._films.pop(request.film_id, None)
        if film is not None:
            film.close()

    def end(self) -> None:
        """Let go of all: the desk that made them is gone."""
        for film_id in list(self._films):
            self.close(m.CloseFilm(film_id=film_id))


def _size(text: str) -> tuple[int, int] | None:
    cols, _, rows = text.partition("x")
    return bounded(int(cols), int(rows)) if cols.isdecimal() and rows.isdecimal() else None
