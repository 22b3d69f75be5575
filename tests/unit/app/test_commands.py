"""What the desk is told of commands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from console.app.commands import Commands
from console.model.ids import TerminalId
from console.wire import messages as m
from tests.unit.app.test_tabs import World

A, B, C, D = (f"\x1b]133;{kind}\x07".encode() for kind in ("A", "B", "C", "D;3"))


class Watched(World):
    """Tabs, and the room that tells of their commands."""

    def __init__(self) -> None:
        super().__init__()
        self.least = 0.001
        self.commands = Commands(self.told.append, self.tabs, lambda: self.least)

    async def shell(self) -> TerminalId:
        terminal_id = self.open()
        await self.settle()
        return terminal_id

    async def says(self, *parts: bytes) -> None:
        for part in parts:
            self.pipes[-1].sink.data_received(part)
            await asyncio.sleep(0.02)

    def changes(self) -> list[m.CommandsChanged]:
        return [event for event in self.told if isinstance(event, m.CommandsChanged)]

    def finished(self) -> list[m.CommandFinished]:
        return [event for event in self.told if isinstance(event, m.CommandFinished)]

    async def until_told(self, count: int) -> None:
        async with asyncio.timeout(20):
            while len(self.changes()) < count:
                await asyncio.sleep(0.01)


@pytest.fixture
async def world() -> AsyncIterator[Watched]:
    made = Watched()
    yield made
    made.tabs.end()
    made.commands.end()
    await made.tasks.close()


async def test_a_command_and_its_end_are_told(world: Watched) -> None:
    terminal_id = await world.shell()
    await world.says(A + b"$ " + B + b"make\r\n" + C + b"out\r\n", D + A + b"$ " + B)
    await world.until_told(1)
    told = world.changes()[-1]
    assert (told.terminal_id, told.from_row) == (terminal_id, 0)
    assert [(c.row, c.output_row, c.end_row, c.status) for c in told.commands] == [(0, 1, 2, 3), (2, None, None, None)]
    done = world.finished()[0]
    assert (done.terminal_id, done.text, done.status) == (terminal_id, "make", 3)
    assert done.seconds > 0


async def test_only_what_took_long_is_told_as_finished(world: Watched) -> None:
    await world.shell()
    for least in (3600.0, 0.0):
        world.least = least
        await world.says(A + b"$ " + B + b"make\r\n" + C, D + A + b"$ " + B)
    assert world.finished() == []


async def test_a_flood_of_marks_is_told_now_and_then(world: Watched) -> None:
    await world.shell()
    for _ in range(40):
        await world.says((A + b"$ " + B + b"x\r\n" + C + D) * 50)
    await world.until_told(2)
    assert len(world.changes()) < 30


async def test_a_desk_that_comes_back_is_told_everything(world: Watched) -> None:
    await world.shell()
    await world.shell()
    await world.says(A + b"$ " + B + b"make\r\n" + C, D + A + b"$ " + B)
    await world.until_told(1)
    world.told.clear()
    world.commands.tell_all()
    assert [(event.from_row, len(event.commands)) for event in world.changes()] == [(0, 2)]


async def test_words_of_a_program_come_without_escapes(world: Watched) -> None:
    await world.shell()
    await world.says(A + b"$ " + B + "ma\u202eke".encode() + b"\r\n" + C, D + A)
    assert world.finished()[0].text == "make"
