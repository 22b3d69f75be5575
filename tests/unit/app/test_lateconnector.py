from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from console.app.lateconnector import LateConnector
from console.app.loop import SystemClock
from console.app.profile import Profile, to_argument
from console.ssh.asking import HostKeyOffer, SecretRequest
from console.ssh.endpoint import Endpoint
from console.ssh.errors import SshError
from console.wire.tasks import TaskSet

ROOT = Path(__file__).parents[3]

CORE_WITHOUT_NODES = """
import asyncio, sys
from console.app.core import Core
from console.app.profile import from_argument
async def main():
    core = Core(from_argument(sys.argv[1]))
    running = asyncio.get_running_loop().create_task(core.run())
    while not (rooms := core.ready_rooms()) or not rooms.store.views():
        await asyncio.sleep(0.01)
    print(*(view.node.id for view in rooms.store.views()), "asyncssh" in sys.modules)
    core.end()
    await running
asyncio.run(main())
"""

CORE_LEFT_ALONE = """
import asyncio, sys
from console.app import rooms
from console.app.core import Core
from console.app.profile import from_argument
rooms.WARM_UP_SECONDS = 0.0
async def main():
    core = Core(from_argument(sys.argv[1]))
    running = asyncio.get_running_loop().create_task(core.run())
    while not core.ready_rooms() or any(t.get_name() == "core:warm-up" for t in asyncio.all_tasks()):
        await asyncio.sleep(0.01)
    print("console.ssh.connect" in sys.modules)
    core.end()
    await running
asyncio.run(main())
"""


class Nobody:
    """Answers no question."""

    async def trust_host_key(self, offer: HostKeyOffer) -> bool:
        del offer
        return False

    async def secret(self, request: SecretRequest) -> str | None:
        del request
        return None


def test_the_tree_is_there_before_ssh_is_imported(tmp_path: Path) -> None:
    inventory, config = tmp_path / "inventory.toml", tmp_path / "ssh_config"
    inventory.write_text('[[group]]\nname = "g"\n[[group.node]]\nname = "gpu1"\nhost = "192.0.2.1"\n')
    config.write_text("")
    profile = Profile(name="late", inventory=(str(inventory),), ssh_config=(str(config),))
    command = [sys.executable, "-c", CORE_WITHOUT_NODES, to_argument(profile)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    names, ssh = done.stdout.rsplit(maxsplit=1)
    assert "local" in names and "gpu1" in names and ssh == "False", done.stderr


@pytest.mark.parametrize("host", ["", "192.0.2.1"], ids=["no node", "a node"])
def test_ssh_is_there_before_somebody_waits_for_it_where_there_are_nodes(tmp_path: Path, host: str) -> None:
    config, inventory = tmp_path / "ssh_config", tmp_path / "inventory.toml"
    config.write_text(f"Host gpu1\n HostName {host}\n" if host else "")
    inventory.write_text("")
    profile = Profile(name="late", inventory=(str(inventory),), ssh_config=(str(config),))
    command = [sys.executable, "-c", CORE_LEFT_ALONE, to_argument(profile)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.strip() == str(bool(host)), done.stderr


@pytest.mark.expect_log("connector:")
async def test_callers_that_come_together_share_one_connector_and_hear_what_it_says() -> None:
    tasks = TaskSet("connector")
    late = LateConnector(Nobody(), tasks, SystemClock())
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nowhere = Endpoint("127.0.0.1", closed.getsockname()[1])
        outcomes = await asyncio.gather(*(late.connect(nowhere) for _ in range(3)), return_exceptions=True)
    assert all(isinstance(outcome, SshError) for outcome in outcomes), outcomes
    assert await late.ready() is await late.ready()
    await late.close()
    with pytest.raises(SshError):
        await late.connect(nowhere)
    await tasks.close()
    await asyncio.get_running_loop().shutdown_default_executor()


async def test_what_nobody_needed_is_closed_without_being_made() -> None:
    tasks = TaskSet("connector")
    await LateConnector(Nobody(), tasks, SystemClock()).close()
    assert len(tasks) == 0
