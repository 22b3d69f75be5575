"""A session: a channel's bytes through an engine to frames, and a person's input back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from console.model.clock import Clock
from console.model.errors import Problem
from console.model.ids import TerminalId
from console.terminal.channel import Channel, ChannelSink
from console.terminal.command_watch import CommandWatch
from console.terminal.courtesy import Courtesy
from console.terminal.engine import Engine
from console.terminal.events import PromptMark, TerminalEvent
from console.terminal.frame import View
from console.terminal.glyphs import GlyphTable
from console.terminal.inbox import Inbox
from console.terminal.palette import Palette
from console.terminal.row_times import RowTimes
from console.terminal.taps import Taps
from console.terminal.viewers import FrameSink, Viewers
from console.wire.messages import Mods

if TYPE_CHECKING:
    from console.terminal.veil import Veil

TURN_SECONDS = 0.002
"""The time that one session may take of a turn of the loop."""

MOST_CELL_PIXELS = 512
INTERRUPTS = (b"\x03", b"\x1a", b"\x1c")
"""What ends, stops or aborts a program: Ctrl+C, Ctrl+Z, Ctrl+\\."""


def bounded(cols: int, rows: int) -> tuple[int, int]:
    """Return a size in cells that every engine can have: a window may be folded up to nothing."""
    return max(2, min(cols, 1000)), max(1, min(rows, 500))


class SessionListener(Protocol):
    """Who is told what happens to a session."""

    def terminal_event(self, terminal_id: TerminalId, event: TerminalEvent) -> None:
        """Take what the program asked for."""
        ...

    def output(self, terminal_id: TerminalId) -> None:
        """Take note that the screen may have changed."""
        ...

    def channel_closed(self, terminal_id: TerminalId, reason: Problem | None, exit_status: int | None) -> None:
        """Take the end of the connection. Screen and scrollback stay; ``connect`` starts over."""
        ...


class _Line:
    """The sink of one connection: what an older one still delivers is dropped."""

    def __init__(self, session: Session) -> None:
        self._session: Session | None = session

    def data_received(self, data: bytes) -> None:
        if self._session is not None:
            self._session.data_received(data)

    def closed(self, reason: Problem | None, exit_status: int | None) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.channel_closed(reason, exit_status)

    def cut(self) -> None:
        self._session = None


class Session:
    """A terminal as the core keeps it. It outlives its connection and every desk.

    All of it runs on the loop's thread: it parses in slices of at most two milliseconds a turn, pushes
    back on the channel when more arrives, and makes a frame when the desk has painted the one before.
    """

    def __init__(
        self,
        terminal_id: TerminalId,
        engine: Engine,
        listener: SessionListener,
        sink: FrameSink,
        clock: Clock,
        courtesy: Courtesy | None = None,
    ) -> None:
        self.terminal_id = terminal_id
        self.engine = engine
        self._listener = listener
        self._clock = clock
        self._courtesy = courtesy or Courtesy(clock)
        self._loop = asyncio.get_running_loop()
        self._inbox = Inbox(clock)
        self.commands = CommandWatch(engine, clock)
        self.times = RowTimes(engine, clock)
        self.taps = Taps(engine, self.commands, self.times)
        self.viewers = Viewers(terminal_id, engine, sink.glyphs, clock)
        self._main = self.viewers.add(sink)
        self._channel: Channel | None = None
        self._line: _Line | None = None
        self._ending: tuple[Problem | None, int | None] | None = None
        self._turn: asyncio.Handle | None = None
        self._used = False
        self._closed = False
        self._paused = False
        self._is_scrolled = False
        self._cell = (8, 18)

    # ---- the channel ---------------------------------------------------------------------------

    @property
    def connected(self) -> bool:
        """Return whether there is a channel that can be written to."""
        return self._channel is not None

    @property
    def unparsed_bytes(self) -> int:
        """Return how much waits to be parsed."""
        return len(self._inbox)

    def new_sink(self) -> ChannelSink:
        """Return the sink for a new channel. What older channels still deliver is dropped from now on."""
        self._hang_up()
        self._ending = None
        self._line = _Line(self)
        return self._line

    def preface(self, data: bytes) -> None:
        """Show something above all that the program will print; who listens to the session does not hear it."""
        self.engine.feed(data)
        self.engine.take_replies()
        self.engine.take_events()
        self._touch()

    def connect(self, channel: Channel) -> None:
        """Use ``channel``, which delivers to ``new_sink()``. What a lost program left behind is undone first."""
        if self._used:
            self._inbox.feed_all(self.taps)
            self.taps.start_over()
            self.viewers.start_over()
        self._used = True
        if self._ending is not None:
            return
        self._channel = channel
        channel.resize(*self._size())
        if self._inbox.full and not self._paused:
            self._pause()

    def data_received(self, data: bytes) -> None:
        """Take bytes of the program; they are parsed in later turns of the loop."""
        if self._closed:
            return
        self._inbox.append(data)
        wait = self._courtesy.pause(self.terminal_id)
        if (self._inbox.full or wait) and not self._paused:
            self._pause()
        self._schedule_turn(wait)

    def channel_closed(self, reason: Problem | None, exit_status: int | None) -> None:
        """Take the end of the channel; the listener is told when everything it delivered is parsed."""
        self._channel = None
        self._paused = False
        self._ending = (reason, exit_status)
        self._schedule_turn()

    def close(self) -> None:
        """End the session: hang up and free the engine. Nothing is told any more."""
        if self._closed:
            return
        self._closed = True
        self._courtesy.gone(self.terminal_id)
        self._hang_up()
        if self._turn is not None:
            self._turn.cancel()
        self.viewers.close()
        self._inbox.clear()
        self.taps.close()
        self.engine.close()

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.cut()
            self._line = None
        channel, self._channel = self._channel, None
        self._paused = False
        if channel is not None:
            channel.close()

    def _pause(self) -> None:
        if self._channel is not None:
            self._paused = True
            self._channel.pause_reading()

    def _write(self, data: bytes) -> None:
        if data and self._channel is not None:
            self._channel.write(data)

    # ---- parsing -------------------------------------------------------------------------------

    def _schedule_turn(self, wait: float = 0.0) -> None:
        if self._turn is None and not self._closed:
            self._turn = self._loop.call_later(wait, self._awake) if wait else self._loop.call_soon(self._parse)

    def _awake(self) -> None:
        """Go on after a pause, once the echo of a key that came meanwhile is there."""
        wait = self._courtesy.until_echo(self.terminal_id)
        self._turn = self._loop.call_later(wait, self._parse) if wait else self._loop.call_soon(self._parse)

    def _parse(self) -> None:
        self._turn = None
        try:
            if fed := self._inbox.feed(self.taps, TURN_SECONDS):
                self.viewers.fed(fed, self._clock.monotonic())
                self._listener.output(self.terminal_id)
            self._report()
        finally:
            # Also after bytes that the engine stumbled over: what comes behind them must not wait for ever.
            if not self._closed:
                self._go_on()

    def _go_on(self) -> None:
        if self._paused and self._inbox.low:
            self._paused = False
            if self._channel is not None:
                self._channel.resume_reading()
        if len(self._inbox):
            self._schedule_turn(self._courtesy.pause(self.terminal_id))
        elif self._ending is not None:
            reason, status = self._ending
            self._ending = None
            self._line = None
            self.taps.ended(status)
            self._listener.channel_closed(self.terminal_id, reason, status)
        self.viewers.offer()

    def _report(self) -> None:
        self._write(self.engine.take_replies())
        for event in self.engine.take_events():
            if isinstance(event, PromptMark):
                self.commands.told(event)
            else:
                self._listener.terminal_event(self.terminal_id, event)
            if self._closed:
                return

    # ---- frames --------------------------------------------------------------------------------

    def attach(self) -> None:
        """Make the next frame a full one: a desk is there that knows nothing of this terminal, and shows it or not."""
        self.show(visible=False, focused=False)
        self._main.attach()

    def detach(self) -> None:
        """No desk looks any more; parsing goes on."""
        self.show(visible=False, focused=False)
        self._main.detach()

    def show(self, *, visible: bool, focused: bool) -> None:
        """Say whether the terminal is seen and has the focus: hidden ones make no frames."""
        if focused != self._main.pacer.focused:
            self._write(self.engine.encode_focus(focused=focused))
        self._main.show(visible=visible, focused=focused)

    def acknowledge(self, sequence: int, paint_seconds: float) -> None:
        """Take the desk's word that a frame is painted; the next one may come."""
        self._courtesy.painted(self.terminal_id)
        self._main.acknowledge(sequence, paint_seconds)

    def view(self, glyphs: GlyphTable) -> View:
        """Return all rows as they are shown, for somebody else than a desk."""
        return self.viewers.view(glyphs)

    def _touch(self) -> None:
        self.viewers.touch()
        self.viewers.offer()

    # ---- a person's input ----------------------------------------------------------------------

    def key(self, key: str, text: str, mods: Mods) -> None:
        """Send a key, and go back to the live screen."""
        self._type(self.engine.encode_key(key, text, mods))

    def paste(self, text: str) -> None:
        """Paste text, bracketed where the program asked for that."""
        self._type(self.engine.encode_paste(text))

    def _type(self, data: bytes) -> None:
        if not data:
            return
        self._courtesy.typed(self.terminal_id)
        if data in INTERRUPTS:
            self.viewers.skim()
        self._write(data)
        self.taps.typed(data)
        if self._is_scrolled:
            self.scroll(None)

    def mouse(self, kind: str, button: int, x: int, y: int, mods: Mods) -> None:
        """Send a mouse event, where the program asked for it."""
        self._write(self.engine.encode_mouse(kind, button, x, y, mods))

    def resize(self, cols: int, rows: int, cell_width: int, cell_height: int) -> None:
        """Change the size of screen and cell, and tell the program."""
        cols, rows = bounded(cols, rows)
        cell = max(1, min(cell_width, MOST_CELL_PIXELS)), max(1, min(cell_height, MOST_CELL_PIXELS))
        if (cols, rows, cell) == (self.engine.cols, self.engine.rows, self._cell):
            return
        self._cell = cell
        self.taps.resize(cols, rows, *cell)
        self._listener.output(self.terminal_id)
        self._report()
        if self._channel is not None:
            self._channel.resize(*self._size())
        self._touch()

    def _size(self) -> tuple[int, int, int, int]:
        cols, rows = self.engine.cols, self.engine.rows
        return cols, rows, cols * self._cell[0], rows * self._cell[1]

    def scroll(self, first_row: int | None) -> None:
        """Show the scrollback from an absolute row; None is the live screen."""
        self._is_scrolled = first_row is not None
        self.engine.scroll_to(first_row)
        self._touch()

    def set_palette(self, palette: Palette) -> None:
        """Set the default colours and the default cursor."""
        self.engine.set_colors(palette)
        self._report()
        self._touch()

    def set_scrollback(self, lines: int) -> None:
        """Keep so many lines above the screen."""
        self.engine.set_scrollback(lines)
        self._touch()

    def read_text(self, start_row: int, start_col: int, end_row: int, end_col: int, *, block: bool = False) -> str:
        """Return the text between two cells, absolute rows, end exclusive, as others may see it."""
        return self.reader.text(start_row, start_col, end_row, end_col, block=block)

    def row_text(self, row: int) -> str:
        """Return the text of a row as others may see it."""
        veil = self.viewers.veil
        return self.engine.lines(row, 1)[0] if veil is None else veil.row_text(row)

    @property
    def reader(self) -> Engine | Veil:
        """Return what is read by those who see the screen: behind a veil, what the veil shows."""
        return self.viewers.veil or self.engine
