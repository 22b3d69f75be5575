"""The deploys of a core, over nodes and a listener of a test; what they carry is kept from one run to the next."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from console.deploy.deploys import DeployListener, Deploys, Stock
from console.deploy.link import NodeLink
from console.deploy.wheelhouse import Wheelhouse
from console.model.clock import Clock
from console.model.ids import NodeId
from console.wire.tasks import TaskSet
from tests.unit.knowledge.books import books

CACHE = Path(os.environ.get("LEITSTAND_TEST_CACHE") or Path(tempfile.gettempdir()) / "leitstand-testbed/cache/deploy")
CATALOGUE = Path(__file__).parents[1] / "resources/catalog"


def deploys_in(
    folder: Path,
    link_for: Callable[[NodeId], Awaitable[NodeLink]],
    clock: Clock,
    tasks: TaskSet,
    listener: DeployListener,
) -> Deploys:
    """Return deploys that keep their state in ``folder``: made again, they are those that the next core finds."""
    return Deploys(
        state_dir=folder / "state",
        stock=Stock(Wheelhouse(CACHE / "wheels"), CATALOGUE, books),
        link_for=link_for,
        node_for=lambda _node_id: None,
        clock=clock,
        tasks=tasks,
        listener=listener,
    )
