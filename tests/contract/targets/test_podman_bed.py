"""SmolLM2 in a container of a real Podman, through a real sshd: deployed, asked, stopped, started, removed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.launch import ContainerFacts
from console.model.service import DeployRequest, DeployState, DeployView
from console.targets.podman import TARGET
from tests.contract.clusters.bed import needs_bed, system
from tests.contract.targets.node import IMAGE, UID, USER, Core, Node, image, node
from tests.contract.targets.turning import turn
from tests.sshd import free_port
from tests.unit.targets.containers.services import FACTS, service
from tests.unit.targets.containers.services import IMAGE as WITH_GPUS

pytestmark = [*needs_bed, pytest.mark.deploys]
ABSENT = "registry.example.com/library/python:3.12-slim"


STORAGE = """\
[storage]
driver = "vfs"
runroot = "{folder}/run"
graphroot = "{folder}/graph"
"""
TUN = "mknod -m 666 /run/tun c 10 200 && mount --bind /run/tun /dev/net/tun"


@contextmanager
def rootless(made: Node, place: Path, state: Path) -> Iterator[None]:
    """Give the user of the node what Podman without root needs, and images of its own."""
    cache = state.parent / "cache/leitstand-python.tar"
    os.chown(place, UID, UID)
    (place / "storage.conf").write_text(STORAGE.format(folder=place))
    (place / "containers.conf").write_text((state / "containers.conf").read_text().replace(f"{state}/", f"{place}/"))
    told = made.sh(f"echo {USER}:200000:65536 | tee /etc/subuid >/etc/subgid; {TUN}")
    told += made.sh(f"podman load -qi {cache}", user=USER)
    if "Loaded image" not in told:
        pytest.skip(f"Podman without root does not work here: {told[-200:]}")
    try:
        yield
    finally:
        # Also the process that keeps the namespaces, and files of other users in them.
        made.sh(f"podman unshare rm -rf {place}/graph; podman system migrate", user=USER)
        made.sh("umount /dev/net/tun; rm -f /run/tun")


@pytest.fixture(scope="module", params=["rootless", "root"])
def podman(request: pytest.FixtureRequest) -> Iterator[Node]:
    is_rootless = request.param == "rootless"
    if is_rootless and not all(map(shutil.which, ("newuidmap", "slirp4netns"))):
        pytest.skip("needs newuidmap and slirp4netns")
    with system("podman", "--python") as bed, ExitStack() as stack:
        state = Path(bed["CONTAINER_HOST"].removeprefix("unix://")).parent
        place = state
        if is_rootless:
            place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=f"leitstand-store-{os.getpid()}-")))
        variables = {
            "CONTAINERS_CONF": f"{place}/containers.conf",
            "CONTAINERS_STORAGE_CONF": f"{place}/storage.conf",
            "PODMAN_IGNORE_CGROUPSV1_WARNING": "1",
        }
        user = USER if is_rootless else "root"
        made = stack.enter_context(node(state / "pids/node", bed["PODMAN_ADDRESS"], variables, user=user))
        if is_rootless:
            stack.enter_context(rootless(made, place, state))
        stack.enter_context(image(made, "podman"))
        yield made


@pytest.fixture
async def core(tmp_path: Path, podman: Node) -> AsyncIterator[Core]:
    made = Core(tmp_path, podman)
    yield made
    await made.close()


def request(wanted: str = IMAGE) -> DeployRequest:
    return DeployRequest((NodeId("gpu01"),), "smollm2-135m", image=wanted, target="podman", port=free_port())


def there(podman: Node) -> tuple[str, ...]:
    """Return what Podman has: containers, volumes, networks, images."""
    queries = ("ps -aq", "volume ls -q", "network ls -q", "image ls --format '{{.Repository}}:{{.Tag}}'")
    return tuple(podman.own(f"podman {query} | sort") for query in queries)


@pytest.mark.timeout(400)
async def test_a_new_version_a_broken_one_and_the_way_back(podman: Node, core: Core) -> None:
    before = there(podman)
    await turn(core, request())
    assert there(podman) == before and podman.left() == []


def problem(view: DeployView) -> tuple[str, str]:
    """Return what failed and what to do about it."""
    assert view.state is DeployState.FAILED and view.problem is not None, view.state
    return view.problem.text(), view.problem.hint


async def test_a_model_by_wheels_in_a_container(podman: Node, core: Core) -> None:
    before = there(podman)
    await core.walk(request(), pull="never")
    ports = podman.own("podman ps --format '{{.Ports}}' --filter label=leitstand.service=leitstand-smollm2")
    assert ports.startswith("127.0.0.1:") and len(ports.split()) == 1
    await core.remove()
    assert there(podman) == before
    assert podman.left() == []


async def test_a_registry_out_of_reach_is_named(podman: Node, core: Core) -> None:
    before = there(podman)
    what, advice = problem(await core.deploy(request(ABSENT)))
    assert "registry.example.com" in what and "does not reach the registry" in advice
    await core.remove()
    assert there(podman) == before and podman.left() == []


async def test_an_image_that_is_not_there_and_not_to_be_pulled_is_found_before(podman: Node, core: Core) -> None:
    with pytest.raises(ConsoleError) as refused:
        await core.deploy(request(ABSENT), pull="never")
    assert refused.value.code == "deploy.preflight_failed"


async def test_a_port_that_somebody_takes_in_between_is_named(podman: Node, core: Core) -> None:
    before, wanted = there(podman), request()
    plans = await core.plans(wanted)
    rest = f"--entrypoint=python3 {IMAGE} -c 'import time; time.sleep(600)'"
    podman.own(f"podman run -d --pull never --name taken -p 127.0.0.1:{wanted.port}:80 {rest}")
    try:
        what, advice = problem(await core.run(plans))
        assert "in use" in what and "choose another port" in advice
        await core.remove()
    finally:
        podman.own("podman rm -f -t 0 taken")
    assert there(podman) == before and podman.left() == []


async def test_a_container_that_ends_at_once_is_named_with_its_last_words(podman: Node, core: Core) -> None:
    before = there(podman)
    (plan,) = await core.plans(request())
    broken = "import sys\nsys.exit('the model is made of cheese')\n"
    steps = tuple(replace(step, content=broken) if step.id == "write-server.py" else step for step in plan.steps)
    what, _advice = problem(await core.run((replace(plan, steps=steps),)))
    assert "the model is made of cheese" in what
    await core.remove()
    assert there(podman) == before and podman.left() == []


@pytest.mark.parametrize("step", ["install", "start"])
async def test_a_connection_that_is_lost_for_good_leaves_what_can_be_undone(
    podman: Node, core: Core, step: str
) -> None:
    before = there(podman)
    plans = await core.plans(request())
    core.lose_in(plans[0], step)
    what, _advice = problem(await core.run(plans))
    assert "connection" in what.lower()
    core.heal()
    await core.remove()
    assert there(podman) == before and podman.left() == []


def test_gpus_are_given_by_name(podman: Node) -> None:
    """The test bed describes two pretended GPUs; the container sees their devices."""
    if podman.user != "root":
        pytest.skip("the devices that the test bed pretends are root's alone")
    facts = replace(FACTS, containers=ContainerFacts(0, 0, podman=(4, 3)))
    made = replace(service(), directory=str(podman.home / "chat"), facts=facts)
    look = ("-c", "import os; print(sorted(os.listdir('/dev')))")
    launch = replace(WITH_GPUS, image=IMAGE, mounts=(), arguments=look)
    podman.own(f"mkdir -p {made.directory}")
    try:
        (step,) = TARGET.steps(made, launch)
        once = step.command.replace("--restart=always", "--restart=no")
        told = podman.own(once.replace("podman run -d", "podman run --rm --entrypoint=python3"))
        assert "'nvidia0', 'nvidia1'" in told
    finally:
        podman.own(f"podman rm -f {made.name}; rm -r {made.directory}")
