"""Deploys as they are known here, so that a small event about a running step makes a whole view again."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from console.model.ids import DeployId
from console.model.service import DeployState, DeployView
from console.wire import messages as m

_BUSY = frozenset({DeployState.RUNNING, DeployState.QUEUED, DeployState.UNDOING})


class DeployMoves:
    """The deploys that are in the middle of something."""

    def __init__(self) -> None:
        self._busy: dict[DeployId, DeployView] = {}

    def keep(self, views: Iterable[DeployView]) -> None:
        """Take views that are whole."""
        for view in views:
            if view.state in _BUSY:
                self._busy[view.id] = view
            else:
                self._busy.pop(view.id, None)

    def moved(self, event: m.DeployMoved) -> DeployView | None:
        """Return the view after the event; None where nothing is known of the deploy."""
        view = self._busy.get(event.deploy_id)
        if view is None:
            return None
        steps = tuple(
            replace(step, progress=event.progress, output=event.output) if step.step.id == event.step else step
            for step in view.steps
        )
        after = self._busy[event.deploy_id] = replace(view, steps=steps)
        return after
