"""Faults at every step of a deploy as a container of a real Docker or Podman: named, undone or gone on with."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.model.ids import NodeId
from console.model.service import DeployRequest
from tests.contract.clusters.bed import needs_bed, system
from tests.contract.matrix import cases, containers
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
from tests.contract.matrix.containers import ContainerGround
from tests.contract.matrix.tidy import own
from tests.contract.targets.node import IMAGE, UID, USER, Node, image, node
from tests.contract.targets.test_podman_bed import rootless
from tests.sshd import free_port

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
    "altered": {"carry-*": Named("ssh.checksum_wrong"), "*": SERVES},
}
AT_HOME: Outcomes = {**OUTCOMES["full"], "start": Named("deploy.command_failed", FULL)}
"""Where images and containers lie on the same disk."""
REGISTRY: Outcomes = {"image": Named("deploy.command_failed", "does not reach the registry", again=True)}
BACK: dict[str, Outcomes] = cases.BACK


def faults(at: ContainerGround, port: int) -> dict[str, Fault]:
    """Return what can befall the node, by name."""
    return {
        "lost": Fault("lost", at.lose, OUTCOMES["lost"], in_the_middle=True),
        "blink": Fault("blink", at.blink, OUTCOMES["blink"], in_the_middle=True),
        "killed": Fault("killed", kill_the_core, OUTCOMES["killed"], in_the_middle=True),
        "full": Fault("full", at.fill, AT_HOME if at.has_images_at_home else OUTCOMES["full"], stays=True),
        "port": Fault("port", lambda: at.take(port), OUTCOMES["port"], stays=True),
        "crash": Fault("crash", at.crash, OUTCOMES["crash"]),
        "altered": Fault("altered", at.alter, OUTCOMES["altered"], in_the_middle=True),
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


@contextmanager
def podman_of_the_user() -> Iterator[Node]:
    """Have a node with Podman without root."""
    if not all(map(shutil.which, ("newuidmap", "slirp4netns"))):
        pytest.skip("needs newuidmap and slirp4netns")
    with system("podman", "--python") as bed, tempfile.TemporaryDirectory(prefix=own("store")) as folder:
        state, place = Path(bed["CONTAINER_HOST"].removeprefix("unix://")).parent, Path(folder)
        variables = {
            "CONTAINERS_CONF": f"{place}/containers.conf",
            "CONTAINERS_STORAGE_CONF": f"{place}/storage.conf",
            "PODMAN_IGNORE_CGROUPSV1_WARNING": "1",
        }
        with node(state / "pids/node", bed["PODMAN_ADDRESS"], variables, user=USER) as made:
            containers.mount_home(made, "800m")  # its images are in there too
            with rootless(made, place, state):
                yield made


ENGINES = {"docker": docker, "podman": podman, "rootless": podman_of_the_user}


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[tuple[str, Node]]:
    with ENGINES[request.param]() as made:
        yield "docker" if request.param == "docker" else "podman", made


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
    wanted = containers.request(tmp_path, at.tool)
    assert await hold_at_every_step(at, wanted, faults(at, wanted.port)[name]) == []


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", BACK)
async def test_a_fault_while_a_step_is_taken_back(at: ContainerGround, tmp_path: Path, name: str) -> None:
    wanted = containers.request(tmp_path, at.tool)
    assert await hold_back_every_step(at, wanted, faults(at, wanted.port)[name], BACK[name]) == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("way", Way)
async def test_a_registry_that_is_out_of_reach(at: ContainerGround, tmp_path: Path, way: Way) -> None:
    usual = containers.request(tmp_path, at.tool)
    request = replace(usual, image="registry.example.com/none/none:1", options=())
    assert await hold(at, request, Fault("registry", lambda: None, REGISTRY), "image", way) == []


@pytest.mark.timeout(400)
@pytest.mark.parametrize(("name", "step"), [("blink", "wait"), ("killed", "start")])
async def test_smollm2_comes_to_answer(
    at: ContainerGround, engine: tuple[str, Node], tmp_path: Path, name: str, step: str
) -> None:
    tool, where = engine
    with image(where, tool):
        options = (("pull", "never"),)
        request = DeployRequest(
            (NodeId("gpu01"),), "smollm2-135m", image=IMAGE, target=tool, port=free_port(), directory="~/models",
            service_name=containers.NAME, options=options,
        )  # fmt: skip
        assert await hold(at, request, faults(at, request.port)[name], step, Way.RESUME, "Paris") == []
