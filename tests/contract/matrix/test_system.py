"""Every fault at every step of a deploy as a unit of a real systemd of the system, started by a real sudo."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.model.service import DeployRequest
from tests.contract.matrix import test_process, test_systemd
from tests.contract.matrix.booted import Booted, booted
from tests.contract.matrix.cases import (
    LEFT,
    SERVES,
    Fault,
    Named,
    Outcomes,
    Way,
    hold_at_every_step,
    hold_back_every_step,
    kill_the_core,
)
from tests.contract.matrix.machine import STAND_IN
from tests.sshd import requires_root, requires_sshd
from tests.unit.targets.test_systemd import SYSTEMD

pytestmark = [
    requires_sshd,
    requires_root,
    pytest.mark.deploys,
    pytest.mark.skipif(
        not SYSTEMD.exists() or not all(map(shutil.which, ("nsenter", "sudo"))), reason="needs systemd, nsenter, sudo"
    ),
]

REFUSED = Named("deploy.command_failed", "let the user act as root")
OUTCOMES: dict[str, Outcomes] = {
    **test_systemd.OUTCOMES,
    "restart": {"*": SERVES},
    "refused": {"wait": SERVES, "ask": SERVES, "*": REFUSED},
    "altered": test_process.OUTCOMES["altered"],
}
BACK: dict[str, Outcomes] = {
    **test_process.BACK,
    "refused": {"start": LEFT, "*": SERVES},
}


@pytest.fixture
async def at(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Booted]:
    monkeypatch.setattr("console.deploy.node.CARRY_PAUSES_SECONDS", (0.2, 0.5))
    monkeypatch.setattr("console.deploy.node.PAUSE_BEFORE_RETRY_SECONDS", 0.3)
    with booted() as made:
        yield made
    await asyncio.get_running_loop().shutdown_default_executor()


def request(at: Booted, folder: Path, how: str = "well") -> DeployRequest:
    """Return a request for the stand-in as a unit of the system."""
    usual = test_process.by_command(folder, how)
    program = at.sshd.folder / "stand_in.py"
    program.write_bytes(STAND_IN.read_bytes())
    arguments = tuple((name, value.replace(str(STAND_IN), str(program))) for name, value in usual.arguments)
    return replace(usual, target="systemd", arguments=arguments, options=(("scope", "system"),))


def faults(at: Booted, port: int) -> dict[str, Fault]:
    """Return what can befall the node, by name."""
    found = (
        Fault("lost", at.lose, OUTCOMES["lost"], in_the_middle=True),
        Fault("blink", at.blink, OUTCOMES["blink"], in_the_middle=True),
        Fault("killed", kill_the_core, OUTCOMES["killed"], in_the_middle=True),
        Fault("full", at.fill, OUTCOMES["full"], stays=True),
        Fault("port", lambda: at.take(port), OUTCOMES["port"], stays=True),
        Fault("restart", at.restart, OUTCOMES["restart"], in_the_middle=True),
        Fault("refused", at.refuse, OUTCOMES["refused"]),
        Fault("altered", at.alter, OUTCOMES["altered"], in_the_middle=True),
    )
    return {each.id: each for each in found}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", OUTCOMES)
async def test_a_fault_at_every_step(at: Booted, tmp_path: Path, name: str) -> None:
    wanted = request(at, tmp_path)
    assert await hold_at_every_step(at, wanted, faults(at, wanted.port)[name]) == []


@pytest.mark.timeout(600)
async def test_a_power_cut_at_every_step_of_a_supervised_process(at: Booted, tmp_path: Path) -> None:
    wanted = replace(request(at, tmp_path), target="process", options=())
    fault = Fault("restart", at.restart, test_process.OUTCOMES["restart"], in_the_middle=True)
    assert await hold_at_every_step(at, wanted, fault, (Way.RESUME,)) == []


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", BACK)
async def test_a_fault_while_a_step_is_taken_back(at: Booted, tmp_path: Path, name: str) -> None:
    wanted = request(at, tmp_path)
    assert await hold_back_every_step(at, wanted, faults(at, wanted.port)[name], BACK[name]) == []
