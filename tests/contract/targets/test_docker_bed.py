"""SmolLM2 in a container of a real Docker, through a real sshd: deployed, asked, stopped, started, removed."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.service import DeployRequest, DeployState, DeployView
from tests.contract.clusters.bed import needs_bed, system
from tests.contract.targets.node import IMAGE, UID, Core, Node, image, node
from tests.contract.targets.turning import turn
from tests.sshd import free_port

pytestmark = [*needs_bed, pytest.mark.deploys]


@pytest.fixture(scope="module")
def docker() -> Iterator[Node]:
    with system("docker", "--python") as bed:
        socket = Path(bed["DOCKER_HOST"].removeprefix("unix://"))
        # As membership in the group of the socket would.
        os.chown(socket, UID, -1)
        variables = {"DOCKER_HOST": bed["DOCKER_HOST"]}
        pid_file = socket.parent / "pids/node"
        with node(pid_file, bed["DOCKER_ADDRESS"], variables) as made, image(made, "docker"):
            yield made


@pytest.fixture
async def core(tmp_path: Path, docker: Node) -> AsyncIterator[Core]:
    made = Core(tmp_path, docker)
    yield made
    await made.close()


def request(wanted: str = IMAGE) -> DeployRequest:
    return DeployRequest((NodeId("gpu01"),), "smollm2-135m", image=wanted, target="docker", port=free_port())


def there(docker: Node) -> tuple[str, ...]:
    """Return what Docker has: containers, volumes, networks, images."""
    queries = ("ps -aq", "volume ls -q", "network ls -q", "image ls --format '{{.Repository}}:{{.Tag}}'")
    return tuple(docker.sh(f"docker {query} | sort", user="ops") for query in queries)


@pytest.mark.parametrize("form", ["run", "compose"])
async def test_a_model_by_wheels_in_a_container(docker: Node, core: Core, form: str) -> None:
    before = there(docker)
    await core.walk(request(), form=form, pull="never")
    name = "leitstand-smollm2"
    look = "{{.Config.User}} {{.HostConfig.RestartPolicy.Name}} {{json .HostConfig.PortBindings}}"
    user, restart, bindings = docker.sh(f"docker inspect -f '{look}' {name}", user="ops").split(maxsplit=2)
    assert (user, restart) == (f"{UID}:{UID}", "unless-stopped")
    assert '"HostIp":"127.0.0.1"' in bindings and "0.0.0.0" not in bindings
    labelled = docker.sh("docker ps -q --filter label=leitstand.service=leitstand-smollm2", user="ops")
    assert len(labelled.split()) == 1
    await core.remove()
    assert there(docker) == before
    assert docker.left() == []


@pytest.mark.timeout(400)
async def test_a_new_version_a_broken_one_and_the_way_back(docker: Node, core: Core) -> None:
    before = there(docker)
    await turn(core, request())
    assert there(docker) == before and docker.left() == []


async def test_a_container_of_somebody_else_with_that_name_stays(docker: Node, core: Core) -> None:
    docker.sh("docker run -d --pull never --name leitstand-smollm2 leitstand/base sleep 600", user="ops")
    try:
        view = await core.deploy(request())
        assert view.state is DeployState.FAILED
        assert view.problem is not None and "something is there already" in view.problem.text()
        await core.remove()
        assert docker.sh("docker ps -q --filter name=leitstand-smollm2", user="ops").strip()
    finally:
        docker.sh("docker rm -f leitstand-smollm2", user="ops")
    assert docker.left() == []


def problem(view: DeployView) -> tuple[str, str]:
    """Return what failed and what to do about it."""
    assert view.state is DeployState.FAILED and view.problem is not None, view.state
    return view.problem.text(), view.problem.hint


async def test_a_registry_out_of_reach_is_named(docker: Node, core: Core) -> None:
    before = there(docker)
    what, advice = problem(await core.deploy(request("registry.example.com/library/python:3.12-slim")))
    assert "registry.example.com" in what and "does not reach the registry" in advice
    await core.remove()
    assert there(docker) == before and docker.left() == []


async def test_an_image_that_is_not_there_and_not_to_be_pulled_is_found_before(docker: Node, core: Core) -> None:
    with pytest.raises(ConsoleError) as refused:
        await core.deploy(request("registry.example.com/library/python:3.12-slim"), pull="never")
    assert refused.value.code == "deploy.preflight_failed"
    assert docker.left() == []


async def test_a_port_that_somebody_takes_in_between_is_named(docker: Node, core: Core) -> None:
    before, wanted = there(docker), request()
    plans = await core.plans(wanted)
    taken = f"docker run -d --pull never --name taken -p 127.0.0.1:{wanted.port}:80 leitstand/base sleep 600"
    docker.sh(taken, user="ops")
    try:
        what, advice = problem(await core.run(plans))
        assert "port is already allocated" in what and "choose another port" in advice
        await core.remove()
    finally:
        docker.sh("docker rm -f taken", user="ops")
    assert there(docker) == before and docker.left() == []


async def test_a_disk_that_fills_up_under_the_container_is_named(docker: Node, core: Core) -> None:
    before, folder = there(docker), docker.home / ".local"
    docker.sh(f"mkdir -p {folder} && mount -t tmpfs -o size=500m,uid={UID},gid={UID} tmpfs {folder}")
    try:
        plans = await core.plans(request())
        docker.sh(f"head -c 330000000 /dev/zero >{folder}/full")
        what, advice = problem(await core.run(plans))
        assert "No space left on device" in what and "disk of the node is full" in advice
        await core.remove()
        assert docker.sh(f"find {folder} -type f").split() == [f"{folder}/full"]
    finally:
        docker.sh(f"umount {folder}; rmdir {folder}")
    assert there(docker) == before


async def test_a_container_that_ends_at_once_is_named_with_its_last_words(docker: Node, core: Core) -> None:
    before = there(docker)
    (plan,) = await core.plans(request())
    broken = "import sys\nsys.exit('the model is made of cheese')\n"
    steps = tuple(replace(step, content=broken) if step.id == "write-server.py" else step for step in plan.steps)
    what, _advice = problem(await core.run((replace(plan, steps=steps),)))
    assert "the model is made of cheese" in what
    await core.remove()
    assert there(docker) == before and docker.left() == []


@pytest.mark.parametrize("step", ["image", "environment", "install", "start"])
async def test_a_connection_that_is_lost_for_good_leaves_what_can_be_undone(
    docker: Node, core: Core, step: str
) -> None:
    before = there(docker)
    plans = await core.plans(request())
    core.lose_in(plans[0], step)
    what, _advice = problem(await core.run(plans))
    assert "connection" in what.lower()
    core.heal()
    await core.remove()
    assert there(docker) == before and docker.left() == []
