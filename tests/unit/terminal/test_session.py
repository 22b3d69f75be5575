"""Sessions: back-pressure, pacing, and a session that outlives its channel."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pytest

from console.model.errors import Problem
from console.model.ids import TerminalId
from console.terminal.engine import EngineKind
from console.terminal.events import Title
from console.terminal.glyphs import GlyphTable
from console.terminal.inbox import HIGH_BYTES
from console.terminal.session import Session
from console.terminal.viewers import SKIM_SECONDS
from console.wire.frames import Frame, FrameFlag, Mode
from console.wire.messages import Mods
from console.wire.pictures import Picture, Placement
from tests.unit.terminal.kitty import command
from tests.unit.terminal.screens import KINDS, engine


class LoopClock:
    """The loop's own time."""

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()


class Pipe:
    """A channel that writes down what it is told."""

    def __init__(self) -> None:
        self.written = b""
        self.sizes: list[tuple[int, int, int, int]] = []
        self.paused = False
        self.pauses = 0
        self.closed = False

    def write(self, data: bytes) -> None:
        self.written += data

    def resize(self, cols: int, rows: int, width_px: int, height_px: int) -> None:
        self.sizes.append((cols, rows, width_px, height_px))

    def pause_reading(self) -> None:
        self.paused = True
        self.pauses += 1

    def resume_reading(self) -> None:
        self.paused = False

    def close(self) -> None:
        self.closed = True


class Desk:
    """A frame sink and listener."""

    def __init__(self) -> None:
        self.glyphs = GlyphTable()
        self.frames: list[Frame] = []
        self.events: list[object] = []
        self.outputs = 0
        self.pictures: list[tuple[Sequence[Picture], Sequence[Placement]]] = []
        self.ends: list[tuple[Problem | None, int | None]] = []
        self.session: Session | None = None
        self.paint_seconds: float | None = 0.0005

    def send_frame(self, frame: Frame) -> None:
        self.frames.append(frame)
        if self.paint_seconds is not None and self.session is not None:
            asyncio.get_running_loop().call_soon(self.session.acknowledge, frame.sequence, self.paint_seconds)

    def send_pictures(self, terminal_id: int, pictures: Sequence[Picture], placements: Sequence[Placement]) -> None:
        self.pictures.append((pictures, placements))

    def terminal_event(self, terminal_id: TerminalId, event: object) -> None:
        self.events.append(event)

    def output(self, terminal_id: TerminalId) -> None:
        self.outputs += 1

    def channel_closed(self, terminal_id: TerminalId, reason: Problem | None, exit_status: int | None) -> None:
        self.ends.append((reason, exit_status))


def start(kind: EngineKind = "pyte", *, shown: bool = True) -> tuple[Session, Desk, Pipe]:
    desk, pipe = Desk(), Pipe()
    session = Session(TerminalId(1), engine(kind, 40, 10, 1000), desk, desk, LoopClock())
    desk.session = session
    if shown:
        session.attach()
        session.show(visible=True, focused=True)
    session.new_sink()
    session.connect(pipe)
    return session, desk, pipe


async def quiet(seconds: float = 0.05) -> None:
    await asyncio.sleep(seconds)


@pytest.mark.parametrize("kind", KINDS)
async def test_bytes_become_a_frame_and_keys_bytes(kind: EngineKind) -> None:
    session, desk, pipe = start(kind)
    session.data_received(b"hello \x1b[6n\x1b]0;name\x07")
    await quiet()
    assert desk.frames[0].flags & FrameFlag.FULL
    assert desk.frames[-1].cursor_x == 6
    assert pipe.written == b"\x1b[1;7R"
    assert desk.events == [Title("name")]
    session.key("ArrowUp", "", Mods())
    session.paste("a\nb")
    assert pipe.written.endswith(b"\x1b[Aa\rb")
    session.close()
    assert pipe.closed


async def test_only_changed_rows_are_sent() -> None:
    session, desk, _ = start()
    session.data_received(b"one")
    await quiet()
    session.data_received(b" two")
    await quiet()
    last = desk.frames[-1]
    assert (last.row_numbers.tolist(), bool(last.flags & FrameFlag.FULL)) == ([0], False)
    count = len(desk.frames)
    session.data_received(b"\x1b[0m")
    await quiet()
    assert len(desk.frames) == count
    session.close()


async def test_one_frame_is_in_flight() -> None:
    session, desk, _ = start()
    await quiet()
    desk.paint_seconds = None
    before = len(desk.frames)
    for _ in range(10):
        session.data_received(b"x")
        await quiet(0.02)
    assert len(desk.frames) == before + 1
    session.acknowledge(desk.frames[-1].sequence + 7, 0.0)
    await quiet(0.03)
    assert len(desk.frames) == before + 1
    session.acknowledge(desk.frames[-1].sequence, 0.0)
    await quiet(0.03)
    assert len(desk.frames) == before + 2
    session.close()


