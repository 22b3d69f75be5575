"""The probes over a real sshd: login shells, noise, faults."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.fleet.dial import NodeDialer
from console.fleet.fleet import Fleet
from console.fleet.store import FleetStore
from console.model.node import ChangeSet, Node, NodeState, NodeView, Source
from console.ssh.asking import HostKeyOffer, SecretRequest
from console.ssh.connect import Connector
from console.ssh.secrets import NoSecretStore
from console.wire.tasks import TaskSet
from tests.sshd import HOST, SSHD, Sshd, account
from tests.unit.fleet.conftest import node

pytestmark = pytest.mark.skipif(SSHD is None, reason="needs OpenSSH's sshd")


class WallClock:
    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class Nobody:
    """Answers no question."""

    async def trust_host_key(self, offer: HostKeyOffer) -> bool:
        del offer
        return False

    async def secret(self, request: SecretRequest) -> str | None:
        del request
        return None


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Sshd]:
    with Sshd(tmp_path / "sshd") as running:
        running.trust()
        yield running


@pytest.fixture
async def connector() -> AsyncIterator[Connector]:
    tasks = TaskSet("connector")
    made = Connector(Nobody(), tasks, WallClock(), secrets=NoSecretStore())
    yield made
    await made.close()
    await tasks.close()
    await asyncio.get_running_loop().shutdown_default_executor()


class Watch:
    """A fleet of one node over a real connection."""

    def __init__(self, connector: Connector, tasks: TaskSet) -> None:
        clock = WallClock()
        self.told: list[ChangeSet] = []
        self.store = FleetStore(clock)
        self.fleet = Fleet(self.store, NodeDialer(connector), clock, tasks, self.told.append, 0.2)

    def start(self, target: Node) -> None:
        self.fleet.load([target])
        self.fleet.watch()

    async def view(self, is_right: Callable[[NodeView], bool]) -> NodeView:
        try:
            async with asyncio.timeout(20):
                while not is_right(self.store.views()[0]):
                    await asyncio.sleep(0.01)
        except TimeoutError:
            pytest.fail(f"the node stays {self.store.views()[0]}")
        return self.store.views()[0]

    async def sampled(self) -> NodeView:
        return await self.view(lambda view: view.snapshot is not None and view.snapshot.sequence >= 2)


@pytest.fixture
async def watch(connector: Connector, tasks: TaskSet) -> AsyncIterator[Watch]:
    made = Watch(connector, tasks)
    yield made
    await made.fleet.close()


def needs_accounts() -> None:
    if os.getuid() != 0 or shutil.which("useradd") is None:
        pytest.skip("needs root to make an account for the test")


def target(server: Sshd, user: str = "") -> Node:
    return replace(
        node("gpu-a01", Source.SIMULATION, HOST),
        port=server.port,
        user=user or server.user,
        known_hosts=str(server.known_hosts),
        identity_files=(str(server.client_key),),
    )


async def test_a_node_over_ssh(server: Sshd, watch: Watch) -> None:
    watch.start(target(server))
    view = await watch.sampled()
    assert view.state in {NodeState.OK, NodeState.WARNING}
    assert view.latency_seconds is None or 0 < view.latency_seconds < 1
    assert view.snapshot is not None
    assert view.snapshot.distro is not None
    assert view.snapshot.memory_total_bytes


async def test_the_last_viewer_leaves_nothing_on_the_node(server: Sshd, watch: Watch) -> None:
    watch.start(target(server))
    await watch.sampled()
    assert server.sessions()
    watch.fleet.unwatch()
    async with asyncio.timeout(10):
        while server.sessions():
            await asyncio.sleep(0.02)


async def test_a_killed_session_is_noticed_and_called_again(server: Sshd, watch: Watch) -> None:
    watch.start(target(server))
    await watch.sampled()
    server.kill_sessions()
    lost = await watch.view(lambda view: view.state is NodeState.UNREACHABLE)
    assert lost.snapshot is not None, "values stay for a while"
    assert lost.problem is not None
    again = await watch.view(lambda view: view.state is NodeState.OK)
    assert again.problem is None


async def test_a_changed_key_is_an_alarm_until_a_person_acts(server: Sshd, watch: Watch) -> None:
    old = server.host_key().with_suffix(".pub").read_text()
    server.make_host_keys()
    server.restart()
    server.known_hosts.write_text(f"{server.name} {old}")
    watch.start(target(server))
    view = await watch.view(lambda view: view.state is NodeState.KEY_CHANGED)
    assert view.problem is not None
    assert view.problem.code == "ssh.host_key_changed"
    server.trust()
    watch.fleet.retry(view.node.id)
    await watch.sampled()


async def test_a_login_that_is_refused_waits(server: Sshd, watch: Watch) -> None:
    server.authorize()
    watch.start(target(server))
    view = await watch.view(lambda view: view.problem is not None)
    assert view.state is NodeState.UNREACHABLE
    assert view.problem is not None
    assert view.problem.code.startswith("ssh.auth")


@pytest.mark.parametrize("shell", ["bash", "dash", "csh", "fish", "zsh"])
async def test_login_shells_and_their_noise(shell: str, tmp_path: Path, watch: Watch) -> None:
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"needs {shell}")
    needs_accounts()
    home = tmp_path / "home"
    with account(home, path) as user, Sshd(tmp_path / "sshd", options={"Banner": str(tmp_path / "banner")}) as server:
        (tmp_path / "banner").write_text("This is example.com. Go away.\n")
        server.trust()
        noise = "echo 'Welcome! Last login: never'\necho complaint 1>&2\n"
        for file in (".bashrc", ".cshrc", ".zshenv", ".config/fish/config.fish"):
            (home / file).parent.mkdir(parents=True, exist_ok=True)
            (home / file).write_text(noise if file != ".cshrc" else "echo 'Welcome! Last login: never'\n")
        watch.start(target(server, user.name))
        view = await watch.sampled()
        assert view.state in {NodeState.OK, NodeState.WARNING}
        await watch.fleet.close()


async def test_a_login_without_a_shell_says_so(tmp_path: Path, watch: Watch) -> None:
    needs_accounts()
    with account(tmp_path / "home", "/usr/sbin/nologin") as user, Sshd(tmp_path / "sshd") as server:
        server.trust()
        watch.start(target(server, user.name))
        view = await watch.view(lambda view: view.problem is not None)
        assert view.problem is not None
        assert view.problem.code == "fleet.probe_ended"
        await watch.fleet.close()
