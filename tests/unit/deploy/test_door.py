"""The way to a service that is not on the node itself: opened, shared, closed, and nothing left of it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.deploy.door import Door, DoorClosed, Way, on_node
from console.deploy.node import DeployNode
from console.engines import client
from console.model.ids import NodeId
from console.model.service import Plan
from tests.sshd import free_port
from tests.unit.deploy.nodes import LocalNode
from tests.unit.deploy.plans import make_plan


@pytest.fixture
def door(node: LocalNode) -> Door:
    return Door(DeployNode(NodeId("login"), node.link))


@pytest.fixture
async def answering() -> AsyncIterator[int]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        writer.close()

    port = free_port()
    async with await asyncio.start_server(serve, "127.0.0.1", port):
        yield port


def leading(port: int, rest: str) -> Plan:
    return replace(make_plan(), door=f"echo $$ >~/pid; echo 127.0.0.1 {port}; {rest}")


def is_over(way: Way) -> bool:
    return way.is_over


async def gone(node: LocalNode, name: str) -> None:
    pid = (node.home / name).read_text().strip()
    async with asyncio.timeout(10):
        while Path(f"/proc/{pid}").exists() and ") Z " not in Path(f"/proc/{pid}/stat").read_text():
            await asyncio.sleep(0.05)


async def test_a_service_on_the_node_needs_no_command(door: Door, node: LocalNode, answering: int) -> None:
    async with door.open(replace(make_plan(), port=answering)) as way:
        reader, writer = await way.streams()
        writer.write(b"hello\n")
        assert (await reader.read(8)).startswith(b"HTTP")
        writer.close()
    assert node.held == []


async def test_users_share_one_command_and_the_last_one_ends_it(door: Door, node: LocalNode, answering: int) -> None:
    plan = leading(answering, "sleep 600 & echo $! >~/child; wait")
    async with AsyncExitStack() as first:
        way = await first.enter_async_context(door.open(plan))
        async with door.open(plan) as same:
            assert same is way and len(node.held) == 1
            reader, writer = await same.streams()
            writer.write(b"hello\n")
            assert (await reader.read(8)).startswith(b"HTTP")
            writer.close()
        assert not is_over(way)
    assert is_over(way)
    await gone(node, "pid")
    await gone(node, "child")


async def test_a_way_that_ended_is_opened_anew(door: Door, node: LocalNode, answering: int) -> None:
    plan = leading(answering, "read -r _ <~/fifo")
    os.mkfifo(node.home / "fifo")
    async with door.open(plan) as way:
        (node.home / "fifo").write_text("moved\n")
        async with asyncio.timeout(10):
            while not way.is_over:
                await asyncio.sleep(0.02)
        with pytest.raises(DoorClosed):
            await way.streams()
        async with door.open(plan) as other:
            assert other is not way and not other.is_over
    assert len(node.held) == 2


async def test_why_nothing_leads_there_is_told(door: Door, node: LocalNode) -> None:
    plan = replace(make_plan(), door="echo 'error: pod is not running. Current status=Pending' >&2; exit 1")
    with pytest.raises(DoorClosed, match="Current status=Pending"):
        async with door.open(plan):
            pass
    assert node.users == 0


async def test_a_door_that_says_nothing_is_given_up(
    door: Door, node: LocalNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.deploy.door.OPEN_SECONDS", 0.3)
    with pytest.raises(DoorClosed):
        async with door.open(replace(make_plan(), door="echo $$ >~/pid; sleep 600")):
            pass
    await gone(node, "pid")


async def test_the_node_itself_asks_through_the_door(node: LocalNode, answering: int) -> None:
    (node.home / "client.py").write_text(client().content)
    plan = leading(answering, "sleep 600 & echo $! >~/child; trap 'kill $!' EXIT; trap 'exit 1' TERM; wait")
    command = on_node(plan.door, 1, ("python3", str(node.home), "wait", "/health", "5"))
    assert await DeployNode(NodeId("login"), node.link).shell(command, 20) == "ready"
    await gone(node, "child")
