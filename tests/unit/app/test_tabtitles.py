"""What tabs are called whose programs say nothing."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.app import tabtitles
from console.app.tabs import Opened
from console.app.tabtitles import TabTitles, doing, short
from console.model.ids import LOCAL_NODE, NodeId, TerminalId
from console.terminal.channel import ChannelSink
from console.terminal.local import spawn_local_shell
from console.wire import messages as m
from tests.unit.app.test_tabs import World

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="/proc")


class Named(World):
    def __init__(self) -> None:
        super().__init__()
        self.titles = TabTitles(self.tabs)

    def names(self) -> list[str]:
        return [tab.title for tab in self.tabs.values()]

    async def until(self, *names: str) -> None:
        async with asyncio.timeout(20):
            while self.names() != list(names):
                await asyncio.sleep(0.02)


class OnThisMachine(Named):
    """Real shells."""

    async def open_shell(self, _: m.Tab, sink: ChannelSink, *size: int) -> Opened:
        environment = {"PATH": os.environ["PATH"], "PS1": "$ ", "HOME": str(Path.home())}
        return Opened(spawn_local_shell(sink, size[0], size[1], environment, ("/bin/sh",), Path("/")))

    def begin(self) -> TerminalId:
        return self.tabs.open(m.OpenTerminal(node_id=LOCAL_NODE), "local")

    def type(self, terminal_id: TerminalId, text: str) -> None:
        self.tabs.key(m.KeyPress(terminal_id=terminal_id, key="", text=text))
        self.tabs.key(m.KeyPress(terminal_id=terminal_id, key="Enter"))


@pytest.fixture
async def world(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Named]:
    monkeypatch.setattr(tabtitles, "WAIT_SECONDS", 0.02)
    made = Named()
    yield made
    made.tabs.end()
    await made.tasks.close()


@pytest.fixture
async def shells(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[OnThisMachine]:
    monkeypatch.setattr(tabtitles, "WAIT_SECONDS", 0.02)
    made = OnThisMachine()
    yield made
    made.tabs.end()
    await made.tasks.close()


async def test_terminals_on_one_node_have_numbers(world: Named) -> None:
    for _ in range(3):
        world.tabs.open(m.OpenTerminal(node_id=NodeId("lab/gpu01")), "gpu01")
        await world.settle()
    assert world.names() == ["gpu01", "gpu01 (2)", "gpu01 (3)"]
    second = world.tabs.values()[1].terminal_id
    world.tabs.close(second)
    world.pipes[2].sink.data_received(b"x")
    await asyncio.sleep(0.1)
    assert world.names() == ["gpu01", "gpu01 (3)"], "a name that a person knows stays"
    assert [pane.node_name for pane in world.tabs.panes().values()] == ["gpu01", "gpu01"]


async def test_what_a_program_calls_itself_goes_before(world: Named) -> None:
    terminal_id = world.tabs.open(m.OpenTerminal(node_id=NodeId("lab/gpu01")), "gpu01")
    await world.settle()
    world.pipes[0].sink.data_received(b"\x1b]2;ops@gpu01: ~\x07")
    await world.until("ops@gpu01: ~")
    world.pipes[0].sink.data_received(b"more")
    await asyncio.sleep(0.1)
    assert world.names() == ["ops@gpu01: ~"]
    world.pipes[0].sink.data_received(b"\x1b]2;\x07")
    await world.until("gpu01")
    assert world.tabs.label(terminal_id) == "gpu01"


@LINUX
async def test_a_local_shell_is_called_after_its_folder_and_what_runs_in_it(shells: OnThisMachine) -> None:
    first = shells.begin()
    await shells.until("/")
    second = shells.begin()
    await shells.until("/", "/ (2)")
    shells.type(first, "cd /usr/bin")
    await shells.until("/usr/bin", "/ (2)")
    shells.type(second, "echo begun; exec sleep 60")
    await shells.until("/usr/bin", "sleep · /")


def test_nothing_is_known_of_what_has_ended() -> None:
    assert doing(None, 1 << 30) == doing(1 << 30, 1 << 30) == ""


@pytest.mark.parametrize(
    ("folder", "shown"),
    [
        ("/home/ops", "~"),
        ("/home/ops/src", "~/src"),
        ("/home/opsimist", "/home/opsimist"),
        ("/srv/models (deleted)", "/srv/models"),
        ("/home/ops/a/very/long/way/to/the/weights", "…/weights"),
    ],
)
def test_folders_are_short(folder: str, shown: str) -> None:
    assert short(Path(folder), Path("/home/ops")) == shown