async def test_hidden_or_detached_terminals_make_no_frames_but_parse() -> None:
    session, desk, _ = start(shown=False)
    session.data_received(b"unseen")
    await quiet(0.02)
    assert desk.frames == []
    assert session.read_text(0, 0, 0, 40) == "unseen"
    session.attach()
    session.show(visible=False, focused=False)
    await quiet(0.02)
    assert desk.frames == []
    session.show(visible=True, focused=False)
    await quiet(0.02)
    assert desk.frames[-1].flags & FrameFlag.FULL
    session.detach()
    count = len(desk.frames)
    session.data_received(b"more")
    await quiet(0.02)
    assert len(desk.frames) == count
    session.close()


@pytest.mark.parametrize("leaves", [False, True], ids=["taken over", "left and came back"])
async def test_a_new_desk_gets_frames_of_what_it_shows_not_of_what_the_one_before_showed(leaves: bool) -> None:
    session, desk, pipe = start()
    session.data_received(b"\x1b[?1004h")
    await quiet(0.02)
    if leaves:
        session.detach()
        assert pipe.written.endswith(b"\x1b[O"), "nobody is at this terminal any more"
    count = len(desk.frames)
    session.attach()
    session.data_received(b"a flood in a tab behind")
    await quiet(0.02)
    assert len(desk.frames) == count
    session.show(visible=True, focused=True)
    await quiet(0.02)
    assert desk.frames[-1].flags & FrameFlag.FULL
    assert pipe.written.endswith(b"\x1b[O\x1b[I")
    session.close()


@pytest.mark.parametrize("kind", KINDS)
async def test_a_fast_producer_is_held_back(kind: EngineKind) -> None:
    session, _, pipe = start(kind)
    peak, sent = 0, 0
    while sent < 4_000_000:
        if pipe.paused:
            await asyncio.sleep(0)
            continue
        session.data_received(b"0123456789abcdef" * 2048)
        sent += 32_768
        peak = max(peak, session.unparsed_bytes)
    while session.unparsed_bytes:
        await asyncio.sleep(0)
    assert pipe.pauses > 5
    assert peak <= HIGH_BYTES + 32_768
    assert not pipe.paused
    session.close()


async def test_a_program_that_ends_is_told_after_its_last_bytes() -> None:
    session, desk, _ = start()
    sink = session.new_sink()
    sink.data_received(b"last words")
    sink.closed(None, 3)
    assert desk.ends == []
    await quiet(0.02)
    assert desk.ends == [(None, 3)]
    assert session.read_text(0, 0, 0, 40) == "last words"
    session.close()


@pytest.mark.parametrize("kind", KINDS)
async def test_a_session_outlives_its_channel(kind: EngineKind) -> None:
    session, desk, _ = start(kind)
    first = session.new_sink()
    session.connect(Pipe())
    first.data_received(b"kept line\r\n\x1b[?1000h\x1b[?2004h\x1b[?1049hfull screen")
    await quiet(0.02)
    problem = Problem("ssh.lost", "The connection was lost.")
    first.closed(problem, None)
    await quiet(0.02)
    assert desk.ends == [(problem, None)]
    assert not session.connected
    second, pipe = session.new_sink(), Pipe()
    session.connect(pipe)
    first.data_received(b"late")
    second.data_received(b"new shell")
    await quiet()
    text = session.read_text(0, 0, 9, 40)
    assert "kept line" in text
    assert "new shell" in text
    assert "late" not in text
    assert desk.frames[-1].modes & (Mode.MOUSE_CLICK | Mode.BRACKETED_PASTE | Mode.ALTERNATE_SCREEN) == Mode(0)
    assert pipe.sizes == [(40, 10, 320, 180)]
    session.close()


async def test_output_leaves_a_scrolled_view_alone_and_a_key_ends_it() -> None:
    session, desk, _ = start()
    session.data_received(b"".join(b"%d\r\n" % n for n in range(100)))
    await quiet()
    session.scroll(20)
    await quiet()
    assert desk.frames[-1].first_row == 20
    session.data_received(b"more\r\n")
    await quiet()
    assert desk.frames[-1].first_row == 20
    session.key("", "x", Mods())
    await quiet()
    assert desk.frames[-1].first_row == 92
    session.close()


async def test_resize_tells_engine_and_program() -> None:
    session, desk, pipe = start()
    session.resize(60, 20, 9, 18)
    session.resize(60, 20, 9, 18)
    await quiet()
    assert pipe.sizes[1:] == [(60, 20, 540, 360)]
    assert (desk.frames[-1].cols, desk.frames[-1].rows) == (60, 20)
    session.close()


async def test_a_new_generation_of_glyphs_makes_a_full_frame() -> None:
    session, desk, _ = start()
    session.data_received("é".encode())
    await quiet()
    desk.glyphs.reset()
    await quiet()
    last = desk.frames[-1]
    assert last.flags & FrameFlag.FULL
    assert last.generation == desk.glyphs.generation
    slot = int(last.keys[0, 0]) >> 48
    assert desk.glyphs.new_since(slot)[0].text == "é"
    session.close()


