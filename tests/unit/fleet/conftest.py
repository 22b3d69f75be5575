"""What the tests of the fleet share: a clock that is set by hand, nodes, a link to this computer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from console.fleet.link import ProbeLink
from console.fleet.local import LocalLink
from console.model.gpu import Gpu
from console.model.ids import NodeId
from console.model.node import Node, Snapshot, Source
from console.wire.tasks import TaskSet


class HandClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


def node(name: str = "gpu-a01", source: Source = Source.INVENTORY, host: str = "") -> Node:
    return Node(NodeId(f"fra1/{name}"), name, ("FRA1",), host or f"{name}.example.com", source)


def snapshot(sequence: int = 1, *gpus: Gpu) -> Snapshot:
    source = "nvml" if gpus else None
    return Snapshot(sequence, datetime(2026, 1, 1, tzinfo=UTC), gpus=gpus, gpu_source=source)


class LocalDialer:
    """Every node is this computer."""

    async def dial(self, node: Node) -> ProbeLink:
        del node
        return LocalLink()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def tasks() -> AsyncIterator[TaskSet]:
    """Tasks of one test; one that fails fails the test."""
    errors: list[BaseException] = []
    made = TaskSet("test", errors.append)
    yield made
    await made.close()
    assert not errors
