from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from console.app.loop import SystemClock
from console.app.styles import Style
from console.app.tabs import Opened, Tabs
from console.model.arrangement import Arrangement
from console.model.errors import ConsoleError, Problem
from console.model.ids import NodeId, TerminalId
from console.model.split import Axis, Side, Split
from console.terminal.channel import ChannelSink
from console.terminal.engine import EngineKind
from console.terminal.events import ClipboardWrite, Notify
from console.terminal.glyphs import GlyphTable
from console.terminal.palette import Palette
from console.wire import messages as m
from console.wire.frames import Frame
from console.wire.tasks import TaskSet

GONE = Problem("ssh.lost", "The connection to gpu01 broke.")


class Pipe:
    """A channel that remembers what was typed."""

    def __init__(self, sink: ChannelSink) -> None:
        self.sink = sink
        self.typed = b""
        self.is_closed = False

    def write(self, data: bytes) -> None:
        self.typed += data

    def resize(self, *_: int) -> None:
        pass

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass

    def close(self) -> None:
        self.is_closed = True


class Frames:
    """A desk that takes every frame."""

    def __init__(self) -> None:
        self.glyphs = GlyphTable()
        self.frames: list[Frame] = []

    def send_frame(self, frame: Frame) -> None:
        self.frames.append(frame)

    def send_pictures(self, *_: object) -> None:
        pass


class FakeStyles:
    """A profile a node, as a test says, and colours that differ."""

    def __init__(self) -> None:
        self.rules: dict[str, str] = {}
        self.grounds = {"": 0x101418, "night": 0x000033, "loud": 0x330000}
        self.engine: EngineKind = "pyte"
        self.bells = {"night": "none", "loud": "sound"}
        self.most = 200

    def most_terminals(self) -> int:
        return self.most

    def profile_for(self, node_id: NodeId, wanted: str) -> str:
        return wanted or self.rules.get(node_id, "")

    def style(self, profile: str) -> Style:
        return Style(Palette(background=self.grounds[profile]), self.engine, 10_000, self.bells.get(profile, "visual"))


class World:
    """A tabs room with everything around it under the test's control."""

    def __init__(self) -> None:
        self.told: list[m.Event] = []
        self.pipes: list[Pipe] = []
        self.refusal: ConsoleError | None = None
        self.defect: OSError | None = None
        self.patience: asyncio.Event | None = None
        self.frames = Frames()
        self.tasks = TaskSet("test")
        self.clock = SystemClock()
        self.styles = FakeStyles()
        told, frames = self.told.append, self.frames
        self.tabs = Tabs(told, self.open_shell, frames, self.clock, self.tasks, styles=self.styles)

    async def open_shell(self, _: m.Tab, sink: ChannelSink, *size: int) -> Opened:
        del size
        await asyncio.sleep(0)
        if self.patience is not None:
            await self.patience.wait()
        if self.defect is not None:
            raise self.defect
        if self.refusal is not None:
            raise self.refusal
        self.pipes.append(Pipe(sink))
        return Opened(self.pipes[-1], user="ops@gpu01", key_verified=True)

    def open(self) -> TerminalId:
        return self.tabs.open(m.OpenTerminal(node_id=NodeId("gpu01")), "gpu01")

    def tab(self, terminal_id: TerminalId) -> m.Tab:
        return next(tab for tab in self.tabs.values() if tab.terminal_id == terminal_id)

    async def settle(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0.001)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    made = World()
    yield made
    made.tabs.end()
    await made.tasks.close()


def key(terminal_id: TerminalId, name: str, text: str = "") -> m.KeyPress:
    return m.KeyPress(terminal_id=terminal_id, key=name, text=text)


async def test_a_tab_tells_when_it_connects_and_when_it_is_open(world: World) -> None:
    terminal_id = world.open()
    await world.settle()
    states = [event.tab.state for event in world.told if isinstance(event, m.TabChanged)]
    assert states == [m.TabState.CONNECTING, m.TabState.OPEN]
    assert world.tab(terminal_id).user == "ops@gpu01"
    assert world.tabs.open_count() == 1


async def test_a_tab_outlives_its_connection_and_enter_connects_it_anew(world: World) -> None:
    terminal_id = world.open()
    await world.settle()
    world.pipes[0].sink.data_received(b"before the break\r\n")
    world.pipes[0].sink.closed(GONE, None)
    await world.settle()
    assert world.tab(terminal_id).state is m.TabState.LOST
    assert world.tab(terminal_id).problem == GONE

    world.tabs.key(key(terminal_id, "x", "x"))
    await world.settle()
    assert len(world.pipes) == 1, "only Enter reconnects"

    world.tabs.key(key(terminal_id, "Enter"))
    await world.settle()
    assert world.tab(terminal_id).state is m.TabState.OPEN
    assert world.tab(terminal_id).problem is None
    session = world.tabs.session(terminal_id)
    assert session is not None
    assert "before the break" in session.read_text(0, 0, 24, 0)
    world.tabs.key(key(terminal_id, "", "y"))
    assert world.pipes[1].typed.endswith(b"y")


