"""Several desks look at one terminal: each sees it as it is, at its own pace."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from weakref import WeakKeyDictionary

import numpy as np
import pytest
from numpy.typing import NDArray

from console.model.ids import TerminalId
from console.model.redactor import Redactor
from console.terminal.engine import Engine, EngineKind
from console.terminal.glyphs import GlyphTable
from console.terminal.veil import Veil
from console.terminal.viewers import FLOOD_BYTES, Viewer, Viewers
from console.wire.frames import Frame, FrameFlag
from console.wire.pictures import Picture, Placement
from tests.unit.terminal.kitty import command
from tests.unit.terminal.screens import KINDS, engine
from tests.unit.terminal.test_session import LoopClock


class Eyes:
    """A desk that puts a screen together from frames, and acknowledges them at once or when it is told to."""

    def __init__(self, glyphs: GlyphTable, *, quick: bool) -> None:
        self.glyphs, self._quick = glyphs, quick
        self.frames: list[Frame] = []
        self.keys: NDArray[np.uint64] = np.zeros((0, 0), np.uint64)
        self.viewer: Viewer | None = None
        self.pictures: list[int] = []

    def send_pictures(self, terminal_id: int, pictures: Sequence[Picture], placements: Sequence[Placement]) -> None:
        self.pictures += [picture.width for picture in pictures]

    def send_frame(self, frame: Frame) -> None:
        self.frames.append(frame)
        if frame.flags & FrameFlag.FULL:
            self.keys = np.zeros((frame.rows, frame.cols), np.uint64)
        elif frame.scroll > 0:
            self.keys[: -frame.scroll] = self.keys[frame.scroll :].copy()
        elif frame.scroll < 0:
            self.keys[-frame.scroll :] = self.keys[: frame.scroll].copy()
        self.keys[frame.row_numbers] = frame.keys
        if self._quick:
            asyncio.get_running_loop().call_soon(self.acknowledge)

    def acknowledge(self) -> None:
        assert self.viewer is not None
        self.viewer.acknowledge(self.frames[-1].sequence, 0.0005)


class Room:
    """A terminal with a quick desk and a slow one."""

    def __init__(self, kind: EngineKind) -> None:
        self.engine: Engine = engine(kind, 30, 8, 500)
        self.glyphs = GlyphTable()
        self.clock = LoopClock()
        self.viewers = Viewers(TerminalId(1), self.engine, self.glyphs, self.clock)
        self.quick, self.slow = self.enter(quick=True), self.enter(quick=False)

    def enter(self, *, quick: bool) -> Eyes:
        eyes = Eyes(self.glyphs, quick=quick)
        eyes.viewer = self.viewers.add(eyes)
        eyes.viewer.attach()
        eyes.viewer.show(visible=True, focused=True)
        return eyes

    def feed(self, data: bytes) -> None:
        self.engine.feed(data)
        self.viewers.touch()
        self.viewers.offer()

    def close(self) -> None:
        self.viewers.close()
        self.engine.close()

    def truth(self) -> NDArray[np.uint64]:
        return self.engine.view(self.glyphs, full=True).keys


async def settle() -> None:
    await asyncio.sleep(0.03)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_desk_that_does_not_paint_holds_nobody_up_and_catches_up_in_one_frame(kind: EngineKind) -> None:
    room = Room(kind)
    await settle()
    before = len(room.slow.frames)
    for number in range(6):
        room.feed(b"line %d\r\n" % number)
        await settle()
    assert len(room.quick.frames) >= 6
    assert len(room.slow.frames) == before, "its first frame is in flight"
    room.slow.acknowledge()
    await settle()
    assert not room.slow.frames[-1].flags & FrameFlag.FULL, "what it has already is not sent again"
    assert (room.slow.keys == room.truth()).all()
    assert (room.quick.keys == room.truth()).all()
    room.close()


@pytest.mark.parametrize("kind", KINDS)
async def test_both_see_the_truth_whatever_happens_in_between(kind: EngineKind) -> None:
    chance = random.Random(7)
    room = Room(kind)
    pieces = [
        b"\r\n", b"abc def", b"\x1b[3A", b"\x1b[2;5H", b"\x1b[31mred\x1b[0m", b"\x1b[?1049h", b"\x1b[?1049l",
        b"\x1b[2J", b"\x1b[K", "€ 汉 é".encode(), b"\r\n" * 9, b"\x1b[2;6r\x1b[6;1H\n\n\x1b[r", b"\x1b[L", b"\x1b[M",
    ]  # fmt: skip
    for step in range(120):
        room.feed(b"".join(chance.choices(pieces, k=3)))
        if chance.random() < 0.2:
            room.slow.acknowledge()
        if chance.random() < 0.1:
            room.engine.scroll_to(chance.choice([None, 0, 3]))
        if step % 10 == 9:
            await asyncio.sleep(0.02)
    for _ in range(4):
        room.viewers.touch()
        room.slow.acknowledge()
        await asyncio.sleep(0.06)
    assert (room.quick.keys == room.truth()).all()
    assert (room.slow.keys == room.truth()).all()
    room.close()


async def test_what_is_looked_at_for_others_is_not_lost_for_desks() -> None:
    room = Room("pyte")
    await settle()
    room.slow.acknowledge()
    await settle()
    room.engine.feed(b"seen by a picture first")
    room.viewers.touch()
    room.viewers.view(room.glyphs)
    await settle()
    assert (room.quick.keys == room.truth()).all()
    assert (room.slow.keys == room.truth()).all()
    assert not room.quick.frames[-1].flags & FrameFlag.FULL
    room.close()


async def test_a_desk_that_leaves_or_hides_gets_nothing_more() -> None:
    room = Room("pyte")
    await settle()
    room.slow.acknowledge()
    assert room.slow.viewer is not None
    assert room.quick.viewer is not None
    room.viewers.remove(room.slow.viewer)
    room.quick.viewer.show(visible=False, focused=False)
    before = (len(room.slow.frames), len(room.quick.frames))
    room.feed(b"for nobody")
    await settle()
    assert (len(room.slow.frames), len(room.quick.frames)) == before
    late = room.enter(quick=True)
    await settle()
    assert late.frames[0].flags & FrameFlag.FULL
    assert (late.keys == room.truth()).all()
    room.close()


async def test_a_new_generation_of_glyphs_reaches_everybody() -> None:
    room = Room("pyte")
    room.feed("汉字".encode())
    await settle()
    room.slow.acknowledge()
    await settle()
    room.slow.acknowledge()
    room.glyphs.reset()
    await settle()
    assert room.quick.frames[-1].generation == room.slow.frames[-1].generation == room.glyphs.generation
    assert (room.quick.keys == room.truth()).all()
    assert (room.slow.keys == room.truth()).all()
    room.close()


async def test_large_pictures_come_one_after_another_to_each_desk() -> None:
    room = Room("ghostty")
    for width in (1400, 1401):
        room.feed(command(f"a=T,f=32,s={width},v=1400,C=1,q=2", bytes(width * 1400 * 4), chunk=1 << 20))
    for _ in range(100):
        await asyncio.sleep(0.01)
        room.slow.acknowledge()
        if len(room.quick.pictures) == len(room.slow.pictures) == 2:
            break
    assert room.quick.pictures == room.slow.pictures == [1400, 1401]
    room.close()


def veil(room: Room) -> Veil:
    redactor = Redactor()
    redactor.know(["gpu-node-17"], ["anna"])
    return Veil(room.engine, redactor, WeakKeyDictionary())


def seen(room: Room, eyes: Eyes) -> str:
    table = room.glyphs.new_since(0)
    return "\n".join("".join(table[key >> 48].text for key in row).rstrip() for row in eyes.keys.tolist())


@pytest.mark.parametrize("kind", KINDS)
async def test_a_veil_is_before_everybody_at_once_and_gone_at_once(kind: EngineKind) -> None:
    room = Room(kind)
    room.feed(b"anna on gpu-node-17")
    await settle()
    assert seen(room, room.quick).startswith("anna on gpu-node-17")
    room.viewers.draw(veil(room))
    room.slow.acknowledge()
    await settle()
    for eyes in (room.quick, room.slow):
        assert not {"anna", "gpu"} & set(seen(room, eyes).replace("-", " ").split())
        assert " on " in seen(room, eyes)
    newcomer = room.enter(quick=True)
    await settle()
    assert seen(room, newcomer) == seen(room, room.quick)
    room.viewers.draw(None)
    await settle()
    assert seen(room, room.quick).startswith("anna on gpu-node-17")
    room.close()


@pytest.mark.parametrize("kind", KINDS)
async def test_nothing_of_what_is_hidden_is_ever_sent_whatever_happens(kind: EngineKind) -> None:
    chance = random.Random(3)
    room = Room(kind)
    room.viewers.draw(veil(room))
    pieces = [
        b"\r\n", b" anna ", b" gpu-node-17 ", b"\x1b[3A", b"\x1b[2;5H anna ", b"\x1b[31m anna\x1b[0m ", b"\x1b[2J",
        b"\x1b[?1049h ", b"\x1b[?1049l ", b"\r\n" * 9, b"x" * 25 + b" anna ",
    ]  # fmt: skip
    for _ in range(80):
        room.feed(b"".join(chance.choices(pieces, k=4)))
        await asyncio.sleep(0.004)
        shown = seen(room, room.quick).replace("\n", "")
        assert " anna " not in shown
        assert " gpu-node-17 " not in shown
    for _ in range(4):
        room.viewers.touch()
        room.slow.acknowledge()
        await asyncio.sleep(0.05)
    expected = veil(room).view(room.engine.view(room.glyphs, full=True), room.glyphs)
    assert expected.keys.shape == room.quick.keys.shape
    assert (room.quick.keys == room.slow.keys).all()
    room.close()


async def test_a_screen_full_of_names_is_drawn_in_several_turns_and_what_comes_meanwhile_is_not_lost() -> None:
    room = Room("pyte")
    room.engine.resize(200, 50, 8, 18)
    room.viewers.draw(veil(room))
    await settle()
    frames = len(room.quick.frames)
    room.feed("\r\n".join(f"{number} anna@gpu-node-17 " * 8 for number in range(50)).encode())
    room.feed(b"\r\nthe end")
    assert len(room.quick.frames) == frames, "it is not done in the turn that brought it"
    room.engine.feed(b" of it")
    room.viewers.touch()
    room.viewers.offer()
    await asyncio.sleep(0.2)
    assert seen(room, room.quick).endswith("the end of it")
    assert "anna" not in seen(room, room.quick)
    room.viewers.draw(veil(room))
    room.close()
    await settle()


@pytest.mark.parametrize("kind", KINDS)
async def test_a_flood_is_shown_more_seldom_and_its_end_at_once(kind: EngineKind) -> None:
    room = Room(kind)
    await settle()
    room.viewers.fed(FLOOD_BYTES, room.clock.monotonic())
    room.viewers.offer()
    begun = len(room.quick.frames)
    for number in range(12):
        room.engine.feed(b"%d\r\n" % number)
        room.viewers.fed(FLOOD_BYTES, room.clock.monotonic())
        room.viewers.offer()
        await asyncio.sleep(0.01)
    assert 1 <= len(room.quick.frames) - begun <= 5
    await asyncio.sleep(0.2)
    assert (room.quick.keys == room.truth()).all()
    room.close()
