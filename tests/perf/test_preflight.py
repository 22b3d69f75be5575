"""Checks and plans for a hundred nodes: how long a person waits, apart from what the nodes themselves take.

``python -m pytest -m perf -s tests/perf/test_preflight.py``. One node is really asked; the others give its
answers after the time that a line takes.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.deploy.deploys import Deploys, Stock
from console.deploy.wheelhouse import Wheelhouse
from console.model.ids import NodeId
from console.model.service import DeployRequest, Verdict
from console.wire.tasks import TaskSet
from tests.sshd import free_port
from tests.unit.deploy.conftest import CATALOGUE, Listener, WallClock
from tests.unit.deploy.nodes import Completed, LocalNode
from tests.unit.deploy.wheelhouses import make_wheelhouse
from tests.unit.knowledge.books import books

pytestmark = [pytest.mark.perf, pytest.mark.timeout(300)]
NODES, RUNS = 100, 5
LINE_SECONDS = 0.02


class Remembering(LocalNode):
    """Really asked once; gives the same answer to the same question after the time that a line takes."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.known: dict[bytes, Completed] = {}

    async def run(self, command: str, *, stdin: bytes = b"", timeout: float, on_output: object = None) -> Completed:
        if stdin not in self.known:
            self.known[stdin] = await super().run(command, stdin=stdin, timeout=timeout)
        await asyncio.sleep(LINE_SECONDS)
        return self.known[stdin]


async def test_a_hundred_nodes(tmp_path: Path) -> None:
    make_wheelhouse(tmp_path / "wheels")
    node, tasks = Remembering(tmp_path / "home"), TaskSet("test")
    node.home.mkdir()
    deploys = Deploys(
        state_dir=tmp_path / "state",
        stock=Stock(Wheelhouse(tmp_path / "cache"), CATALOGUE, books),
        link_for=node.link,
        node_for=lambda _node_id: None,
        clock=WallClock(),
        tasks=tasks,
        listener=Listener(),
    )
    one = DeployRequest((NodeId("n0"),), "smollm2-135m", wheelhouse=str(tmp_path / "wheels"), target="process")
    checks, plans, count = [], [], 0
    for _ in range(RUNS):
        request = replace(one, port=free_port())
        await deploys.preflight(request, lambda _result, _total: None)
        many = replace(request, node_ids=tuple(NodeId(f"n{number}") for number in range(NODES)))
        started, busy = time.monotonic(), time.process_time()
        results = await deploys.preflight(many, lambda _result, _total: None)
        checked = time.monotonic()
        made = await deploys.make_plans(many)
        checks.append((checked - started, time.process_time() - busy))
        plans.append(time.monotonic() - checked)
        count = len(results)
        assert len(made.plans) == NODES and not [each for each in results if each.verdict is Verdict.FAIL]
    seconds, work = statistics.median(each for each, _ in checks), statistics.median(each for _, each in checks)
    planned = statistics.median(plans)
    print(f"\n{NODES} nodes: {count} checks in {seconds:.2f} s, plans in {planned:.2f} s, {work:.2f} s of CPU")
    await deploys.close()
    await tasks.close()