async def test_a_shell_that_ends_is_not_a_broken_connection(world: World) -> None:
    terminal_id = world.open()
    await world.settle()
    world.pipes[0].sink.closed(None, 3)
    await world.settle()
    tab = world.tab(terminal_id)
    assert (tab.state, tab.exit_status, tab.problem) == (m.TabState.ENDED, 3, None)


async def test_a_refused_connection_says_why_and_can_be_tried_again(world: World) -> None:
    world.refusal = ConsoleError("ssh.refused", "gpu01 refused port 22.")
    terminal_id = world.open()
    await world.settle()
    tab = world.tab(terminal_id)
    assert tab.state is m.TabState.LOST
    assert tab.problem is not None
    assert tab.problem.code == "ssh.refused"

    world.refusal = None
    world.tabs.connect(terminal_id)
    await world.settle()
    assert world.tab(terminal_id).state is m.TabState.OPEN


async def test_two_enters_make_one_connection(world: World) -> None:
    terminal_id = world.open()
    world.tabs.connect(terminal_id)
    world.tabs.connect(terminal_id)
    await world.settle()
    assert len(world.pipes) == 1


async def test_a_tab_closed_while_it_connects_leaves_no_channel(world: World) -> None:
    terminal_id = world.open()
    world.tabs.close(terminal_id)
    await world.settle()
    assert world.tabs.values() == ()
    assert all(pipe.is_closed for pipe in world.pipes)


async def test_the_arrangement_of_the_desk_is_kept_and_loses_no_terminal(world: World) -> None:
    first, second, third = world.open(), world.open(), world.open()
    wanted = Arrangement().opened(third).opened(99).opened(first, third, Side.BELOW)
    world.told.clear()
    world.tabs.arrange(wanted)
    assert [tab.terminal_id for tab in world.tabs.values()] == [third, first, second]
    assert world.tabs.arrangement.focused == first
    assert world.told == [m.Arranged(world.tabs.arrangement)], "the desk did not know of the second one"
    page = world.tabs.arrangement.page_of(first)
    assert page is not None
    assert page.tree == Split(Axis.COLUMN, (third, first), (0.5, 0.5))
    world.told.clear()
    world.tabs.arrange(world.tabs.arrangement.with_focus(second))
    assert world.told == []
    world.tabs.close(second)
    assert world.tabs.arrangement.focused in {first, third}
    assert world.told == [m.TabClosed(second), m.Arranged(world.tabs.arrangement)]


async def test_a_split_opens_beside_the_terminal_that_it_is_of(world: World) -> None:
    first = world.open()
    request = m.OpenTerminal(node_id=NodeId("gpu01"), beside=first, side=Side.BELOW)
    second = world.tabs.open(request, "gpu01")
    page = world.tabs.arrangement.page_of(second)
    assert page is not None
    assert page.tree == Split(Axis.COLUMN, (first, second), (0.5, 0.5))
    assert world.tabs.arrangement.focused == second


async def test_a_name_wins_over_the_title_and_direction_marks_stay_out(world: World) -> None:
    terminal_id = world.open()
    await world.settle()
    world.pipes[0].sink.data_received("\x1b]0;vim plan\u202e.md\x07".encode())
    world.tabs.rename(terminal_id, "  editor ")
    await world.settle()
    tab = world.tab(terminal_id)
    assert tab.name == "editor"
    assert tab.title == "vim plan.md"


async def test_frames_come_only_while_a_desk_is_attached(world: World) -> None:
    terminal_id = world.open()
    session: Any = world.tabs.session(terminal_id)
    session.show(visible=True, focused=True)
    await world.settle()
    world.pipes[0].sink.data_received(b"nobody looks")
    await world.settle()
    assert world.frames.frames == []
    world.tabs.attach()
    session.show(visible=True, focused=True)
    await world.settle()
    assert len(world.frames.frames) == 1


async def test_a_tab_closed_while_it_connects_gives_the_attempt_up(world: World) -> None:
    world.patience = asyncio.Event()
    terminal_id = world.open()
    await world.settle()
    world.tabs.close(terminal_id)
    await world.settle()
    assert len(world.tasks) == 0, "a person would still be asked about a host that nobody wants any more"


@pytest.mark.expect_log("OSError")
async def test_a_defect_on_the_way_leaves_a_tab_that_says_so(world: World) -> None:
    world.defect = OSError("unforeseen")
    terminal_id = world.open()
    await world.settle()
    tab = world.tab(terminal_id)
    assert tab.state is m.TabState.LOST
    assert tab.problem is not None


