from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
import pytest

from console.app.reading import Reading
from console.model.errors import ConsoleError
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


async def test_text_with_its_looks_is_read_in_slices_and_whole(world: World) -> None:
    terminal_id = world.open()
    await world.settle()
    for row in range(30):
        world.pipes[0].sink.data_received(f"\x1b[1mrow {row}\x1b[0m <x>\r\n".encode())
    world.pipes[0].sink.data_received(b"w" * 900 + b"\r\nend")
    await world.settle()
    reading = Reading(world.tabs)
    request = m.ReadStyled(terminal_id=terminal_id, start_row=0, start_col=0, end_row=42, end_col=80)
    text = await reading.read_styled(request)
    expected = [f"\x1b[1mrow {row}\x1b[0m <x>" for row in range(30)] + ["w" * 900, "end"]
    assert text.split("\n") == expected
    html = await reading.read_styled(msgspec.structs.replace(request, html=True))
    assert html.count("<pre") == html.count("</pre>") == 1
    assert '<span style="font-weight:bold">row 29</span> &lt;x&gt;\n' + "w" * 900 + "\nend</pre>" in html
    block = await reading.read_styled(
        m.ReadStyled(terminal_id=terminal_id, start_row=0, start_col=4, end_row=20, end_col=5, block=True)
    )
    assert block.split("\n")[:3] == ["\x1b[1m0\x1b[0m", "\x1b[1m1\x1b[0m", "\x1b[1m2\x1b[0m"]
    assert len(block.split("\n")) == 21


async def test_more_than_a_message_can_carry_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.app.reading.MOST_CHARACTERS", 100)
    terminal_id = world.open()
    await world.settle()
    world.pipes[0].sink.data_received(b"w" * 500)
    await world.settle()
    request = m.ReadStyled(terminal_id=terminal_id, start_row=0, start_col=0, end_row=20, end_col=80)
    with pytest.raises(ConsoleError) as caught:
        await Reading(world.tabs).read_styled(request)
    assert caught.value.code == "copy.too_much"


async def test_links_of_programs_are_found_in_the_rows_that_are_asked_for(world: World) -> None:
    terminal_id = world.open()
    await world.settle()
    link = b"\x1b]8;;https://example.com/\x1b\\docs\x1b]8;;\x1b\\"
    world.pipes[0].sink.data_received(b"see " + link + b"\r\nplain\r\n" + link)
    await world.settle()
    found = Reading(world.tabs).find_links(m.FindLinks(terminal_id=terminal_id, first_row=0, count=2))
    assert found == m.LinkSpans((m.LinkSpan(0, 4, 8, "https://example.com/"),))
    many = Reading(world.tabs).find_links(m.FindLinks(terminal_id=terminal_id, first_row=0, count=1_000_000))
    assert len(many.spans) == 2
    gone = Reading(world.tabs).find_links(m.FindLinks(terminal_id=TerminalId(99), first_row=0, count=2))
    assert gone == m.LinkSpans(())
