"""Every fault at every step of a deploy as a supervised process, on a real sshd: named, undone or gone on with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from threading import Timer

import pytest
from msgspec.structs import replace

from console.model.ids import NodeId
from console.model.service import DeployRequest
from tests.contract.matrix import cases
from tests.contract.matrix.bench import Bench
from tests.contract.matrix.cases import (
    SERVES,
    Fault,
    Named,
    Outcomes,
    Way,
    hold,
    hold_at_every_step,
    hold_back_every_step,
    kill_the_core,
)
from tests.contract.matrix.machine import STAND_IN, Machine, machine
from tests.hub import Hub, Repository
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

OUTAGE: Outcomes = {"carry-*": SERVES, "wait": SERVES, "*": Named("ssh.*")}
HUB: Outcomes = {"fetch-*": Named("deploy.command_failed", "does not reach the hub")}
BACK: dict[str, Outcomes] = {**cases.BACK, "restart": {"*": SERVES}}
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
    wanted = REQUESTS[kind](tmp_path)
    fault, harmless = faults(node, wanted.port)[name], way is Way.UNDO
    assert await hold_at_every_step(node, wanted, fault, (way,), harmless=harmless) == []


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
    wanted = REQUESTS[kind](tmp_path)
    assert await hold_back_every_step(node, wanted, faults(node, wanted.port)[name], BACK[name]) == []


class Cut(Machine):
    """A node to which the line is lost for a minute."""

    back: Timer | None = None

    def lose(self) -> None:
        """Cut the line, and let it come back."""
        super().lose()
        self.back = Timer(60, self.sshd.start)
        self.back.start()

    def heal(self) -> None:
        """Wait until it is back."""
        if self.back is not None:
            self.back.join()
        super().heal()


@pytest.mark.deploys
@pytest.mark.timeout(500)
async def test_a_line_that_is_lost_for_a_minute(tmp_path: Path) -> None:
    """At every step at once, each on a node of its own."""

    def cut(folder: Path, step_id: str) -> list[str]:
        (folder / "desk").mkdir(parents=True)
        with machine(folder) as node:
            at = Cut(node.sshd)
            fault = Fault("outage", at.lose, OUTAGE, in_the_middle=True)
            way = Way.UNDO if fault.outcome(step_id) is SERVES else Way.RESUME
            return asyncio.run(hold(at, by_command(folder / "desk"), fault, step_id, way))

    (tmp_path / "desk").mkdir()
    with machine(tmp_path / "plan") as node:
        bench = Bench(tmp_path / "bench", node.endpoint())
        plan = await bench.plan(by_command(tmp_path / "desk"))
        await bench.close()
    each = (asyncio.to_thread(cut, tmp_path / step.id, step.id) for step in plan.steps)
    assert [wrong for found in await asyncio.gather(*each) for wrong in found] == []
    await asyncio.get_running_loop().shutdown_default_executor()


@pytest.mark.deploys
@pytest.mark.timeout(400)
@pytest.mark.parametrize("way", Way)
async def test_a_hub_that_is_out_of_reach(
    node: Machine, tmp_path: Path, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The node tries for most of a minute, then says so; what it has of the file stays."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    hubs = [Hub({"acme/it": Repository({"it-Q4_K_M.gguf": gguf() + bytes(300_000)})}, port=free_port())]
    hubs[0].__enter__()
    monkeypatch.setenv("HF_ENDPOINT", hubs[0].address)

    class Ground(Machine):
        def heal(self) -> None:
            if not hubs:
                hubs.append(Hub(known.repositories, port=known.port))
                hubs[0].__enter__()
            super().heal()

    known = hubs[0]
    fault = Fault("hub", lambda: hubs.pop().__exit__(None, None, None), HUB)
    wanted = replace(by_command(tmp_path), model="hf:acme/it:q4_k_m")
    try:
        assert await hold(Ground(node.sshd), wanted, fault, "fetch-it-Q4_K_M.gguf", way) == []
    finally:
        while hubs:
            hubs.pop().__exit__(None, None, None)


@pytest.mark.deploys
@pytest.mark.timeout(400)
@pytest.mark.parametrize(("name", "step"), [("blink", "wait"), ("killed", "start"), ("restart", "install")])
async def test_smollm2_comes_to_answer(node: Machine, name: str, step: str) -> None:
    request = DeployRequest(
        (NodeId("gpu01"),), "smollm2-135m", target="process", port=free_port(), directory="~/models"
    )
    assert await hold(node, request, faults(node, request.port)[name], step, Way.RESUME, "Paris") == []
