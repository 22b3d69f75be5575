from __future__ import annotations

import asyncio
import json
import stat
from pathlib import Path

import pytest

from console.app.history import MOST, MOST_CHARACTERS, History
from console.model.errors import Problem
from console.wire import messages as m
from console.wire.tasks import TaskSet


class World:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.told: list[m.Event] = []
        self.problems: list[Problem] = []
        self.tasks = TaskSet("test")
        self.history = self.again()

    def again(self) -> History:
        return History(self.path, self.told.append, self.problems.append, self.tasks)

    async def written(self) -> None:
        for _ in range(200):
            await asyncio.sleep(0.005)
            if self.path.exists() and tuple(json.loads(self.path.read_text())) == self.history.texts():
                break
        await self.tasks.close()


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "destinations" / "fleet.json")


async def test_the_newest_is_first_and_stands_once(world: World) -> None:
    for text in ("gpu01", "ops@gpu02:22  -J  gate", "gpu01"):
        world.history.add(text)
    assert world.history.texts() == ("gpu01", "ops@gpu02:22 -J gate")
    assert world.told[-1] == m.Destinations(("gpu01", "ops@gpu02:22 -J gate"))
    await world.written()
    assert world.again().texts() == ("gpu01", "ops@gpu02:22 -J gate")
    assert stat.S_IMODE(world.path.stat().st_mode) == 0o600


async def test_it_is_bounded(world: World) -> None:
    for number in range(MOST + 20):
        world.history.add(f"gpu{number}")
    world.history.add("x" * (MOST_CHARACTERS + 1))
    world.history.add("  ")
    assert len(world.history.texts()) == MOST
    assert world.history.texts()[0] == f"gpu{MOST + 19}"
    await world.written()


async def test_one_or_all_are_forgotten(world: World) -> None:
    for text in ("a", "b", "c"):
        world.history.add(text)
    world.history.forget(m.ForgetDestinations(texts=("b", "never")))
    assert world.history.texts() == ("c", "a")
    world.history.forget(m.ForgetDestinations())
    assert world.history.texts() == ()
    await world.written()
    assert json.loads(world.path.read_text()) == []


@pytest.mark.parametrize("text", ["", "{", '{"a": 1}', "[1, null]", "[" * 100_000])
def test_a_file_that_is_none_holds_nothing(world: World, text: str) -> None:
    world.path.parent.mkdir()
    world.path.write_text(text)
    assert world.again().texts() == ()


async def test_a_disk_that_refuses_is_told(world: World) -> None:
    world.path.parent.write_text("a file where the folder should be")
    world.history.add("gpu01")
    for _ in range(200):
        await asyncio.sleep(0.005)
        if world.problems:
            break
    assert world.history.texts() == ("gpu01",)
    assert world.problems
    await world.tasks.close()
