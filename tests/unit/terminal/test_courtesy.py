"""A key goes before the floods of other terminals, and they go on whatever happens."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from console.model.ids import TerminalId
from console.terminal.courtesy import ECHO_SECONDS, PAUSE_SECONDS, TYPING_SECONDS, Courtesy
from console.terminal.session import Session
from console.wire.messages import Mods
from tests.unit.terminal.screens import engine
from tests.unit.terminal.test_session import Desk, LoopClock, Pipe

TYPED, FLOOD = TerminalId(1), TerminalId(2)


class Hand:
    """A clock that is turned by hand."""

    def __init__(self) -> None:
        self.time = 100.0

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def monotonic(self) -> float:
        return self.time


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def courtesy(hand: Hand) -> Courtesy:
    return Courtesy(hand)


def test_nobody_stands_back_while_nobody_types(courtesy: Courtesy) -> None:
    assert courtesy.pause(FLOOD) == courtesy.until_echo(FLOOD) == 0.0


def test_others_wait_for_the_echo_and_are_slowed_down_for_a_while(courtesy: Courtesy, hand: Hand) -> None:
    courtesy.typed(TYPED)
    assert courtesy.pause(TYPED) == courtesy.until_echo(TYPED) == 0.0
    assert courtesy.pause(FLOOD) == pytest.approx(ECHO_SECONDS)
    hand.time += 0.01
    assert courtesy.until_echo(FLOOD) == pytest.approx(ECHO_SECONDS - 0.01)
    courtesy.painted(FLOOD)
    assert courtesy.until_echo(FLOOD) > 0.0, "that was no echo"
    courtesy.painted(TYPED)
    assert (courtesy.until_echo(FLOOD), courtesy.pause(FLOOD)) == (0.0, PAUSE_SECONDS)
    hand.time += TYPING_SECONDS
    assert courtesy.pause(FLOOD) == 0.0


def test_a_key_without_an_echo_holds_nobody_up_for_long(courtesy: Courtesy, hand: Hand) -> None:
    courtesy.typed(TYPED)
    hand.time += ECHO_SECONDS
    assert courtesy.until_echo(FLOOD) == 0.0


def test_terminals_that_get_the_same_keys_do_not_wait_for_each_other(courtesy: Courtesy) -> None:
    courtesy.typed(TYPED)
    courtesy.typed(FLOOD)
    assert courtesy.pause(TYPED) == courtesy.pause(FLOOD) == 0.0


def test_a_terminal_that_is_closed_is_waited_for_no_more(courtesy: Courtesy) -> None:
    courtesy.typed(TYPED)
    courtesy.gone(TYPED)
    assert courtesy.until_echo(FLOOD) == 0.0


async def taken(session: Session, pipe: Pipe) -> None:
    async with asyncio.timeout(5):
        while session.unparsed_bytes or pipe.paused:
            await asyncio.sleep(0.001)


async def test_a_flood_is_read_on_after_the_echo_and_complete_in_the_end() -> None:
    courtesy = Courtesy(LoopClock())
    desks, pipes, sessions = [Desk(), Desk()], [Pipe(), Pipe()], []
    for number, (desk, pipe) in enumerate(zip(desks, pipes, strict=True), start=1):
        session = Session(TerminalId(number), engine("pyte", 40, 10, 1000), desk, desk, LoopClock(), courtesy)
        desk.session = session
        session.attach()
        session.show(visible=number == 1, focused=number == 1)
        session.new_sink()
        session.connect(pipe)
        sessions.append(session)
    typed, flood = sessions
    typed.key("", "x", Mods())
    flood.data_received(b"first ")
    await asyncio.sleep(0.002)
    assert flood.row_text(0) == "", "it stands back: the key has no echo yet"
    typed.data_received(b"x")
    await taken(flood, pipes[1])
    flood.data_received(b"second")
    await taken(flood, pipes[1])
    assert flood.row_text(0) == "first second"
    assert typed.row_text(0) == "x"
    for session in sessions:
        session.close()
