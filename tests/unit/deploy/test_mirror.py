"""What is done on nodes is seen as it happens, by whom it is for, and never with a secret."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from console.deploy.mirror import KEPT, LOOKING, MOST_OUTPUT, Mirror, doing
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.mirror import Crossing, Reflection
from console.model.text import Text

NODE = NodeId("gpu01")


class Clock:
    seconds = 100.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def mirror(clock: Clock) -> Mirror:
    return Mirror(clock)


def test_a_command_is_told_when_it_begins_while_it_runs_and_when_it_ends(mirror: Mirror, clock: Clock) -> None:
    told: list[Reflection] = []
    assert mirror.watch(told.append) == ()
    with doing(Text("Make a folder")), mirror.shows(NODE, Crossing.COMMAND, "mkdir x") as glass:
        (first,) = told
        assert (first.action, first.command, first.seconds) == (Text("Make a folder"), "mkdir x", None)
        clock.seconds += 1
        glass.said(b"one\n")
        glass.said(b"two\n")  # too soon after the first to be told by itself
        assert [each.output for each in told] == ["", "one\n"]
        clock.seconds += 1
    assert (told[-1].output, told[-1].seconds, told[-1].failure) == ("one\ntwo\n", 2.0, "")
    assert len({each.number for each in told}) == 1


def test_what_fails_says_why_and_what_was_cut_off_says_that(mirror: Mirror) -> None:
    with pytest.raises(ConsoleError), mirror.shows(NODE, Crossing.COMMAND, "false"):
        raise ConsoleError("x", "no such thing")
    with pytest.raises(KeyboardInterrupt), mirror.shows(NODE, Crossing.COMMAND, "sleep"):
        raise KeyboardInterrupt
    assert [each.failure for each in mirror.watch(None)] == ["no such thing", "cut off"]


def test_who_comes_later_sees_the_last_ones(mirror: Mirror) -> None:
    for number in range(KEPT + 5):
        with mirror.shows(NODE, Crossing.COMMAND, f"echo {number}") as glass:
            glass.said(b"x" * (MOST_OUTPUT + 9))
    kept = mirror.watch(None)
    assert len(kept) == KEPT and kept[-1].command == f"echo {KEPT + 4}" and kept[0].number == 6
    assert all(len(each.output) == MOST_OUTPUT for each in kept) and kept[0].action == LOOKING


def test_nobody_is_told_after_having_looked_away(mirror: Mirror) -> None:
    told: list[Reflection] = []
    mirror.watch(told.append)
    mirror.watch(None)
    with mirror.shows(NODE, Crossing.FILE, "a -> b"):
        pass
    assert told == []