async def test_a_program_that_draws_in_one_go_is_shown_whole() -> None:
    session, desk, _ = start()
    await quiet()
    count = len(desk.frames)
    session.data_received(b"\x1b[?2026hhalf")
    await quiet(0.05)
    assert len(desk.frames) == count
    session.data_received(b" whole\x1b[?2026l")
    await quiet(0.05)
    assert len(desk.frames) == count + 1
    session.data_received(b"\x1b[?2026hstuck")
    await quiet(0.3)
    assert len(desk.frames) == count + 2
    session.close()


async def test_focus_is_told_to_a_program_that_asked() -> None:
    session, _, pipe = start()
    session.data_received(b"\x1b[?1004h\x1b[?1000h\x1b[?1006h")
    await quiet(0.02)
    session.show(visible=True, focused=False)
    session.mouse("press", 1, 3, 4, Mods())
    assert pipe.written == b"\x1b[O\x1b[<0;4;5M"
    session.close()


@pytest.mark.expect_log("Exception in callback")
async def test_bytes_that_an_engine_cannot_take_do_not_stop_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is held back is asked for again, and what comes after is shown."""
    made = engine("pyte")
    feed = made.feed

    def stumble(data: bytes) -> None:
        feed(data)
        if b"bad" in data:
            raise IndexError(len(data))

    monkeypatch.setattr(made, "feed", stumble)
    session = Session(TerminalId(1), made, Desk(), Desk(), LoopClock())
    pipe = Pipe()
    sink = session.new_sink()
    session.connect(pipe)
    sink.data_received(b"bad" + b"x" * HIGH_BYTES)
    assert pipe.pauses == 1
    async with asyncio.timeout(10):
        while session.unparsed_bytes:
            await asyncio.sleep(0.01)
    assert not pipe.paused
    session.close()


class HandClock(LoopClock):
    """Stands still until it is moved."""

    seconds = 1.0

    def monotonic(self) -> float:
        return self.seconds


@pytest.mark.parametrize("ends", [True, False])
async def test_the_rest_of_an_interrupted_flood_is_read_but_not_shown(ends: bool) -> None:
    desk, pipe, clock = Desk(), Pipe(), HandClock()
    session = Session(TerminalId(1), engine("pyte", 40, 10, 1000), desk, desk, clock)
    desk.session = session
    session.attach()
    session.show(visible=True, focused=True)
    session.new_sink()
    session.connect(pipe)
    session.data_received(b"flood\r\n")
    await quiet()
    session.key("c", "", Mods(control=True))
    assert pipe.written == b"\x03"
    shown = len(desk.frames)
    for number in range(5):
        clock.seconds += 0.018
        session.data_received(b"rest %d\r\n" % number)
        await quiet(0.02)
    assert len(desk.frames) == shown
    clock.seconds += SKIM_SECONDS if not ends else 0.007
    if not ends:
        session.data_received(b"it goes on\r\n")
    await quiet()
    assert len(desk.frames) > shown
    session.close()


async def test_an_interrupt_at_a_prompt_is_seen_at_once() -> None:
    desk, clock = Desk(), HandClock()
    session = Session(TerminalId(1), engine("pyte", 40, 10, 1000), desk, desk, clock)
    desk.session = session
    session.attach()
    session.show(visible=True, focused=True)
    session.new_sink()
    session.connect(Pipe())
    session.data_received(b"$ ")
    await quiet()
    clock.seconds += 1
    session.key("c", "", Mods(control=True))
    session.data_received(b"^C\r\n$ ")
    shown = len(desk.frames)
    await quiet()
    assert len(desk.frames) > shown
    session.close()


@pytest.mark.parametrize("kind", KINDS)
async def test_somebody_else_who_looks_takes_nothing_from_the_desk(kind: EngineKind) -> None:
    session, desk, _ = start(kind)
    session.data_received(b"before")
    await quiet()
    desk.paint_seconds = None
    session.data_received(b"\x1b[3Hin flight")
    await quiet()
    session.data_received(b"\x1b[5Hunsent")
    await quiet()
    assert (session.view(GlyphTable()).keys[4] >> np.uint64(48)).any()
    session.acknowledge(desk.frames[-1].sequence, 0.0)
    await quiet()
    assert 4 in desk.frames[-1].row_numbers
    session.close()


async def test_pictures_go_before_the_frame_and_again_to_a_new_desk() -> None:
    session, desk, _ = start("ghostty")
    session.data_received(command("a=T,f=24,s=2,v=2,q=2", bytes(12)))
    await quiet()
    [(pictures, placements)] = desk.pictures
    assert [picture.key for picture in pictures] == [placement.key for placement in placements]
    session.data_received(b"more text")
    await quiet()
    assert len(desk.pictures) == 1
    session.attach()
    session.show(visible=True, focused=True)
    await quiet()
    assert desk.pictures[1:] == [(pictures, placements)]
    session.close()
