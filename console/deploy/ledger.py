"""One deploy as it is remembered and as it is shown: every change goes to the journal first, then to the listener."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from console.deploy.journal import Entry, Journal, StateChanged, apply
from console.model.clock import Clock
from console.model.errors import ConsoleError
from console.model.service import DeployState, DeployView, StepState
from console.model.text import N_

SHOWN_EVERY_SECONDS = 0.1


class Ledger:
    """The only writer of a DeployView."""

    def __init__(self, journal: Journal, view: DeployView, clock: Clock, changed: Callable[[DeployView], None]) -> None:
        self.journal = journal
        self.view = view
        self._clock = clock
        self._changed = changed
        self._shown_at = 0.0

    async def record(self, entry: Entry) -> None:
        """Write an entry to the disk, then show what it changed. What cannot be written down is not gone on with."""
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
        after = apply(self.view, entry)
        if after is not None:
            self.view = after
            self._changed(after)

    def progress(self, step: str, done: int, total: int) -> None:
        """Show how far a step is; not worth a line of the journal."""
        now = self._clock.monotonic()
        if now - self._shown_at < SHOWN_EVERY_SECONDS and done < total:
            return
        self._shown_at = now
        share = min(done / total, 1.0) if total else 1.0
        steps = tuple(
            replace(view, progress=share) if view.step.id == step and view.state is StepState.RUNNING else view
            for view in self.view.steps
        )
        self.view = replace(self.view, steps=steps)
        self._changed(self.view)
