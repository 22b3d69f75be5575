"""This machine as a node."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.deploy.door import Door, DoorClosed
from console.deploy.node import CommandFailed, DeployNode
from console.deploy.ownmachine import OwnMachine
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from tests.sshd import free_port
from tests.unit.deploy.test_door import leading


async def link(_node_id: NodeId) -> OwnMachine:
    return OwnMachine()


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DeployNode:
    monkeypatch.setenv("HOME", str(tmp_path))
    return DeployNode(NodeId("local"), link)


async def ended(pid: str) -> None:
    async with asyncio.timeout(10):
        while Path(f"/proc/{pid}").exists() and ") Z " not in Path(f"/proc/{pid}/stat").read_text():
            await asyncio.sleep(0.05)


async def test_commands_files_and_their_failures(at: DeployNode, tmp_path: Path) -> None:
    assert await at.shell("pwd; echo err >&2", 10) == f"{tmp_path}\nerr"
    with pytest.raises(CommandFailed, match="out of luck"):
        await at.shell("echo out of luck >&2; exit 3", 10)
    said: list[bytes] = []
    await OwnMachine().run("cat; echo oops >&2", stdin=b"in", timeout=10, on_output=said.append)
    assert sorted(said) == [b"in", b"oops\n"]
    (tmp_path / "a").write_text("hello")
    shown: list[tuple[int, int]] = []
    await OwnMachine().upload(tmp_path / "a", str(tmp_path / "b"), lambda done, total: shown.append((done, total)))
    assert ((tmp_path / "b").read_text(), shown) == ("hello", [(5, 5)])
    assert not (tmp_path / "b.part").exists()
    digest = hashlib.sha256(b"hello").hexdigest()
    await OwnMachine().carry(tmp_path / "a", str(tmp_path / "c"), digest, None)
    assert (tmp_path / "c").read_text() == "hello"
    with pytest.raises(ConsoleError, match="checksum"):
        await OwnMachine().carry(tmp_path / "a", str(tmp_path / "d"), "0" * 64, None)
    assert not (tmp_path / "d").exists()


async def test_what_takes_too_long_is_ended(at: DeployNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.deploy.node.EXCHANGE_SECONDS", 0.0)
    with pytest.raises(ConsoleError) as failed:
        await at.shell("echo $$ >~/pid; sleep 600", 0.5)
    assert failed.value.code == "deploy.timed_out"
    await ended((tmp_path / "pid").read_text().strip())


async def test_a_door_on_this_machine_is_closed_behind_the_last(at: DeployNode, tmp_path: Path) -> None:
    async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        writer.close()

    port = free_port()
    door = Door(at)
    async with await asyncio.start_server(serve, "127.0.0.1", port):
        async with door.open(leading(port, "sleep 600 & echo $! >~/child; wait")) as way:
            reader, writer = await way.streams()
            assert await reader.read(10) == b"hello"
            writer.close()
        await ended((tmp_path / "child").read_text().strip())
    with pytest.raises(ConsoleError) as failed:
        await OwnMachine().forward_local("127.0.0.1", port)
    assert failed.value.code == "deploy.not_listening"


async def test_why_nothing_leads_there(at: DeployNode) -> None:
    with pytest.raises(DoorClosed, match="no such pod"):
        async with Door(at).open(replace(leading(0, ""), door="echo no such pod >&2; exit 1")):
            pass
