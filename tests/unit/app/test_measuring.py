"""A service that has come to serve is measured, and the next estimate tells how far this one was off."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from msgspec.structs import replace

from console.app.measuring import Measuring
from console.app.readiness import OwnShell
from console.deploy import catalog
from console.deploy.fit import capacity_of
from console.deploy.sizing import Asked, known_model, size
from console.model.gpu import Gpu, GpuProcess
from console.model.ids import DeployId, NodeId
from console.model.node import Node, NodeView, Snapshot, Source
from console.model.service import DeployRequest, DeployState, DeployView
from console.wire.tasks import TaskSet
from tests.unit.deploy.plans import CATALOGUE, make_plan
from tests.unit.knowledge.books import books

if TYPE_CHECKING:
    from console.app.core import Core

GIB = 1 << 30
NODE = Node(NodeId("here"), "here", (), "127.0.0.1", Source.INVENTORY)


class House:
    """As much of the core as measuring asks."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.tasks, self.snapshot = TaskSet("measuring"), snapshot
        self.clock = SimpleNamespace(now=lambda: datetime(2026, 11, 28, tzinfo=UTC))

    async def rooms(self) -> object:
        entries = catalog.read(CATALOGUE)

        async def entry(request: DeployRequest) -> catalog.Entry:
            return entries.entry(request.model)

        async def ready() -> SimpleNamespace:
            return SimpleNamespace(entry=entry, engines=tuple)

        async def link(_node_id: NodeId) -> OwnShell:
            return OwnShell()

        return SimpleNamespace(
            link=link,
            deploys=SimpleNamespace(ready=ready),
            detail=lambda _node_id: None,
            store=SimpleNamespace(view=lambda _node_id: NodeView(NODE, snapshot=self.snapshot)),
        )


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of a service, which has two MB or more."""
    (tmp_path / "run").write_text("import time\nprint('up', flush=True)\ntime.sleep(60)\n")
    made = await asyncio.create_subprocess_exec(sys.executable, str(tmp_path / "run"), stdout=asyncio.subprocess.PIPE)
    assert made.stdout is not None
    await made.stdout.readline()
    yield made
    made.kill()
    await made.wait()


def deploy(folder: Path, state: DeployState, *, gpus: int = 0) -> DeployView:
    request = DeployRequest((NODE.id,), "smollm2-135m", gpus=gpus)
    plan = replace(make_plan(request), directory=str(folder), service_name="leitstand-none-of-this-name")
    if gpus:
        plan = replace(plan, target="docker", packaging="image")  # as wheels it has none
    return DeployView(DeployId("d1"), plan, state, ())


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A node with a sample, and one GPU on which process 0 computes until a test says another."""
    snapshot = Snapshot(1, datetime(2026, 11, 28, tzinfo=UTC), memory_available_bytes=8 * GIB)
    made = House(snapshot)
    yield made
    await made.tasks.close()


async def measured(house: House, folder: Path, *, gpus: int = 0) -> Measuring:
    room = Measuring(cast("Core", house), folder / "measured.jsonl", settle_seconds=0.05)
    for state in (DeployState.RUNNING, DeployState.SERVING, DeployState.SERVING):
        room.deploy_changed(deploy(folder, state, gpus=gpus))
    assert len(house.tasks) == 1
    while house.tasks:
        await asyncio.sleep(0.02)
    return room


async def test_the_memory_of_a_service_without_gpus(
    house: House, service: asyncio.subprocess.Process, tmp_path: Path
) -> None:
    room = await measured(house, tmp_path)
    (row,) = room.book.rows()
    assert (row.deploy, row.engine, row.model, row.node) == ("d1", "llama_cpp", "smollm2-135m", "here")
    assert not row.on_gpu and 2_000_000 < row.measured_bytes < 100_000_000
    # Four bits and 2,048 tokens, as the catalogue starts it.
    assert row.demand.precision == "int4" and row.demand.context_tokens == 2048
    assert 100_000_000 < row.estimated_bytes < 400_000_000
    capacity = capacity_of(NodeView(NODE, snapshot=house.snapshot), books())
    row_of_model, engine = known_model(books(), "smollm2-135m"), books().engines.find("llama_cpp")
    assert capacity is not None and row_of_model is not None and engine is not None
    request = DeployRequest((NODE.id,), "smollm2-135m")
    found = size(Asked(request, row_of_model.shape, engine), capacity, books())
    band = room.with_band(found, "smollm2-135m").band
    assert band is not None and band.samples == 1 and band.low == row.ratio


async def test_the_memory_of_its_gpus(house: House, service: asyncio.subprocess.Process, tmp_path: Path) -> None:
    gpu = Gpu(0, "GPU-0", "NVIDIA L4", memory_total_bytes=24 * GIB, memory_used_bytes=2 * GIB)
    computing = (GpuProcess("GPU-0", service.pid, memory_used_bytes=GIB), GpuProcess("GPU-0", 1, memory_used_bytes=GIB))
    house.snapshot = replace(house.snapshot, gpus=(gpu,), gpu_processes=computing)
    (row,) = (await measured(house, tmp_path, gpus=1)).book.rows()
    assert row.on_gpu and row.measured_bytes == GIB


async def test_a_service_that_is_not_found_says_nothing(house: House, tmp_path: Path) -> None:
    assert not (await measured(house, tmp_path / "nobody")).book.rows()


async def test_what_served_before_or_serves_no_more_is_let_be(house: House, tmp_path: Path) -> None:
    room = Measuring(cast("Core", house), tmp_path / "measured.jsonl", settle_seconds=0.05)
    room.deploy_changed(deploy(tmp_path, DeployState.SERVING))
    assert not house.tasks
    room.deploy_changed(deploy(tmp_path, DeployState.STOPPED))
    room.deploy_changed(deploy(tmp_path, DeployState.SERVING))
    room.deploy_forgotten(DeployId("d1"))
    while house.tasks:
        await asyncio.sleep(0.02)
    assert not room.book.rows()
