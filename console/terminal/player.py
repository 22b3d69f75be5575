"""Plays a recording into a session, as if a program wrote it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from console.model.clock import Clock
from console.terminal.cast import OUTPUT, RESIZE
from console.terminal.channel import ChannelSink
from console.terminal.timeline import Texts, Timeline

START_OVER = b"\x1bc\x1b[3J"
"""Reset, and forget the scrollback."""
SPEEDS = (0.25, 8.0)
SLICE_BYTES = 64 * 1024
DRAIN_SECONDS = 0.002
LOOP_PAUSE_SECONDS = 1.0
"""How long the last picture stays before it begins again."""


class Screen(Protocol):
    """The session that is played into."""

    @property
    def unparsed_bytes(self) -> int:
        """Return how much is not on the screen yet."""
        ...

    def set_size(self, cols: int, rows: int) -> None:
        """Change the size of the screen."""
        ...


class Player:
    """A Channel whose program is a recording. It begins paused, with the first picture.

    ``_next`` is the event that comes next and ``_goal`` how far it is to go at once: time moves the goal on while it
    plays, a person moves it anywhere. The way back begins at the start.
    """

    def __init__(
        self, timeline: Timeline, sink: ChannelSink, screen: Screen, clock: Clock, changed: Callable[[], None]
    ) -> None:
        self.timeline = timeline
        self._texts = Texts(timeline)
        self._sink, self._screen, self._clock, self._changed = sink, screen, clock, changed
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | asyncio.Handle | None = None
        self._next = self._goal = 0
        self._is_held = self._is_closed = self._was_busy = False
        self._base, self._base_at = 0.0, clock.monotonic()
        self.playing = False
        self.speed = 1.0
        self.looping = False
        self.idle_limit: float | None = timeline.header.idle_limit_seconds
        self._go(timeline.events_until(0.0))

    # ---- what a person does ------------------------------------------------------------------

    @property
    def position(self) -> float:
        """Return the seconds from the start, as it is played."""
        if not self.playing:
            return self._base
        ahead = self._base + (self._clock.monotonic() - self._base_at) * self.speed
        return min(ahead, self.timeline.duration)

    @property
    def busy(self) -> bool:
        """Return whether it is on its way to where it should be."""
        return self._next != self._goal

    def play(self) -> None:
        """Go on; from the end, begin again."""
        if self.position >= self.timeline.duration:
            self._set(0.0)
        self._set(self.position, playing=True)
        self._advance()
        self._changed()

    def pause(self) -> None:
        """Stand still."""
        self._set(self.position, playing=False)
        self._schedule()
        self._changed()

    def seek(self, seconds: float) -> None:
        """Go to a time."""
        self._set(min(max(0.0, seconds), self.timeline.duration))
        self._advance()
        self._changed()

    def step(self, by: int) -> None:
        """Stand still one event further, or one back."""
        line = self.timeline
        done = self._goal
        if by > 0:
            done = min(line.shown_from(done) + 1, len(line.codes))
        else:
            done = max(0, line.shown_before(line.shown_before(done)) + 1)
        self._set(line.played[done - 1] if done else 0.0, playing=False)
        self._go(done)
        self._changed()

    def set_speed(self, speed: float) -> None:
        """Play faster or slower."""
        at = self.position
        self.speed = min(max(speed, SPEEDS[0]), SPEEDS[1])
        self._set(at)
        self._schedule()
        self._changed()

    def set_looping(self, *, looping: bool) -> None:
        """Begin again at the end, or stand still there."""
        self.looping = looping
        self._schedule()
        self._changed()

    def set_idle_limit(self, seconds: float | None) -> None:
        """Cut pauses that are longer; what is shown stays."""
        self.idle_limit = seconds
        self.timeline = self.timeline.paced(seconds)
        self._set(self.timeline.played[self._goal - 1] if self._goal else 0.0)
        self._schedule()
        self._changed()

    def _set(self, position: float, *, playing: bool | None = None) -> None:
        self._base, self._base_at = position, self._clock.monotonic()
        self.playing = self.playing if playing is None else playing

    # ---- the channel -------------------------------------------------------------------------

    def write(self, data: bytes) -> None:
        """Drop what is typed or answered: the program is not there any more."""

    def resize(self, cols: int, rows: int, width_px: int, height_px: int) -> None:
        """Keep the size of the recording."""

    def pause_reading(self) -> None:
        """Stand still until the session has caught up."""
        self._is_held = True

    def resume_reading(self) -> None:
        """Go on."""
        if self._is_held:
            self._is_held = False
            self._pump()

    def close(self) -> None:
        """End."""
        if self._is_closed:
            return
        self._is_closed = True
        self._stop_timer()
        self._texts.close()
        self._sink.closed(None, None)

    # ---- the way through the events ------------------------------------------------------------

    def _advance(self) -> None:
        """Bring the screen to the position."""
        self._go(self.timeline.events_until(self.position))

    def _go(self, goal: int) -> None:
        if goal < self._next:
            self._next = 0
            self._sink.data_received(START_OVER)
            self._screen.set_size(self.timeline.header.cols, self.timeline.header.rows)
        self._goal = goal
        self._pump()
        self._was_busy = self._was_busy or self.busy

    def _pump(self) -> None:
        """Write events up to the goal, a slice at a time; a resize waits until what came before is on the screen."""
        self._stop_timer()
        sent = 0
        while self._next < self._goal and not self._is_held:
            if self.timeline.codes[self._next] == ord(RESIZE) and self._screen.unparsed_bytes:
                self._timer = self._loop.call_later(DRAIN_SECONDS, self._pump)
                return
            sent += self._emit(self._next)
            self._next += 1
            if sent >= SLICE_BYTES and self._next < self._goal:
                self._timer = self._loop.call_soon(self._pump)
                return
        if self.busy:
            return
        if self._was_busy:
            self._was_busy = False
            self._changed()
        self._schedule()

    def _emit(self, index: int) -> int:
        code = self.timeline.codes[index]
        if code == ord(OUTPUT):
            data = self._texts.read(index).encode("utf-8", "replace")
            self._sink.data_received(data)
            return len(data)
        if code == ord(RESIZE):
            cols, _, rows = self._texts.read(index).partition("x")
            if cols.isdecimal() and rows.isdecimal():
                self._screen.set_size(int(cols), int(rows))
        return 0

    def _schedule(self) -> None:
        """Wait for the next event, or the end."""
        if self.busy or self._is_closed:
            return
        self._stop_timer()
        if not self.playing:
            return
        line = self.timeline
        at_end = self._goal >= len(line.codes)
        due = line.duration if at_end else line.played[self._goal]
        wait = max(0.0, due - self.position) / self.speed
        if not at_end:
            self._timer = self._loop.call_later(wait, self._due)
        elif self.looping:
            self._timer = self._loop.call_later(wait + LOOP_PAUSE_SECONDS, self.seek, 0.0)
        else:
            self._timer = self._loop.call_later(wait, self._ended)

    def _due(self) -> None:
        goal = self._goal
        self._advance()
        if self._goal == goal:
            # The clock and the timer do not agree to the last digit.
            self._go(goal + 1)

    def _ended(self) -> None:
        self._set(self.timeline.duration, playing=False)
        self._changed()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
