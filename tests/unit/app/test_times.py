"""When rows were written is told to a desk that wants to know."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from console.app.times import Times
from console.wire import messages as m
from tests.unit.app.test_tabs import World


class Watched(World):
    def __init__(self) -> None:
        super().__init__()
        self.times = Times(self.told.append, self.tabs)

    def rows(self) -> list[m.RowTimes]:
        return [event for event in self.told if isinstance(event, m.RowTimes)]


@pytest.fixture
async def world() -> AsyncIterator[Watched]:
    made = Watched()
    yield made
    made.times.end()
    made.tabs.end()
    await made.tasks.close()


async def test_nothing_is_told_until_somebody_wants_it_then_all_and_what_comes(world: Watched) -> None:
    terminal_id = world.open()
    await world.settle()
    sink = world.pipes[0].sink
    sink.data_received(b"one\r\ntwo\r\n")
    await world.settle()
    assert world.rows() == []
    world.times.watch(terminal_id, watching=True)
    first = world.rows()[0]
    assert (first.from_row, [row for row, _ in first.times]) == (0, [0])
    async with asyncio.timeout(20):
        while len(world.rows()) < 2:
            sink.data_received(b"more\r\n")
            await asyncio.sleep(0.05)
    assert world.rows()[1].from_row > 0
    world.times.watch(terminal_id, watching=False)
    count = len(world.rows())
    sink.data_received(b"more\r\n" * 5)
    await asyncio.sleep(0.3)
    assert len(world.rows()) == count


async def test_a_tab_that_is_closed_is_no_trouble(world: Watched) -> None:
    terminal_id = world.open()
    await world.settle()
    world.times.watch(terminal_id, watching=True)
    world.pipes[0].sink.data_received(b"last words")
    await world.settle()
    world.tabs.close(terminal_id)
    await asyncio.sleep(0.3)
    assert len(world.rows()) == 1
    world.times.watch(terminal_id, watching=True)
    assert len(world.rows()) == 1
