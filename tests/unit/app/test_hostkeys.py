"""Host keys are listed, removed and put back by the core."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from msgspec.structs import replace

from console.app import core
from console.app.hostkeys import HostKeys
from console.app.profile import Profile
from console.fleet.endpoint import endpoint
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.node import Node, NodeState, NodeView, Source
from console.wire import messages as m

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEwr2NSHmS9VqPJPBGqGFKu6C8+9lS3bLTeTcS9FGvLY"
TEXT = f"# mine\ngpu1.example.com {KEY}\n\ngpu2.example.com {KEY} two\n"


class Store:
    def __init__(self, *nodes: Node) -> None:
        self._nodes = nodes

    def views(self) -> tuple[NodeView, ...]:
        return tuple(NodeView(node, NodeState.IDLE) for node in self._nodes)


class Rooms:
    def __init__(self, *nodes: Node) -> None:
        self.store = Store(*nodes)
        self.endpoint = lambda node: endpoint(node, ())


class Core:
    def __init__(self, rooms: Rooms) -> None:
        self.profile = Profile("demo", seed=1)
        self._rooms = rooms

    async def rooms(self) -> Rooms:
        return self._rooms


@pytest.fixture
def known(tmp_path: Path) -> Path:
    path = tmp_path / "known_hosts"
    path.write_text(TEXT)
    return path


@pytest.fixture
def keys(known: Path) -> HostKeys:
    node = Node(NodeId("a"), "one", (), "gpu1.example.com", Source.INVENTORY, known_hosts=str(known))
    return HostKeys(cast("core.Core", Core(Rooms(node))))


async def asked(keys: HostKeys, request: m.Request) -> m.HostKeys:
    found = await keys.later[type(request)](request)
    assert isinstance(found, m.HostKeys)
    return found


async def test_lines_are_removed_and_come_back(keys: HostKeys, known: Path) -> None:
    lines = (await asked(keys, m.ListHostKeys())).lines
    assert [(line.names, line.nodes) for line in lines] == [
        ("gpu1.example.com", ("one",)),
        ("gpu2.example.com", ()),
    ]
    left = await asked(keys, m.RemoveHostKeys(lines=lines[:1]))
    assert ([line.names for line in left.lines], left.removals) == (["gpu2.example.com"], 1)
    left = await asked(keys, m.RemoveHostKeys(lines=left.lines))
    assert (left.lines, left.removals) == ((), 2)
    assert known.read_text() == "# mine\n\n"
    for removals in (1, 0, 0):
        back = await asked(keys, m.RestoreHostKeys())
        assert back.removals == removals
    assert known.read_text() == TEXT


async def test_a_line_that_has_changed_is_not_removed(keys: HostKeys, known: Path) -> None:
    lines = (await asked(keys, m.ListHostKeys())).lines
    known.write_text("# another first line\n" + TEXT)
    with pytest.raises(ConsoleError) as caught:
        await asked(keys, m.RemoveHostKeys(lines=lines))
    assert caught.value.code == "ssh.known_hosts_line_changed"
    assert known.read_text().endswith(TEXT)


async def test_other_files_are_not_touched(keys: HostKeys, known: Path, tmp_path: Path) -> None:
    lines = (await asked(keys, m.ListHostKeys())).lines
    other = tmp_path / "notes"
    other.write_text(TEXT)
    with pytest.raises(ConsoleError) as caught:
        await asked(keys, m.RemoveHostKeys(lines=(replace(lines[0], path=str(other)),)))
    assert caught.value.code == "host_keys.no_such_file"
    assert other.read_text() == TEXT
