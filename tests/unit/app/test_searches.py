"""The desk's search: over the tabs that there are, until it ends, and between everything else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from console.app.searches import Searches
from console.model.errors import ConsoleError
from console.model.ids import TerminalId
from console.terminal import matching
from console.wire import messages as m
from tests.unit.app.test_tabs import World


class Searched(World):
    """Tabs, and a search over them."""

    def __init__(self) -> None:
        super().__init__()
        self.searches = Searches(self.told.append, self.tabs, self.clock, self.tasks)

    async def tab_with(self, text: bytes) -> TerminalId:
        terminal_id = self.open()
        await self.settle()
        self.pipes[-1].sink.data_received(text)
        await self.settle()
        return terminal_id

    def found(self, terminal_id: TerminalId, number: int = 1) -> list[m.Hit]:
        """Return the hits as a desk has them."""
        hits: list[m.Hit] = []
        for event in self.told:
            if isinstance(event, m.Found) and (event.terminal_id, event.number) == (terminal_id, number):
                from_row = event.from_row
                hits = hits if from_row is None else [hit for hit in hits if hit.row < from_row]
                hits = sorted([*hits, *event.hits])
        return hits

    async def until_found(self, terminal_id: TerminalId, count: int, number: int = 1) -> None:
        deadline = time.monotonic() + 20
        while len(self.found(terminal_id, number)) != count:
            assert time.monotonic() < deadline, self.found(terminal_id, number)
            await asyncio.sleep(0.01)


@pytest.fixture
async def world() -> AsyncIterator[Searched]:
    made = Searched()
    yield made
    made.searches.end()
    made.tabs.end()
    await made.tasks.close()


@pytest.mark.parametrize("regex", [False, True])
async def test_all_tabs_are_searched_and_those_that_come(world: Searched, *, regex: bool) -> None:
    first = await world.tab_with(b"a hit\r\n")
    second = await world.tab_with(b"hit hit\r\n")
    await world.searches.start(m.Search(number=1, pattern="hit", regex=regex))
    await world.until_found(first, 1)
    await world.until_found(second, 2)
    third = await world.tab_with(b"another hit")
    await world.until_found(third, 1)
    world.tabs.close(first)
    world.pipes[1].sink.data_received(b"third hit\r\n")
    await world.until_found(second, 3)


async def test_one_tab_is_searched_until_the_end(world: Searched) -> None:
    first = await world.tab_with(b"hit\r\n")
    second = await world.tab_with(b"hit\r\n")
    await world.searches.start(m.Search(number=1, pattern="hit", terminal_ids=(second,)))
    await world.until_found(second, 1)
    assert world.found(first) == []
    world.searches.end()
    world.pipes[1].sink.data_received(b"hit\r\n" * 5)
    await world.settle()
    assert len(world.found(second)) == 1


async def test_another_pattern_takes_the_place_of_the_one_before(world: Searched) -> None:
    only = await world.tab_with(b"one two two\r\n")
    await asyncio.gather(
        world.searches.start(m.Search(number=1, pattern="one", regex=True)),
        world.searches.start(m.Search(number=2, pattern="two", regex=True)),
    )
    await world.until_found(only, 2, number=2)
    assert world.found(only, 1) == []


async def test_a_broken_pattern_is_refused_and_ends_what_ran(world: Searched) -> None:
    await world.tab_with(b"text\r\n")
    with pytest.raises(ConsoleError):
        await world.searches.start(m.Search(number=1, pattern="(", regex=True))
    assert not [event for event in world.told if isinstance(event, m.Found)]


async def test_a_slow_pattern_is_given_up_and_nothing_waits_for_it(
    world: Searched, monkeypatch: pytest.MonkeyPatch
) -> None:
    only = await world.tab_with(b"a" * 60 + b"!\r\n")
    monkeypatch.setattr(matching, "PATIENCE_SECONDS", 0.5)
    await world.searches.start(m.Search(number=1, pattern="(a+)+$", regex=True))
    world.tabs.key(m.KeyPress(terminal_id=only, key="x", text="x"))
    turns = 0
    while not any(isinstance(event, m.SearchFailed) for event in world.told):
        await asyncio.sleep(0.01)
        turns += 1
    assert turns > 5
    assert world.pipes[0].typed == b"x"
    failed = next(event for event in world.told if isinstance(event, m.SearchFailed))
    assert (failed.number, failed.problem.code) == (1, "search.too_slow")


async def test_the_scrollback_is_searched_in_slices(world: Searched) -> None:
    only = await world.tab_with(b"".join(b"line %d\r\n" % number for number in range(9_000)))
    deadline = time.monotonic() + 20
    await world.searches.start(m.Search(number=1, pattern="line"))
    turns = 0
    while len(world.found(only)) < 9_000:
        assert time.monotonic() < deadline
        await asyncio.sleep(0)
        turns += 1
    assert turns > 10
