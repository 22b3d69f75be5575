from __future__ import annotations

import pytest

from console.app.reach import NodeReach
from console.fleet.sources import Ran
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.node import Node, Source
from console.ssh.connection import Completed


class Link:
    released = 0

    async def run(self, command: str, *, timeout: float) -> Completed:
        if command == "hang":
            raise ConsoleError("ssh.timeout", "not within {seconds} s", seconds=timeout)
        return Completed(3, command.encode() + b"\xff", b"said")

    async def release(self) -> None:
        self.released += 1


async def test_a_command_runs_on_the_node_of_a_name_and_the_connection_is_given_back() -> None:
    link, asked = Link(), []

    async def connect(node_id: NodeId) -> Link:
        asked.append(node_id)
        return link

    reach = NodeReach(connect, lambda name: Node(NodeId(f"fra1/{name}"), name, (), name, Source.INVENTORY))
    assert await reach.run("login01", "sinfo", seconds=5) == Ran("sinfo\ufffd", "said", 3)
    assert (asked, link.released) == (["fra1/login01"], 1)
    with pytest.raises(ConsoleError, match="not within 5 s"):
        await reach.run("login01", "hang", seconds=5)
    assert link.released == 2
