"""Every fault at every step of a deploy as a supervised process, on a real sshd: named, undone or gone on with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from console.model.ids import NodeId
from console.model.service import DeployRequest
from tests.contract.matrix.bench import Bench
from tests.contract.matrix.cases import SERVES, Fault, Named, Outcomes, Way, hold, hold_back, kill_the_core
from tests.contract.matrix.machine import STAND_IN, Machine, machine
from tests.sshd import free_port, requires_root, requires_sshd
from tests.unit.deploy.weights.files import gguf
from tests.unit.deploy.wheelhouses import make_wheelhouse

pytestmark = [requires_sshd, requires_root]

FULL = "disk of the node is full"
OUTCOMES: dict[str, Outcomes] = {
    "lost": {"*": Named("ssh.*")},
    "blink": {"*": SERVES},
    "killed": {"*": Named("deploy.interrupted", "Resume goes on there")},
    "full": {
        "weights": Named("ssh.disk_full"),  # it takes no room, the file that follows does
        "carry-*": Named("ssh.disk_full"),
        "tidy": SERVES,  # it makes room
        "wait": SERVES,
        "ask": SERVES,
        "*": Named("deploy.command_failed", FULL),
    },
    "port": {"wait": SERVES, "ask": SERVES, "*": Named("deploy.command_failed", "already in use")},
    "restart": {
        "wait": Named("deploy.command_failed", "was restarted"),
        "ask": Named("deploy.command_failed", "was restarted"),
        "*": SERVES,
    },
    "altered": {"carry-*": Named("ssh.checksum_wrong"), "*": SERVES},
}

LEFT = Named("deploy.undo_incomplete")
BACK: dict[str, Outcomes] = {
    "lost": {"*": LEFT},
    "blink": {"*": SERVES},
    "killed": {"*": Named("deploy.interrupted")},
    "full": {"*": SERVES},
    "restart": {"*": SERVES},
}
"""What comes of it while a step is taken back."""


def faults(node: Machine, port: int) -> dict[str, Fault]:
    """Return what can befall the node, by name."""

    def fault(name: str, befall: object, **more: bool) -> Fault:
        assert callable(befall)
        return Fault(name, befall, OUTCOMES[name], **more)

    found = (
        fault("lost", node.lose, in_the_middle=True),
        fault("blink", node.blink, in_the_middle=True),
        fault("killed", kill_the_core, in_the_middle=True),
        fault("full", node.fill, stays=True),
        fault("port", lambda: node.take(port), stays=True),
        fault("restart", node.restart, in_the_middle=True),
        fault("altered", node.alter, in_the_middle=True),
    )
    return {each.id: each for each in found}


@pytest.fixture
async def node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Machine]:
    # Who waits for a line that comes back waits less here.
    monkeypatch.setattr("console.deploy.node.CARRY_PAUSES_SECONDS", (0.2, 0.5))
    monkeypatch.setattr("console.deploy.node.PAUSE_BEFORE_RETRY_SECONDS", 0.3)
    with machine(tmp_path) as made:
        yield made
    await asyncio.get_running_loop().shutdown_default_executor()


def by_command(folder: Path, how: str = "well", seconds: int = 20) -> DeployRequest:
    """Return a request for the stand-in with weights of the desk."""
    weights = folder / "small.gguf"
    if not weights.exists():
        weights.write_bytes(gguf() + bytes(300_000))
    words = f"python3 {STAND_IN} {how} {{address}} {{port}}"
    return DeployRequest(
        (NodeId("gpu01"),),
        f"desk:{weights}",
        engine="command",
        target="process",
        port=free_port(),
        directory="~/models",
        arguments=(("command", words), ("start_seconds", str(seconds))),
    )


def by_wheels(folder: Path) -> DeployRequest:
    """Return a request for a server of a few lines that comes as wheels."""
    wheels = folder / "wheels"
    if not wheels.exists():
        make_wheelhouse(wheels)
    return DeployRequest(
        (NodeId("gpu01"),),
        "smollm2-135m",
        target="process",
        port=free_port(),
        directory="~/models",
        wheelhouse=str(wheels),
    )


REQUESTS = {"command": by_command, "wheels": by_wheels}


@pytest.mark.parametrize(
    ("name", "step", "way"),
    [
        ("lost", "start", Way.UNDO),
        ("full", "folder", Way.UNDO),
        ("full", "start", Way.UNDO),
        ("port", "start", Way.RESUME),
        ("restart", "ask", Way.RESUME),
    ],
)
async def test_a_fault_at_a_step(node: Machine, tmp_path: Path, name: str, step: str, way: Way) -> None:
    request = by_command(tmp_path)
    assert await hold(node, request, faults(node, request.port)[name], step, way) == []


@pytest.mark.deploys
@pytest.mark.timeout(400)
@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize("name", OUTCOMES)
@pytest.mark.parametrize("kind", REQUESTS)
async def test_a_fault_at_every_step(node: Machine, tmp_path: Path, kind: str, name: str, way: Way) -> None:
    bench = Bench(tmp_path / "plan", node.endpoint())
    plan = await bench.plan(REQUESTS[kind](tmp_path))
    await bench.close()
    wrong = []
    for step in plan.steps:
        request = REQUESTS[kind](tmp_path)
        fault = faults(node, request.port)[name]
        if way is Way.RESUME and fault.outcome(step.id) is SERVES:
            continue  # as the other way
        wrong += await hold(node, request, fault, step.id, way)
    assert wrong == []


@pytest.mark.deploys
@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize(
    ("how", "step", "cause", "says"),
    [
        ("dies", "wait", "deploy.command_failed", "made of cheese"),
        ("hangs", "wait", "deploy.not_ready", "not ready after 8 s"),
        ("refuses", "ask", "deploy.command_failed", "HTTP 500"),
    ],
)
async def test_a_server_that_never_serves(
    node: Machine, tmp_path: Path, how: str, step: str, cause: str, says: str, way: Way
) -> None:
    outcome = {"*": Named(cause, says, again=True)}
    fault = Fault(how, lambda: None, outcome)
    assert await hold(node, by_command(tmp_path, how, 8 if how == "hangs" else 60), fault, step, way) == []


@pytest.mark.deploys
@pytest.mark.timeout(400)
@pytest.mark.parametrize("name", BACK)
@pytest.mark.parametrize("kind", REQUESTS)
async def test_a_fault_while_a_step_is_taken_back(node: Machine, tmp_path: Path, kind: str, name: str) -> None:
    bench = Bench(tmp_path / "plan", node.endpoint())
    plan = await bench.plan(REQUESTS[kind](tmp_path))
    await bench.close()
    wrong = []
    for step in plan.steps:
        if step.undo:
            request = REQUESTS[kind](tmp_path)
            fault = replace(faults(node, request.port)[name], outcomes=BACK[name])
            wrong += await hold_back(node, request, fault, step.id)
    assert wrong == []
