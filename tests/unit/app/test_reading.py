from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from console.app.reading import Reading
from console.model.ids import TerminalId
from console.wire import messages as m
from tests.unit.app.test_tabs import World


@pytest.fixture
async def world() -> AsyncIterator[World]:
    made = World()
    yield made
    made.tabs.end()
    await made.tasks.close()


async def test_a_line_is_found_with_all_its_rows(world: World) -> None:
    terminal_id = world.open()
    await world.settle()
    world.pipes[0].sink.data_received(b"one\r\n" + b"w" * 200 + b"\r\nthree")
    await world.settle()
    reading = Reading(world.tabs)
    assert reading.find_line(m.FindLine(terminal_id=terminal_id, row=2)) == m.LineRows(1, 3)
    assert reading.find_line(m.FindLine(terminal_id=terminal_id, row=4)) == m.LineRows(4, 4)


async def test_a_terminal_that_is_gone_has_no_lines_that_go_on(world: World) -> None:
    assert Reading(world.tabs).find_line(m.FindLine(terminal_id=TerminalId(99), row=7)) == m.LineRows(7, 7)
