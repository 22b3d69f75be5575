"""Who looks at a terminal: each desk at its own pace, so that a slow one holds nobody else up.

An engine tells once which rows may have changed. What is told goes to every desk that may have a frame just
then; the others have missed it and get their next frame from all rows, of which only what differs is sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from typing import TYPE_CHECKING, Protocol

from console.model.clock import Clock
from console.model.ids import TerminalId
from console.terminal.engine import Engine
from console.terminal.frame import FrameMaker, View
from console.terminal.glyphs import GlyphTable
from console.terminal.pacing import HOLD_SECONDS, Pacer
from console.terminal.pictures import Gallery, PictureSink
from console.wire.frames import Frame

if TYPE_CHECKING:
    from console.terminal.veil import Veil

SYNCHRONIZED = 2026
SKIM_SECONDS = 0.1
"""How long at most the rest of an interrupted flood is read without being shown."""
FLOOD_BYTES = 64 * 1024
"""So much since the last frame is several screens."""
QUIET_SECONDS = 0.006
"""A flood of which nothing has come for so long is over."""


class FrameSink(PictureSink, Protocol):
    """Where frames go: a desk, or nobody."""

    @property
    def glyphs(self) -> GlyphTable:
        """Return the core's table, which the slots of all frames are of."""
        ...

    def send_frame(self, frame: Frame) -> None:
        """Send the glyphs that the desk has not had yet, then ``frame``."""
        ...


