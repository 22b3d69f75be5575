"""One deploy as it is remembered and as it is shown: every change goes to the journal first, then to the listener."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from console.deploy import diagnosis
from console.deploy.journal import Entry, Journal, StateChanged, StepChanged, apply
from console.deploy.steplog import StepLogs
from console.model.clock import Clock
from console.model.errors import ConsoleError
from console.model.service import DeployState, DeployView, StepState, StepView, Work
from console.model.text import N_

log = logging.getLogger("leitstand.deploy")

SHOWN_EVERY_SECONDS = 0.1
LIVE_BYTES = 8192
"""Of what a running step prints; the whole of it is in its log."""


class Shows(Struct, frozen=True):
    """Who is told."""

    changed: Callable[[DeployView], None]
    moved: Callable[[DeployView, StepView], None]
    """A running step of a deploy got on; nothing else changed."""


class Ledger:
    """The only writer of a DeployView."""

    def __init__(self, journal: Journal, view: DeployView, clock: Clock, shows: Shows) -> None:
        self.journal = journal
        self.view = view
        self.logs = StepLogs(journal.path.with_suffix(".log"))
        self._clock = clock
        self._shows = shows
        self._live = _Live()

    async def record(self, entry: Entry) -> None:
        """Write an entry to the disk, then show what it changed. What cannot be written down is not gone on with."""
        if isinstance(entry, StateChanged) and not entry.at:
            entry = StateChanged(entry.state, entry.problem, entry.remedy, self._clock.now().timestamp())
        try:
            await asyncio.to_thread(self.journal.append, entry)
        except OSError as error:
            failure = ConsoleError(
                "deploy.journal",
                N_("The journal {file} could not be written: {reason}."),
                N_("Free some space on this machine, then undo the deployment."),
                file=self.journal.path,
                reason=error.strerror or error,
            )
            self._show(StateChanged(DeployState.FAILED, failure.problem))
            raise failure from error
        self._show(entry)

    def _show(self, entry: Entry) -> None:
        if isinstance(entry, StepChanged):
            self._live.end()
            if entry.state is StepState.RUNNING or entry.step != self._live.step:
                self._live = _Live(entry.step)
            if entry.output and not self._live.tail:
                self._keep(f"{entry.output}\n".encode())
        after = apply(self.view, entry)
        if after is not None:
            self.view = after
            self._shows.changed(after)

    def at_work(self, work: Work | None) -> None:
        """Show what the deploy is at work on from now on; None: nothing any more."""
        if work != self.view.work:
            self.view = replace(self.view, work=work)
            self._shows.changed(self.view)

    # -- while a step runs ------------------------------------------------------------------------

    def progress(self, step: str, done: int, total: int) -> None:
        """Show how far a step is; not worth a line of the journal."""
        if step == self._live.step:
            self._live.progress = min(done / total, 1.0) if total else 1.0
            self._soon(at_once=done >= total)

    def printed(self, step: str, data: bytes) -> None:
        """Show and keep what a running step prints."""
        if step == self._live.step:
            self._live.tail = (self._live.tail + data)[-LIVE_BYTES:]
            self._keep(data)
            self._soon()

    def _keep(self, data: bytes) -> None:
        head = b"" if self._live.is_kept else f"--- {self._clock.now():%Y-%m-%d %H:%M:%S %Z}\n".encode()
        self._live.is_kept = True
        try:
            self.logs.append(self._live.step, head + data)
        except OSError as error:  # the journal says it louder
            log.info("The log of %s is not kept: %s", self._live.step, error)

    def _soon(self, *, at_once: bool = False) -> None:
        live, now = self._live, self._clock.monotonic()
        if at_once or now - live.shown_at >= SHOWN_EVERY_SECONDS:
            live.end()
            live.shown_at = now
            self._move()
        elif live.timer is None:
            live.timer = asyncio.get_running_loop().call_later(SHOWN_EVERY_SECONDS, self._late)

    def _late(self) -> None:
        self._live.timer = None
        self._live.shown_at = self._clock.monotonic()
        self._move()

    def _move(self) -> None:
        live = self._live
        output = diagnosis.tail(live.tail.decode(errors="replace"))
        steps = tuple(
            replace(view, progress=live.progress, output=output)
            if view.step.id == live.step and view.state is StepState.RUNNING
            else view
            for view in self.view.steps
        )
        self.view = replace(self.view, steps=steps)
        for view in steps:
            if view.step.id == live.step and view.state is StepState.RUNNING:
                self._shows.moved(self.view, view)


class _Live(Struct):
    """What a running step has shown so far."""

    step: str = ""
    tail: bytes = b""
    progress: float | None = None
    shown_at: float = 0.0
    is_kept: bool = False
    timer: asyncio.TimerHandle | None = None

    def end(self) -> None:
        """Show nothing more of it later."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
