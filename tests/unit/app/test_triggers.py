"""Triggers over real sessions: what they find, what they say, and when they may type."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest

from console.app import triggers
from console.app.triggers import Triggers
from console.model.ids import NodeId, TerminalId
from console.model.snippet import Accent, Trigger
from console.terminal import matching
from console.wire import messages as m
from tests.unit.app.test_tabs import World

OOM = Trigger("OOM", "out of memory", accent=Accent.FAIL, mark=True)


class Watched(World):
    """Tabs with triggers over them; the core's ear for the tabs included."""

    def __init__(self) -> None:
        super().__init__()
        self.names = {"gpu01": "gpu01"}
        self.triggers = Triggers(
            self.told.append, self.tabs, lambda node_id: self.names.get(node_id, node_id), self.clock, self.tasks
        )

    async def opened(self) -> TerminalId:
        terminal_id = self.open()
        await self.settle()
        return terminal_id

    def say(self, data: bytes) -> None:
        self.pipes[-1].sink.data_received(data)

    async def until(self, what: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 20
        while not what():
            assert time.monotonic() < deadline, self.told
            await asyncio.sleep(0.01)

    async def rest(self) -> None:
        """Wait until everything that has come is looked through."""
        await asyncio.sleep(0.02)
        # The event is cleared when the one who looks has nothing left to do, and not before.
        await self.until(lambda: not self.triggers._wake.is_set())

    def hits(self) -> list[m.TriggerHit]:
        events = [event for event in self.told if isinstance(event, m.TriggerHits)]
        return list(events[-1].hits) if events else []

    def notices(self, code: str = "trigger.") -> list[m.Notice]:
        found = [event for event in self.told if isinstance(event, m.Notice)]
        return [event for event in found if event.problem.code.startswith(code)]


@pytest.fixture
async def world(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Watched]:
    monkeypatch.setattr(triggers, "GAP_SECONDS", 0.02)
    made = Watched()
    yield made
    made.tabs.end()
    await made.tasks.close()


async def test_a_line_is_found_when_it_is_complete(world: Watched) -> None:
    world.triggers.use([OOM])
    await world.opened()
    world.say(b"fine\r\nCUDA error: out of mem")
    await world.rest()
    assert world.hits() == []
    world.say(b"ory\r\n")
    await world.until(lambda: bool(world.hits()))
    assert world.hits() == [m.TriggerHit(1, 12, 25, Accent.FAIL, True)]


async def test_a_line_over_several_rows_is_one(world: Watched) -> None:
    world.triggers.use([OOM])
    await world.opened()
    world.say(b"x" * 75 + b"out of memory" + b"\r\n")
    await world.until(lambda: len(world.hits()) == 2)
    assert [(hit.row, hit.first, hit.last) for hit in world.hits()] == [(0, 75, 80), (1, 0, 8)]


async def test_only_the_nodes_that_are_meant(world: Watched) -> None:
    world.triggers.use([Trigger("a", "x", nodes=("cpu-*",)), Trigger("b", "y", nodes=("GPU*",))])
    await world.opened()
    world.say(b"x\r\ny\r\n")
    await world.until(lambda: bool(world.hits()))
    assert [hit.row for hit in world.hits()] == [1]


async def test_notices_are_few_and_count_what_they_hold_back(world: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    world.triggers.use([Trigger("Late", "late", accent=Accent.NONE, notice=True)])
    await world.opened()
    world.say(b"late one\x1b[31m \xe2\x80\xaeevil\r\n" + b"late again\r\n" * 30)
    await world.rest()
    (notice,) = world.notices()
    assert notice.problem.text() == "Late in gpu01: late one evil"
    assert notice.node_id == "gpu01"
    monkeypatch.setattr(triggers, "NOTICE_GAP_SECONDS", 0.0)
    world.say(b"late at last\r\n")
    await world.until(lambda: len(world.notices()) == 2)
    assert world.notices()[1].problem.params["more"] == "30"
    assert world.hits() == []


async def test_a_flood_is_counted_and_not_looked_through(world: Watched) -> None:
    world.triggers.use([OOM])
    await world.opened()
    world.say(b"nothing\r\n" * 9500 + b"out of memory\r\n")
    await world.until(lambda: bool(world.hits()))
    await world.until(lambda: bool(world.notices("trigger.flood")))
    (notice,) = world.notices("trigger.flood")
    assert int(notice.problem.params["count"]) > 3000


@pytest.mark.timeout(60)
async def test_a_hostile_pattern_is_switched_off_and_the_others_go_on(
    world: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "PATIENCE_SECONDS", 0.3)
    world.triggers.use([Trigger("bad", "(a+)+$", place="/f:1:1"), OOM])
    await world.opened()
    world.say(b"a" * 60 + b"!\r\nout of memory\r\n")
    await world.until(lambda: bool(world.hits()))
    (notice,) = world.notices("trigger.too_slow")
    assert notice.problem.params == {"place": "/f:1:1", "name": "bad"}
    monkeypatch.setattr(matching, "PATIENCE_SECONDS", 20.0)
    world.say(b"out of memory\r\n")
    await world.until(lambda: len(world.hits()) == 2)
    assert len(world.notices("trigger.too_slow")) == 1


async def test_what_is_painted_anew_is_no_news(world: Watched) -> None:
    world.triggers.use([Trigger("Late", "late", notice=True)])
    await world.opened()
    world.say(b"late\r\n")
    await world.rest()
    for _ in range(3):
        world.say(b"\x1b[Hlate\r\n")
        await world.rest()
    assert len(world.notices()) == 1
    assert len(world.hits()) == 1


async def test_the_alternate_screen_is_left_alone(world: Watched) -> None:
    world.triggers.use([OOM])
    await world.opened()
    world.say(b"\x1b[?1049hout of memory\r\n\r\n")
    await world.rest()
    world.say(b"\x1b[?1049lout of memory\r\n")
    await world.until(lambda: len(world.hits()) == 1)


# ---- typing --------------------------------------------------------------------------------------

TYPES = Trigger("Pager", "--More--", type_text="q", run=True)


def typed(world: Watched) -> bytes:
    return world.pipes[-1].typed


async def test_it_types_only_when_a_person_has_agreed_in_this_session(world: Watched) -> None:
    world.triggers.use([TYPES])
    terminal_id = await world.opened()
    world.say(b"--More--\r\n")
    await world.until(lambda: m.TriggerAsks(terminal_id, "Pager", "q", run=True) in world.told)
    world.say(b"--More--\r\n")
    await world.rest()
    assert typed(world) == b""
    assert len([event for event in world.told if isinstance(event, m.TriggerAsks)]) == 1, "asked once"
    world.triggers.answer(m.AllowTrigger(terminal_id=terminal_id, name="Pager", allowed=True))
    assert typed(world) == b"q\r", "at once for what it asked about"


async def test_a_refusal_counts_for_the_session_and_another_session_is_asked_again(world: Watched) -> None:
    world.triggers.use([TYPES])
    terminal_id = await world.opened()
    world.say(b"--More--\r\n")
    await world.until(lambda: any(isinstance(event, m.TriggerAsks) for event in world.told))
    world.triggers.answer(m.AllowTrigger(terminal_id=terminal_id, name="Pager", allowed=False))
    world.say(b"one --More--\r\n")
    await world.rest()
    assert typed(world) == b""
    world.triggers.heard(m.TabChanged(m.Tab(terminal_id, NodeId("gpu01"), "gpu01", state=m.TabState.LOST)))
    world.say(b"two --More--\r\n")
    await world.until(lambda: len([event for event in world.told if isinstance(event, m.TriggerAsks)]) == 2)


async def test_it_does_not_type_without_pause_or_end(world: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triggers, "MOST_TYPED", 3)
    world.triggers.use([TYPES])
    terminal_id = await world.opened()
    world.say(b"0 --More--\r\n")
    await world.until(lambda: any(isinstance(event, m.TriggerAsks) for event in world.told))
    world.triggers.answer(m.AllowTrigger(terminal_id=terminal_id, name="Pager", allowed=True))
    world.say(b"1 --More--\r\n2 --More--\r\n")
    await world.rest()
    assert typed(world) == b"q\r", "not more than once a second"
    monkeypatch.setattr(triggers, "TYPE_GAP_SECONDS", 0.0)
    for number in range(3, 8):
        world.say(b"%d --More--\r\n" % number)
        await world.rest()
    assert typed(world) == b"q\r" * 3


async def test_an_answer_to_a_question_that_nobody_asked_does_nothing(world: Watched) -> None:
    world.triggers.use([TYPES])
    terminal_id = await world.opened()
    world.triggers.answer(m.AllowTrigger(terminal_id=terminal_id, name="Pager", allowed=True))
    world.triggers.answer(m.AllowTrigger(terminal_id=TerminalId(99), name="Pager", allowed=True))
    world.say(b"--More--\r\n")
    await world.rest()
    assert typed(world) == b""


# ---- desks and files -----------------------------------------------------------------------------


async def test_a_desk_that_attaches_is_told_and_other_triggers_take_the_marks_away(world: Watched) -> None:
    world.triggers.use([OOM])
    await world.opened()
    world.say(b"out of memory\r\n")
    await world.until(lambda: bool(world.hits()))
    world.told.clear()
    world.triggers.tell_all()
    assert len(world.hits()) == 1
    world.triggers.use([])
    assert world.hits() == []


async def test_a_tab_that_is_closed_is_forgotten(world: Watched) -> None:
    world.triggers.use([OOM])
    terminal_id = await world.opened()
    world.say(b"out of memory\r\n")
    world.tabs.close(terminal_id)
    world.triggers.heard(m.TabClosed(terminal_id))
    await world.rest()
    assert world.triggers._watches == {}


async def test_without_triggers_nothing_is_watched(world: Watched) -> None:
    await world.opened()
    world.say(b"out of memory\r\n")
    await world.settle()
    assert world.triggers._running is None


async def test_what_is_cleared_or_covered_is_marked_no_more(world: Watched) -> None:
    """A highlight is of a text, not of a place on the screen."""
    world.triggers.use([OOM])
    await world.opened()
    world.say(b"out of memory\r\nfine\r\n")
    await world.until(lambda: [hit.row for hit in world.hits()] == [0])
    world.say(b"\x1b[?1049h\x1b[2Jan editor\r\n")
    await world.until(lambda: world.hits() == [])
    world.say(b"\x1b[?1049l")
    await world.until(lambda: [hit.row for hit in world.hits()] == [0])
    world.say(b"\x1b[H\x1b[2J$ ")
    await world.until(lambda: world.hits() == [])
    # The same line in the same place is found again, and what has scrolled away stays as it is.
    world.say(b"\x1b[Hout of memory\r\n" + b"more\r\n" * 60)
    await world.until(lambda: [hit.row for hit in world.hits()] == [0])
    told = len(world.told)
    world.say(b"more\r\n")
    await world.rest()
    assert not [event for event in world.told[told:] if isinstance(event, m.TriggerHits)], "nothing new is not told"


async def test_marks_that_stand_are_not_read_anew_with_each_output(
    world: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cells are dear to read: a screen full of marks would take the time of all other terminals."""
    world.triggers.use([OOM])
    terminal_id = await world.opened()
    session = world.tabs.session(terminal_id)
    assert session is not None
    world.say(b"out of memory\r\n" * 10)
    await world.until(lambda: len(world.hits()) == 10)
    read: list[int] = []
    cells = session.engine.cells

    def noted(row: int) -> list[str]:
        read.append(row)
        return cells(row)

    monkeypatch.setattr(session.engine, "cells", noted)
    world.say(b"fine\r\n")
    await world.rest()
    assert not set(read) & set(range(10))
    # One of them is written over: it alone is looked at, and goes.
    world.say(b"\x1b[3;1Hnot any more  \x1b[20;1H\r\n")
    await world.until(lambda: len(world.hits()) == 9)
    assert [hit.row for hit in world.hits()] == [0, 1, 3, 4, 5, 6, 7, 8, 9]
