"""Forwards live as long as terminals are open on their node, through a real server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from console.app.forwards import Forwards
from console.app.loop import SystemClock
from console.model.ids import NodeId
from console.model.node import Node, Source
from console.ssh.connect import Connection, Connector, HostKeyOffer, SecretRequest
from console.ssh.endpoint import Endpoint
from console.ssh.secrets import NoSecretStore
from console.wire import messages as m
from console.wire.tasks import TaskSet
from tests.sshd import HOST, Sshd, free_port, requires_sshd

pytestmark = requires_sshd
NODE = Node(NodeId("a"), "gpu1", (), HOST, Source.SSH_CONFIG)


class Nobody:
    async def trust_host_key(self, _offer: HostKeyOffer) -> bool:
        return False

    async def secret(self, _request: SecretRequest) -> None:
        return None


class Told:
    """The forwards under test, and what they told the desk."""

    def __init__(self, server: Sshd, tasks: TaskSet) -> None:
        self.events: list[m.Event] = []
        self.server = server
        self.connector = Connector(Nobody(), tasks, SystemClock(), secrets=NoSecretStore())
        self.forwards = Forwards(self.events.append, tasks)

    async def connect(self, text: str) -> Connection:
        config = self.server.folder / "config"
        config.write_text(text)
        return await self.connector.connect(
            Endpoint(
                HOST, self.server.port, self.server.user, (config,), self.server.trust(), (self.server.client_key,)
            )
        )

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(5):
            while not condition():
                await asyncio.sleep(0.01)

    @property
    def states(self) -> list[tuple[bool, str]]:
        return [(v.is_open, v.problem.code if v.problem else "") for v in self.forwards.views()]


@pytest.fixture
async def told(tmp_path: Path) -> AsyncIterator[Told]:
    tasks = TaskSet("test")
    with Sshd(tmp_path / "sshd") as server:
        made = Told(server, tasks)
        yield made
        await made.connector.close()
        await tasks.close()
    await asyncio.get_running_loop().shutdown_default_executor()


async def listens(port: int) -> bool:
    try:
        reader, writer = await asyncio.open_connection(HOST, port)
    except OSError:
        return False
    said = await reader.readline()
    writer.close()
    await writer.wait_closed()
    await asyncio.sleep(0.1)  # the other side of the forward ends as well
    return said.startswith(b"SSH-")


async def test_the_last_terminal_of_a_node_ends_its_forwards(told: Told) -> None:
    port = free_port()
    connection = await told.connect(f"LocalForward {port} {HOST}:{told.server.port}\n")
    first, second = told.forwards.opened(NODE, connection), told.forwards.opened(NODE, connection)
    await told.until(lambda: told.states == [(True, "")])
    assert await listens(port)
    # The terminals' own hold on the connection goes before the forwards do.
    await connection.release()
    told.forwards.closed(first)
    assert await listens(port)
    assert not connection.is_closed
    told.forwards.closed(second)
    assert told.forwards.views() == ()
    await told.until(lambda: connection.is_closed)
    assert not await listens(port)
    assert told.events[-1] == m.ForwardsChanged(())


async def test_a_port_in_use_is_told_and_opens_when_it_is_free(told: Told) -> None:
    service = await asyncio.start_server(lambda _r, w: w.close(), HOST, 0)
    port = service.sockets[0].getsockname()[1]
    connection = await told.connect(f"LocalForward {port} {HOST}:{told.server.port}\nDynamicForward 0\n")
    told.forwards.opened(NODE, connection)
    await told.until(lambda: len([state for state in told.states if state[0] or state[1]]) == 2)
    assert told.states == [(False, "ssh.forward_port_in_use"), (True, "")]
    notices = [event for event in told.events if isinstance(event, m.Notice)]
    assert [(notice.problem.code, notice.node_id) for notice in notices] == [("ssh.forward_port_in_use", NODE.id)]
    failed, proxy = told.forwards.views()
    assert proxy.forward.listen_port > 0, "the port that the system chose is told"
    service.close()
    await service.wait_closed()
    await told.forwards.later[m.ReopenForward](m.ReopenForward(number=failed.number))
    assert told.states == [(True, ""), (True, "")]
    assert await listens(port)
    await told.forwards.later[m.CloseForward](m.CloseForward(number=failed.number))
    assert told.states == [(False, ""), (True, "")]
    assert not await listens(port)


async def test_a_lost_connection_takes_its_forwards_along_and_the_next_one_opens_them_again(told: Told) -> None:
    port = free_port()
    text = f"LocalForward {port} {HOST}:{told.server.port}\n"
    lost = await told.connect(text)
    held = told.forwards.opened(NODE, lost)
    await told.until(lambda: told.states == [(True, "")])
    told.server.kill_sessions()
    await told.until(lambda: told.forwards.views() == ())
    again = await told.connect(text)
    told.forwards.opened(NODE, again)
    told.forwards.closed(held)  # the end of the lost terminal comes late
    await told.until(lambda: told.states == [(True, "")])
    assert await listens(port)


async def test_a_node_without_forwards_holds_nothing(told: Told) -> None:
    connection = await told.connect("")
    assert told.forwards.opened(NODE, connection) is None
    await connection.release()
    assert connection.is_closed
    assert told.events == []
