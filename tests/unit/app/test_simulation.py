from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest

from console.app import simulation
from console.app.simulation import Simulation
from console.model.errors import ConsoleError, Problem
from console.wire.tasks import TaskSet

TOLD: list[Problem] = []


def simulator(folder: Path) -> Simulation:
    TOLD.clear()
    return Simulation(7, folder / "sim", folder / "core.log", TaskSet("test"), TOLD.append)


async def test_the_simulator_says_where_its_nodes_are_and_ends_with_us(tmp_path: Path) -> None:
    sim = simulator(tmp_path)
    nodes = json.loads(await sim.start())["nodes"]
    assert len(nodes) >= 8
    assert {node["host"] for node in nodes} == {"127.0.0.1"}
    await sim.close()
    assert not (tmp_path / "sim").exists()
    await asyncio.sleep(0.05)
    assert TOLD == [], "it was ended, it did not fail"


async def test_a_simulator_that_does_not_start_is_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulation, "_interpreter", lambda: [sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(ConsoleError, match="did not start"):
        await simulator(tmp_path).start()


async def test_closing_what_never_started_is_no_error(tmp_path: Path) -> None:
    await simulator(tmp_path).close()


async def test_a_simulator_that_dies_is_told_once(tmp_path: Path) -> None:
    sim = simulator(tmp_path)
    await sim.start()
    assert sim._process is not None
    sim._process.kill()
    async with asyncio.timeout(5):
        while not TOLD:
            await asyncio.sleep(0.01)
    await sim.close()
    assert [problem.code for problem in TOLD] == ["sim.ended"]
    assert "core.log" in TOLD[0].advice()
