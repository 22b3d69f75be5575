"""All deploys of the core: what the requests of a desk become."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from console.deploy.link import LinkFor
from console.model.clock import Clock
from console.model.ids import DeployId, NodeId
from console.model.node import Node
from console.model.service import CheckResult, DeployRequest, DeployView, ModelChoice, Plan
from console.wire.messages import DeployAction
from console.wire.tasks import TaskSet


class DeployListener(Protocol):
    """Who is told when a deploy changes."""

    def deploy_changed(self, view: DeployView) -> None:
        """Take the new state of a deploy, at most ten times a second for one that makes progress."""
        ...

    def deploy_forgotten(self, deploy_id: DeployId) -> None:
        """Drop a deploy that is no longer listed."""
        ...


class Deploys:
    """Runs deploys and remembers them beyond the life of the core."""

    def __init__(
        self,
        *,
        state_dir: Path,
        cache_dir: Path,
        catalog_dir: Path,
        link_for: LinkFor,
        node_for: Callable[[NodeId], Node | None],
        clock: Clock,
        tasks: TaskSet,
        listener: DeployListener,
    ) -> None:
        raise NotImplementedError

    def models(self) -> tuple[ModelChoice, ...]:
        """Return the models that can be deployed."""
        raise NotImplementedError

    async def preflight(
        self, request: DeployRequest, on_result: Callable[[CheckResult, int], None]
    ) -> tuple[CheckResult, ...]:
        """Check every node of a request; each result is also handed to ``on_result``, with how many there will be."""
        raise NotImplementedError

    async def make_plans(self, request: DeployRequest) -> tuple[tuple[Plan, ...], str]:
        """Return one plan a node and the same as a shell script. Changes nothing on any node."""
        raise NotImplementedError

    async def run(self, plans: tuple[Plan, ...]) -> tuple[DeployId, ...]:
        """Start to carry out plans as they were shown and return at once."""
        raise NotImplementedError

    async def control(self, deploy_id: DeployId, action: DeployAction) -> None:
        """Cancel, stop, start, undo or forget a deploy; returns at once, the listener is told how it goes."""
        raise NotImplementedError

    async def ask(self, deploy_id: DeployId, question: str) -> str:
        """Ask the model of a serving deploy and return what it answers."""
        raise NotImplementedError

    def views(self) -> tuple[DeployView, ...]:
        """Return every deploy that is listed, oldest first."""
        raise NotImplementedError

    def running_count(self) -> int:
        """Return how many deploys are in the middle of something; services that serve go on without the core."""
        raise NotImplementedError

    async def close(self) -> None:
        """End what runs; each deploy in the middle is journalled as interrupted."""
        raise NotImplementedError
