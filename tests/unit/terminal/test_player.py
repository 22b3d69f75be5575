"""Playing a recording into a session."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.model.errors import Problem
from console.terminal.cast import CastEvent
from console.terminal.player import SPEEDS, START_OVER, Player
from console.terminal.timeline import load
from tests.unit.terminal.casts import DEMO, write_cast


class LoopClock:
    """The loop's own time."""

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()


class Stage:
    """Sink and screen: writes down what is played, in its order."""

    def __init__(self) -> None:
        self.played: list[str] = []
        self.unparsed_bytes = 0
        self.ends = 0
        self.changes = 0

    def data_received(self, data: bytes) -> None:
        self.played.append("again" if data == START_OVER else data.decode().strip())

    def set_size(self, cols: int, rows: int) -> None:
        self.played.append(f"{cols}x{rows}")

    def closed(self, reason: Problem | None, exit_status: int | None) -> None:
        self.ends += 1

    def changed(self) -> None:
        self.changes += 1

    def take(self) -> list[str]:
        played, self.played = self.played, []
        return played


Made = tuple[Player, Stage]
Make = Callable[..., Made]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    players: list[Player] = []

    def made(*events: CastEvent) -> Made:
        stage = Stage()
        line = load(write_cast(tmp_path / "a.cast", events or DEMO))
        player = Player(line, stage, stage, LoopClock(), stage.changed)
        players.append(player)
        return player, stage

    yield made
    for player in players:
        player.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.005)


def quick(*texts: str) -> list[CastEvent]:
    return [CastEvent(0.02 * number, "o", text) for number, text in enumerate(texts)]


async def test_it_begins_with_the_first_picture_and_waits(make: Make) -> None:
    player, stage = make()
    await asyncio.sleep(0.05)
    assert stage.take() == ["start"]
    assert (player.playing, player.position) == (False, 0.0)


async def test_it_plays_to_the_end_and_begins_anew(make: Make) -> None:
    player, stage = make(*quick("a", "b", "c"))
    player.play()
    await until(lambda: not player.playing)
    assert stage.take() == ["a", "b", "c"]
    assert player.position == player.timeline.duration
    player.play()
    await until(lambda: not player.playing)
    assert stage.take() == ["again", "20x6", "a", "b", "c"]


async def test_a_seek_shows_what_was_there_then(make: Make) -> None:
    player, stage = make()
    player.seek(2.6)
    assert stage.take() == ["start", "one", "30x8"]
    assert player.position == 2.6
    player.seek(1.5)
    assert stage.take() == ["again", "20x6", "start", "one"]
    player.seek(99)
    assert stage.take() == ["30x8", "two", "late"]
    assert player.position == 13.0
    player.seek(-1)
    assert stage.take() == ["again", "20x6", "start"]


async def test_single_events_forth_and_back(make: Make) -> None:
    player, stage = make()
    player.step(1)
    assert (stage.take(), player.position) == (["start", "one"], 1.0)
    player.step(1)
    assert (stage.take(), player.position) == (["30x8"], 2.5)
    player.step(-1)
    assert (stage.take(), player.position) == (["again", "20x6", "start", "one"], 1.0)
    player.step(-1)
    player.step(-1)
    assert stage.take()[-1] == "20x6"
    for _ in range(9):
        player.step(1)
    assert stage.take()[-1] == "late"
    assert not player.playing


async def test_a_size_waits_for_the_text_before_it(make: Make) -> None:
    player, stage = make()
    stage.unparsed_bytes = 10
    player.seek(3.0)
    assert stage.take() == ["start", "one"]
    assert player.busy
    stage.unparsed_bytes = 0
    await until(lambda: not player.busy)
    assert stage.take() == ["30x8", "two"]


async def test_a_session_that_cannot_follow_holds_it(make: Make) -> None:
    player, stage = make()
    player.pause_reading()
    player.seek(3.0)
    assert stage.take() == ["start"]
    was_busy, before = player.busy, stage.changes
    player.resume_reading()
    assert stage.take() == ["one", "30x8", "two"]
    assert (was_busy, player.busy) == (True, False)
    assert stage.changes == before + 1


async def test_speed_loop_and_pause(make: Make) -> None:
    player, stage = make(*quick(*"abcdefghij"))
    player.set_speed(100)
    assert player.speed == SPEEDS[1]
    player.set_looping(looping=True)
    player.play()
    await until(lambda: stage.played.count("again") == 1 and len(stage.played) > 13)
    assert player.playing
    player.pause()
    stage.take()
    await asyncio.sleep(0.05)
    assert stage.take() == []
    assert not player.playing


async def test_cut_pauses_keep_what_is_shown(make: Make) -> None:
    player, stage = make()
    player.seek(13.0)
    stage.take()
    player.set_idle_limit(1.0)
    assert player.position == player.timeline.duration == 4.0
    player.set_idle_limit(None)
    assert player.position == 13.0
    assert stage.take() == []


async def test_a_large_seek_leaves_the_loop_its_turns(make: Make) -> None:
    player, stage = make(*[CastEvent(number, "o", "x" * 30_000) for number in range(20)])
    player.seek(19)
    assert player.busy
    assert len(stage.played) < 5
    await until(lambda: not player.busy)
    assert len(stage.played) == 20


async def test_it_ends_once_with_its_tab(make: Make) -> None:
    player, stage = make(*quick("a", "b"))
    player.play()
    player.write(b"typed")
    player.resize(100, 30, 800, 540)
    player.close()
    player.close()
    assert stage.ends == 1
    await asyncio.sleep(0.05)
    assert stage.take() == ["a"]