class Viewer:
    """One desk that looks at one terminal."""

    def __init__(self, viewers: Viewers, terminal_id: TerminalId, sink: FrameSink) -> None:
        self._viewers = viewers
        self.sink = sink
        self.pacer = Pacer()
        self.frames = FrameMaker(terminal_id)
        self.gallery = Gallery(terminal_id)
        self.changed = False
        self.missed = False
        """It has not seen all that the engine has told."""
        self.attached = False
        self.timer: asyncio.TimerHandle | None = None

    @property
    def wants(self) -> bool:
        """Return whether there is something to show to somebody who looks."""
        return self.changed and self.attached and self.pacer.ready

    def attach(self) -> None:
        """Make the next frame a full one: a desk is there that knows nothing of this terminal."""
        self.attached = True
        self.pacer.restart()
        self.frames.forget()
        self.gallery.forget()
        self.changed = True
        self._viewers.offer()

    def detach(self) -> None:
        """Nobody looks any more."""
        self.attached = False
        self.pacer.restart()
        self.stop()

    def show(self, *, visible: bool, focused: bool) -> None:
        """Say whether the terminal is seen and has the focus: hidden ones get no frames."""
        self.pacer.focused, self.pacer.visible = focused, visible
        self._viewers.offer()

    def acknowledge(self, sequence: int, paint_seconds: float) -> None:
        """Take the desk's word that a frame is painted; the next one may come."""
        if self.pacer.acknowledged(sequence, paint_seconds):
            self._viewers.offer()

    def stop(self) -> None:
        """Let no frame come later."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None


class Viewers:
    """Everybody who looks at one terminal."""

    def __init__(self, terminal_id: TerminalId, engine: Engine, glyphs: GlyphTable, clock: Clock) -> None:
        self._terminal_id, self._engine, self._glyphs, self._clock = terminal_id, engine, glyphs, clock
        self._loop = asyncio.get_running_loop()
        self._all: list[Viewer] = []
        self._closed = False
        self._held_since: float | None = None
        self._skims_until = float("-inf")
        self._drawing: asyncio.Handle | None = None
        self.veil: Veil | None = None
        """What stands between the engine and everybody who looks; None: they see what is there."""
        self.fed_at = 0.0
        """When the engine has read something last."""
        self._fresh_bytes = 0
        glyphs.watch(self._new_generation)

    def add(self, sink: FrameSink) -> Viewer:
        """Let somebody else look; nothing is sent before ``attach`` and ``show``."""
        viewer = Viewer(self, self._terminal_id, sink)
        self._all.append(viewer)
        return viewer

    def remove(self, viewer: Viewer) -> None:
        """Let somebody go."""
        viewer.detach()
        self._all.remove(viewer)

    def close(self) -> None:
        """Send nothing any more."""
        self._closed = True
        self._stop_drawing()
        self._glyphs.unwatch(self._new_generation)
        for viewer in self._all:
            viewer.stop()

    def fed(self, size: int, now: float) -> None:
        """Note that the engine has read so many bytes."""
        self.fed_at = now
        self._fresh_bytes += size
        self.touch()

    def touch(self) -> None:
        """Note that the screen may look different."""
        for viewer in self._all:
            viewer.changed = True

    def skim(self) -> None:
        """Show nothing of a flood until it has ended: somebody has had enough of it.

        What is on its way is read several times as fast as it could be shown. Where nothing floods it is shown at once,
        and who holds the key down before a program that does not care sees it every other time.
        """
        now = self._clock.monotonic()
        if self._flows_for(now) > 0 and now > self._skims_until + SKIM_SECONDS:
            self._skims_until = now + SKIM_SECONDS

    def _flows_for(self, now: float) -> float:
        return self.fed_at + QUIET_SECONDS - now

    def start_over(self) -> None:
        """Make everybody's next frame a full one."""
        for viewer in self._all:
            viewer.frames.forget()
        self.touch()
        self.offer()

    def draw(self, veil: Veil | None) -> None:
        """Draw a veil before the terminal, or take it away; everybody sees it at once."""
        self.veil = veil
        self._stop_drawing()
        self.start_over()

    def view(self, glyphs: GlyphTable) -> View:
        """Return all rows as they are shown, for somebody who is no desk."""
        view = self._engine.view(glyphs, full=True)
        if self.veil is not None:
            view = self.veil.view(view, glyphs)
        for viewer in self._all:
            viewer.changed = viewer.missed = True
        self.offer()
        return view

    def offer(self) -> None:
        """Make frames for those who may have one now; the others get theirs when it is due."""
        if self._closed or self._drawing is not None:
            return
        now = self._clock.monotonic()
        due = [viewer for viewer in self._all if viewer.wants and viewer.timer is None and self._wait(viewer, now) <= 0]
        if due:
            self._send(due, now)

    def _wait(self, viewer: Viewer, now: float) -> float:
        wait = max(viewer.pacer.wait(now, floods=self._fresh_bytes >= FLOOD_BYTES), self._held_for(now))
        if wait > 0:
            viewer.timer = self._loop.call_later(wait, self._due, viewer)
        return wait

    def _due(self, viewer: Viewer) -> None:
        viewer.timer = None
        self.offer()

    def _held_for(self, now: float) -> float:
        if now < self._skims_until:
            flows = self._flows_for(now)
            if flows > 0:
                return flows
            self._skims_until = now
        if not self._engine.mode(SYNCHRONIZED):
            self._held_since = None
            return 0.0
        if self._held_since is None:
            self._held_since = now
        return max(0.0, self._held_since + HOLD_SECONDS - now) and 0.008

    def _new_generation(self) -> None:
        # In the middle of looking rows up: the frames that must follow wait for the next turn.
        self.touch()
        for viewer in self._all:
            if not self._closed and viewer.timer is None:
                viewer.timer = self._loop.call_later(0, self._due, viewer)

    def _send(self, due: list[Viewer], now: float) -> None:
        self._fresh_bytes = 0
        view = self._look(due)
        for viewer in self._all:
            viewer.missed = viewer.missed or viewer not in due
        for viewer in due:
            viewer.missed = viewer.changed = False
        if self.veil is None:
            self._deliver(due, view, now)
        else:
            self._step(due, self.veil.steps(view, self._glyphs), self._glyphs.generation)

    def _step(self, due: list[Viewer], steps: Generator[None, None, View], generation: int) -> None:
        """Go on with what is behind the veil; where much of it is new, others have their turn in between."""
        self._drawing = None
        try:
            next(steps)
        except StopIteration as done:
            if generation == self._glyphs.generation:
                self._deliver(due, done.value, self._clock.monotonic())
                self.offer()
            else:
                # Every slot is void by now.
                self._miss(due)
                self._loop.call_soon(self.offer)
        else:
            self._drawing = self._loop.call_soon(self._step, due, steps, generation)

    def _stop_drawing(self) -> None:
        if self._drawing is not None:
            self._drawing.cancel()
            self._drawing = None
            self._miss(self._all)

    def _miss(self, viewers: list[Viewer]) -> None:
        for viewer in viewers:
            viewer.missed = viewer.changed = True

    def _deliver(self, due: list[Viewer], view: View, now: float) -> None:
        for viewer in due:
            if not viewer.attached:
                continue  # gone while it was drawn
            more = viewer.gallery.send(self._engine.pictures, viewer.sink)
            viewer.changed = viewer.changed or more
            frame = viewer.frames.make(view, self._glyphs.generation, self.fed_at)
            if frame is not None:
                viewer.pacer.sent(frame.sequence, now, self._clock.monotonic() - now)
                viewer.sink.send_frame(frame)
            elif more:
                # More pictures are to come, and no frame is on its way whose end would bring them.
                viewer.timer = self._loop.call_later(HOLD_SECONDS, self._due, viewer)

    def _look(self, due: list[Viewer]) -> View:
        glyphs, engine = self._glyphs, self._engine

        def need_all() -> bool:
            if self.veil is not None:
                return True
            size = (engine.cols, engine.rows, glyphs.generation)
            return any(viewer.missed or viewer.frames.needs_full(*size) for viewer in due)

        full = need_all()
        generation = glyphs.generation
        view = engine.view(glyphs, full=full)
        # The table may have begun a new generation while the rows were looked up.
        again = generation != glyphs.generation or (not full and need_all())
        return engine.view(glyphs, full=True) if again else view
