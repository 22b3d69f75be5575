"""Commands and requests on a node, and what becomes of their failures."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from console.deploy.node import CommandFailed, DeployNode
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from tests.sshd import free_port
from tests.unit.deploy.nodes import LocalNode, Lost


@pytest.fixture
def at(node: LocalNode) -> DeployNode:
    return DeployNode(NodeId("gpu01"), node.link)


async def test_output_of_both_kinds_is_kept(at: DeployNode) -> None:
    assert await at.shell("echo out; echo err >&2", 10) == "out\nerr"
    with pytest.raises(CommandFailed) as failed:
        await at.shell("echo why; echo 'No space left on device' >&2; exit 9", 10)
    assert (failed.value.rc, failed.value.output) == (9, "why\nNo space left on device")
    assert str(failed.value) == "No space left on device" and "disk" in failed.value.problem.advice()


async def test_a_command_that_hangs_is_given_up(at: DeployNode, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.deploy.node.EXCHANGE_SECONDS", 0.0)
    with pytest.raises(ConsoleError) as failed:
        await at.shell("sleep 600", 0.2)
    assert failed.value.code == "deploy.timed_out" and "gpu01" in str(failed.value)


async def test_only_trouble_in_the_network_is_tried_again(
    at: DeployNode, node: LocalNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.deploy.node.PAUSE_BEFORE_RETRY_SECONDS", 0.0)
    raised: list[ConsoleError] = []

    def before(_text: str) -> None:
        raise raised[-1]

    node.before = before
    for error, tries in ((Lost(), 2), (ConsoleError("ssh.host_key_changed", "Changed."), 1)):
        node.commands.clear()
        raised.append(error)
        with pytest.raises(ConsoleError) as failed:
            await at.shell("true", 5)
        assert failed.value is error and len(node.commands) == tries


async def test_a_file_that_has_gone_from_the_desk(at: DeployNode, tmp_path: Path) -> None:
    with pytest.raises(ConsoleError) as failed:
        await at.upload(tmp_path / "gone.whl", str(tmp_path / "x"), lambda _done, _total: None, 5)
    assert failed.value.code == "deploy.source_gone"


async def test_a_server_that_refuses_the_question(at: DeployNode) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 9\r\n\r\nnot today")
        await writer.drain()
        writer.close()

    port = free_port()
    async with await asyncio.start_server(refuse, "127.0.0.1", port):
        with pytest.raises(CommandFailed) as failed:
            await at.answer("127.0.0.1", port, "/v1/chat/completions", "{}")
        assert str(failed.value) == "HTTP 400: not today"


async def test_one_connection_is_kept_while_somebody_works_and_given_back_then(at: DeployNode, node: LocalNode) -> None:
    async with at.held():
        await asyncio.gather(at.shell("true", 5), at.shell("true", 5))
        assert (node.connects, node.users) == (1, 1)
        async with at.held():
            await at.shell("true", 5)
        assert (node.connects, node.users) == (1, 1)
    assert (node.connects, node.users) == (1, 0)
    await at.shell("true", 5)
    assert (node.connects, node.users) == (2, 0)
