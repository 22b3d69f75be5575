"""What deploys report, for the core and its desk."""

from __future__ import annotations

from typing import Protocol

from console.model.ids import DeployId
from console.model.service import DeployView, StepView
from console.wire import messages as m


class Front(Protocol):
    """The core."""

    def tell(self, event: m.Event) -> None:
        """Send an event to the desk."""
        ...

    def deploy_changed(self, view: DeployView) -> None:
        """Take a deploy that changed."""
        ...

    def deploy_forgotten(self, deploy_id: DeployId) -> None:
        """Take that a deploy is no longer listed."""
        ...


class DeployTelling:
    """The listener of the deploys of a core."""

    def __init__(self, front: Front) -> None:
        self.deploy_changed = front.deploy_changed
        self.deploy_forgotten = front.deploy_forgotten
        self._tell = front.tell

    def deploy_moved(self, view: DeployView, step: StepView) -> None:
        """Pass on that a running step got on; the plan does not travel again for that."""
        self._tell(m.DeployMoved(view.id, step.step.id, step.progress, step.output))
