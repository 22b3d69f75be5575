"""What the tests of deploys share: a node in a folder, its wheels, a listener, the deploys of a core."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.deploy.deploys import Deploys, Stock
from console.deploy.wheelhouse import Wheelhouse
from console.model.ids import DeployId, NodeId
from console.model.service import DeployRequest, DeployState, DeployView, StepView
from console.wire.tasks import TaskSet
from tests.sshd import free_port
from tests.unit.deploy.nodes import LocalNode
from tests.unit.deploy.wheelhouses import make_wheelhouse
from tests.unit.knowledge.books import books

CATALOGUE = Path(__file__).parents[3] / "resources/catalog"


class WallClock:
    """The real clock: the services of these tests are real."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class Listener:
    """Keeps every view that was shown."""

    def __init__(self) -> None:
        self.views: list[DeployView] = []
        self.moves: list[StepView] = []
        self.forgotten: list[DeployId] = []

    def deploy_changed(self, view: DeployView) -> None:
        self.views.append(view)

    def deploy_moved(self, view: DeployView, step: StepView) -> None:
        self.moves.append(step)

    def deploy_forgotten(self, deploy_id: DeployId) -> None:
        self.forgotten.append(deploy_id)


class Desk:
    """The deploys of one core over one node."""

    def __init__(self, folder: Path, node: LocalNode) -> None:
        self.folder = folder
        self.node = node
        self.tasks = TaskSet("test")
        self.listener = Listener()
        self.deploys = self.open()
        self.request = DeployRequest(
            (NodeId("n1"),), "smollm2-135m", port=free_port(), wheelhouse=str(folder / "wheels"), target="process"
        )

    def open(self) -> Deploys:
        return Deploys(
            state_dir=self.folder / "state",
            stock=Stock(Wheelhouse(self.folder / "cache" / "wheels"), CATALOGUE, books),
            link_for=self.node.link,
            node_for=lambda _node_id: None,
            clock=WallClock(),
            tasks=self.tasks,
            listener=self.listener,
            who="ops@desk.example.com",
        )

    async def settled(self) -> DeployView:
        """Return the newest deploy when it does nothing any more."""
        while self.deploys.running_count():
            await asyncio.sleep(0.02)
        return self.deploys.views()[-1]

    async def serve(self) -> DeployView:
        """Deploy and return the view when it serves."""
        plans = (await self.deploys.make_plans(self.request)).plans
        await self.deploys.run(plans)
        return await self.settled()

    def left(self) -> list[str]:
        """Return what is on the node."""
        return sorted(str(path.relative_to(self.node.home)) for path in self.node.home.rglob("*"))


@pytest.fixture
def node(tmp_path: Path) -> LocalNode:
    home = tmp_path / "o'home $x"
    home.mkdir()
    return LocalNode(home)


@pytest.fixture
async def desk(tmp_path: Path, node: LocalNode) -> AsyncIterator[Desk]:
    make_wheelhouse(tmp_path / "wheels")
    made = Desk(tmp_path, node)
    yield made
    await made.deploys.close()
    node.before = lambda _text: None
    made.deploys = made.open()
    for view in made.deploys.views():
        if view.state is not DeployState.UNDONE:
            await made.deploys._deploys[view.id].execution.undo()
    assert node.users == 0, "connections were not given back"
    await made.tasks.close()
    await asyncio.get_running_loop().shutdown_default_executor()