async def test_a_program_that_floods_is_heard_ten_times_a_second_and_has_the_last_word(world: World) -> None:
    terminal_id = world.open()
    await world.settle()
    world.told.clear()
    for number in range(200):
        world.pipes[0].sink.data_received(b"\a\x1b]0;%d\a\x1b]9;%d\a\x1b]52;c;eA==\a" % (number, number))
        await asyncio.sleep(0.001)
    assert len(world.told) < 40
    await asyncio.sleep(0.2)
    assert world.tab(terminal_id).title == "199"
    notices = [event.problem.params["text"] for event in world.told if isinstance(event, m.Notice)]
    assert notices[0] == "0"
    assert len(notices) < 10


@pytest.mark.parametrize("engine", ["ghostty", "pyte"])
async def test_a_window_that_is_folded_up_to_nothing_has_a_terminal_all_the_same(
    world: World, engine: EngineKind
) -> None:
    world.styles.engine = engine
    for cols, rows, cell in ((0, 0, 0), (-1, 70_000, -8), (70_000, -1, 70_000)):
        request = m.OpenTerminal(node_id=NodeId("gpu01"), cols=cols, rows=rows, cell_width=cell, cell_height=cell)
        session = world.tabs.session(world.tabs.open(request, "gpu01"))
        assert session is not None
        session.resize(rows, cols, -cell, cell)
        assert session.engine.cols >= 2
        assert session.engine.rows >= 1


async def test_a_program_does_not_fill_the_screen_or_the_clipboard(world: World) -> None:
    terminal_id = world.open()
    world.tabs.terminal_event(terminal_id, Notify("", "wiped\u202e" + "x" * 100_000))
    world.tabs.terminal_event(terminal_id, ClipboardWrite("x" * 10_000_000))
    (notice,) = [event for event in world.told if isinstance(event, m.Notice)]
    assert notice.problem.params["text"].startswith("wipedx")
    assert len(notice.problem.params["text"]) == 500
    assert not [event for event in world.told if isinstance(event, m.ClipboardWrite)]


def ground(world: World, terminal_id: TerminalId) -> int:
    session = world.tabs.session(terminal_id)
    assert session is not None
    return int(session.engine.view(GlyphTable(), full=True).keys[0, 0]) & 0xFFFFFF


async def test_a_tab_has_the_look_that_the_rules_give_its_node(world: World) -> None:
    plain = world.open()
    world.styles.rules["gpu01"] = "night"
    ruled = world.open()
    assert (world.tab(plain).profile, world.tab(ruled).profile) == ("", "night")
    assert (ground(world, plain), ground(world, ruled)) == (0x101418, 0x000033)


async def test_open_tabs_follow_when_rules_and_colours_change(world: World) -> None:
    ruled = world.open()
    chosen = world.tabs.open(m.OpenTerminal(node_id=NodeId("gpu02"), profile="night"), "gpu02")
    world.styles.rules["gpu01"] = "night"
    world.styles.grounds["night"] = 0x110000
    world.tabs.restyle()
    assert world.tab(ruled).profile == world.tab(chosen).profile == "night"
    assert ground(world, ruled) == ground(world, chosen) == 0x110000
    assert world.told[-1] == m.TabChanged(world.tab(ruled))


async def test_a_person_gives_a_tab_another_profile_and_leaves_it_to_the_rules_again(world: World) -> None:
    world.styles.rules["gpu01"] = "loud"
    terminal_id = world.open()
    world.tabs.set_profile(terminal_id, "night")
    assert (world.tab(terminal_id).profile, ground(world, terminal_id)) == ("night", 0x000033)
    world.tabs.set_profile(terminal_id, "")
    assert (world.tab(terminal_id).profile, ground(world, terminal_id)) == ("loud", 0x330000)
    world.tabs.set_profile(TerminalId(99), "night")


async def test_a_look_that_stays_is_not_set_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal_id = world.open()
    session = world.tabs.session(terminal_id)
    assert session is not None
    monkeypatch.setattr(session, "set_palette", None)
    world.tabs.restyle()


async def test_a_bell_does_what_the_profile_says(world: World) -> None:
    plain, silent, loud = (
        world.tabs.open(m.OpenTerminal(node_id=NodeId("gpu01"), profile=profile), "gpu01")
        for profile in ("", "night", "loud")
    )
    await world.settle()
    for pipe in world.pipes:
        pipe.sink.data_received(b"\x07")
    await world.settle()
    bells = [event for event in world.told if isinstance(event, m.Bell)]
    assert bells == [m.Bell(plain), m.Bell(loud, sounds=True)]
    assert silent not in {bell.terminal_id for bell in bells}


async def test_there_are_not_more_terminals_than_the_person_wants(world: World) -> None:
    world.styles.most = 3
    opened = [world.open() for _ in range(3)]
    with pytest.raises(ConsoleError, match="There are 3 terminals already"):
        world.open()
    assert [tab.terminal_id for tab in world.tabs.values()] == opened
    world.tabs.close(opened[0])
    world.open()
