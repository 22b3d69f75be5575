from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from console.app import simulation
from console.app.simulation import Simulation
from console.model.errors import ConsoleError


async def test_the_simulator_says_where_its_nodes_are_and_ends_with_us(tmp_path: Path) -> None:
    sim = Simulation(7, tmp_path / "sim")
    nodes = json.loads(await sim.start())["nodes"]
    assert len(nodes) >= 8
    assert {node["host"] for node in nodes} == {"127.0.0.1"}
    await sim.close()
    assert not (tmp_path / "sim").exists()


async def test_a_simulator_that_does_not_start_is_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulation, "_interpreter", lambda: [sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(ConsoleError, match="did not start"):
        await Simulation(7, tmp_path / "sim").start()


async def test_closing_what_never_started_is_no_error(tmp_path: Path) -> None:
    await Simulation(7, tmp_path / "sim").close()
