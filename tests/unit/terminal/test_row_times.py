from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from console.terminal.engine import EngineKind
from console.terminal.row_times import MOST_FOLLOWED, MOST_TIMES, RowTimes
from tests.unit.terminal.screens import KINDS, engine

START = datetime(2026, 1, 1, tzinfo=UTC)
NOON = int(START.timestamp())


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


class Told:
    """A terminal that is fed at certain times."""

    def __init__(self, kind: EngineKind, scrollback: int = 1000) -> None:
        self.engine, self.clock = engine(kind, 20, 6, scrollback), Clock()
        self.times = RowTimes(self.engine, self.clock)

    def feed(self, text: str, at: float) -> None:
        self.clock.seconds = at
        data = text.replace("\n", "\r\n").encode()
        self.engine.feed(data)
        self.times.fed(data)

    def all(self) -> list[tuple[int, int]]:
        return [(row, second - NOON) for row, second in self.times.all()]


@pytest.fixture(params=KINDS)
def told(request: pytest.FixtureRequest) -> Told:
    return Told(request.param)


def test_rows_have_the_second_in_which_they_came_first(told: Told) -> None:
    told.feed("$ ", 0.2)
    told.feed("make\n", 5.0)
    told.feed("one\ntwo\n", 5.4)
    told.feed("thr", 7.9)
    told.feed("ee\n", 9.0)
    assert told.all() == [(0, 0), (1, 5), (3, 7)]
    assert told.times.take_changes() == (0, told.times.all())
    assert told.times.take_changes() is None
    told.feed("four\n", 10.0)
    assert told.times.take_changes() == (4, ((4, NOON + 10),))


def test_a_cleared_screen_begins_anew_but_a_cursor_that_goes_up_does_not(told: Told) -> None:
    told.feed("a\nb\nc\nd", 0)
    told.feed("\x1b[2Aprogress", 3)
    assert told.all() == [(0, 0)]
    told.feed("\x1b[H\x1b[2J$ ", 8)
    told.feed("x\ny", 9)
    assert told.all() == [(0, 8), (1, 9)]


def test_a_full_screen_program_leaves_no_times(told: Told) -> None:
    told.feed("$ vim\n", 0)
    told.feed("\x1b[?1049h\x1b[6;1Htext", 5)
    told.feed("\x1b[?1049l$ \n", 60)
    assert told.all() == [(0, 0), (1, 60)]


def test_times_follow_lines_that_are_wrapped_anew(told: Told) -> None:
    told.feed("x" * 38 + "\n", 0)
    told.feed("second\n", 4)
    rows = told.times.rows()
    told.times.moved(told.engine.resize(10, 6, 8, 18, rows))
    told.feed("third\n", 6)
    assert [(told.engine.lines(row, 1)[0][:3], second) for row, second in told.all()] == [
        ("xxx", 0), ("sec", 4), ("thi", 6),
    ]  # fmt: skip


def test_it_keeps_a_bounded_number(told: Told) -> None:
    for second in range(MOST_TIMES + 20):
        told.times._last_row = second - 1
        told.clock.seconds = second
        told.times._add(second)
    assert (len(told.times.all()), told.all()[-1][1]) == (MOST_TIMES, MOST_TIMES + 19)
    assert len(told.times.rows()) == MOST_FOLLOWED


def test_what_the_scrollback_has_lost_is_let_go() -> None:
    told = Told("pyte", scrollback=10)
    for second in range(50):
        told.feed("line\n", second)
    told.times.take_changes()
    oldest = told.engine.position.oldest_row
    assert oldest > 20
    assert oldest - 2 <= told.all()[0][0] <= oldest
