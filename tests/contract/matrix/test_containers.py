"""Faults at every step of a deploy as a container of a real Docker or Podman: named, undone or gone on with."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.contract.clusters.bed import needs_bed, system
from tests.contract.matrix import containers
from tests.contract.matrix.bench import Bench
from tests.contract.matrix.cases import SERVES, Fault, Named, Outcomes, Way, hold, kill_the_core
from tests.contract.matrix.containers import ContainerGround
from tests.contract.targets.node import UID, Node, node

pytestmark = [*needs_bed, pytest.mark.deploys]

FULL = "disk of the node is full"
OUTCOMES: dict[str, Outcomes] = {
    "lost": {"*": Named("ssh.*")},
    "blink": {"*": SERVES},
    "killed": {"*": Named("deploy.interrupted", "Resume goes on there")},
    "full": {
        "weights": Named("ssh.disk_full"),
        "start": SERVES,
        "wait": SERVES,
        "ask": SERVES,
        "carry-*": Named("ssh.disk_full"),
        "*": Named("deploy.command_failed", FULL),
    },
    "port": {"wait": SERVES, "ask": SERVES, "*": Named("deploy.command_failed", "already in use")},
    "crash": {
        "wait": Named("deploy.command_failed", "exit status 137"),
        "ask": Named("deploy.command_failed", "exit status 137"),
        "*": SERVES,
    },
}


def faults(at: ContainerGround, port: int) -> dict[str, Fault]:
    """Return what can befall the node, by name."""
    return {
        "lost": Fault("lost", at.lose, OUTCOMES["lost"], in_the_middle=True),
        "blink": Fault("blink", at.blink, OUTCOMES["blink"], in_the_middle=True),
        "killed": Fault("killed", kill_the_core, OUTCOMES["killed"], in_the_middle=True),
        "full": Fault("full", at.fill, OUTCOMES["full"], stays=True),
        "port": Fault("port", lambda: at.take(port), OUTCOMES["port"], stays=True),
        "crash": Fault("crash", at.crash, OUTCOMES["crash"]),
    }


@contextmanager
def docker() -> Iterator[Node]:
    """Have a node with Docker, whose user may ask its daemon."""
    with system("docker", "--python") as bed:
        socket = Path(bed["DOCKER_HOST"].removeprefix("unix://"))
        # As membership in the group of the socket would.
        os.chown(socket, UID, -1)
        variables = {"DOCKER_HOST": bed["DOCKER_HOST"]}
        with node(socket.parent / "pids/node", bed["DOCKER_ADDRESS"], variables) as made:
            yield made


@contextmanager
def podman() -> Iterator[Node]:
    """Have a node with Podman, as root."""
    with system("podman", "--python") as bed:
        state = Path(bed["CONTAINER_HOST"].removeprefix("unix://")).parent
        variables = {
            "CONTAINERS_CONF": f"{state}/containers.conf",
            "CONTAINERS_STORAGE_CONF": f"{state}/storage.conf",
            "PODMAN_IGNORE_CGROUPSV1_WARNING": "1",
        }
        with node(state / "pids/node", bed["PODMAN_ADDRESS"], variables, user="root") as made:
            yield made


ENGINES = {"docker": docker, "podman": podman}


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[tuple[str, Node]]:
    with ENGINES[request.param]() as made:
        yield request.param, made


@pytest.fixture
async def at(
    tmp_path: Path, engine: tuple[str, Node], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ContainerGround]:
    monkeypatch.setattr("console.deploy.node.CARRY_PAUSES_SECONDS", (0.2, 0.5))
    monkeypatch.setattr("console.deploy.node.PAUSE_BEFORE_RETRY_SECONDS", 0.3)
    tool, where = engine
    with containers.ground(where, tool, tmp_path) as made:
        yield made
    await asyncio.get_running_loop().shutdown_default_executor()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", OUTCOMES)
async def test_a_fault_at_every_step(at: ContainerGround, tmp_path: Path, name: str) -> None:
    bench = Bench(tmp_path / "plan", at.endpoint())
    plan = await bench.plan(containers.request(tmp_path, at.tool))
    await bench.close()
    wrong = []
    for place, step in enumerate(plan.steps):
        request = containers.request(tmp_path, at.tool)
        fault = faults(at, request.port)[name]
        way = Way.UNDO if fault.outcome(step.id) is SERVES else tuple(Way)[place % 2]
        wrong += await hold(at, request, fault, step.id, way)
    assert wrong == []
