from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from console.app.broadcast import Broadcast
from console.app.core import Core
from console.app.loop import SystemClock
from console.app.profile import Profile
from console.model.ids import NodeId, TerminalId
from console.terminal.engine import make_engine
from console.terminal.events import TerminalEvent
from console.terminal.glyphs import GlyphTable
from console.terminal.session import Session
from console.wire import messages as m
from console.wire.frames import Frame

A, B, C = TerminalId(1), TerminalId(2), TerminalId(3)


class Line:
    """A channel that remembers what was typed."""

    def __init__(self) -> None:
        self.typed = b""

    def write(self, data: bytes) -> None:
        self.typed += data

    def resize(self, *_: int) -> None:
        pass

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass

    def close(self) -> None:
        pass


class Room:
    """Three open terminals; their ends are heard by the broadcast as the core lets it hear them."""

    def __init__(self) -> None:
        self.told: list[m.Event] = []
        self.pressed: list[TerminalId] = []
        self.glyphs = GlyphTable()
        self.lines: dict[TerminalId, Line] = {}
        self.sessions: dict[TerminalId, Session] = {}
        for terminal_id in (A, B, C):
            session = Session(terminal_id, make_engine("pyte")[0], self, self, SystemClock())
            session.new_sink()
            self.lines[terminal_id], self.sessions[terminal_id] = Line(), session
            session.connect(self.lines[terminal_id])
        self.broadcast = Broadcast(self.told.append, self)

    def session(self, terminal_id: TerminalId) -> Session | None:
        return self.sessions.get(terminal_id)

    def key(self, request: m.KeyPress) -> None:
        self.pressed.append(request.terminal_id)
        self.sessions[request.terminal_id].key(request.key, request.text, request.mods)

    def terminal_event(self, terminal_id: TerminalId, event: TerminalEvent) -> None:
        pass

    def output(self, terminal_id: TerminalId) -> None:
        pass

    def channel_closed(self, terminal_id: TerminalId, *_: object) -> None:
        pass

    def send_frame(self, frame: Frame) -> None:
        pass

    def send_pictures(self, *_: object) -> None:
        pass

    def choose(self, *terminals: TerminalId) -> None:
        self.broadcast.choose(m.BroadcastInput(terminals=terminals))

    def type(self, terminal_id: TerminalId, name: str, text: str = "") -> None:
        self.broadcast.key(m.KeyPress(terminal_id=terminal_id, key=name, text=text))

    def typed(self) -> tuple[bytes, ...]:
        found = tuple(line.typed for line in self.lines.values())
        for line in self.lines.values():
            line.typed = b""
        return found

    def groups(self) -> list[tuple[TerminalId, ...]]:
        return [event.terminals for event in self.told if isinstance(event, m.BroadcastChanged)]


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    made = Room()
    yield made
    for session in made.sessions.values():
        session.close()


def changed(terminal_id: TerminalId, state: m.TabState) -> m.TabChanged:
    return m.TabChanged(m.Tab(terminal_id, NodeId("gpu01"), "gpu01", state=state))


async def test_without_a_group_input_stays_where_it_is_typed(room: Room) -> None:
    room.type(A, "x", "x")
    room.broadcast.paste(m.Paste(terminal_id=B, text="y"))
    assert room.typed() == (b"x", b"y", b"")


async def test_what_is_typed_into_one_of_a_group_goes_to_all_of_it(room: Room) -> None:
    room.choose(A, C)
    room.type(A, "x", "x")
    room.type(C, "Enter")
    room.type(B, "b", "b")
    room.broadcast.paste(m.Paste(terminal_id=A, text="p"))
    assert room.typed() == (b"x\rp", b"b", b"x\rp")
    assert room.groups() == [(A, C)]


async def test_each_terminal_encodes_for_its_own_program(room: Room) -> None:
    room.choose(A, B)
    room.sessions[B].engine.feed(b"\x1b[?1h\x1b[?2004h")
    room.type(A, "ArrowUp")
    room.broadcast.paste(m.Paste(terminal_id=A, text="x"))
    assert room.typed() == (b"\x1b[Ax", b"\x1bOA\x1b[200~x\x1b[201~", b"")


async def test_one_that_is_lost_or_closed_leaves_and_two_are_needed(room: Room) -> None:
    room.choose(A, B, C)
    room.broadcast.heard(changed(B, m.TabState.LOST))
    room.broadcast.heard(changed(B, m.TabState.OPEN))
    room.type(A, "x", "x")
    assert room.typed() == (b"x", b"", b"x"), "who is connected anew is not in it by itself"
    room.broadcast.heard(m.TabClosed(C))
    room.type(A, "x", "x")
    assert room.typed() == (b"x", b"", b"")
    assert room.groups() == [(A, B, C), (A, C), ()]


async def test_enter_does_not_connect_anew_who_is_being_lost(room: Room) -> None:
    room.choose(A, B)
    room.sessions[B].channel_closed(None, None)
    room.type(A, "Enter")
    assert room.pressed == [A]


async def test_only_what_can_be_typed_into_is_taken_in(room: Room) -> None:
    room.sessions[C].channel_closed(None, None)
    room.choose(A, B, B, C, TerminalId(99))
    assert room.groups() == [(A, B)]
    room.choose(A)
    assert room.groups() == [(A, B), ()]


async def test_it_ends_with_the_desk_that_chose_it(monkeypatch: pytest.MonkeyPatch) -> None:
    core = Core(Profile())
    told: list[m.Event] = []
    monkeypatch.setattr(core.broadcast, "_tell", told.append)
    monkeypatch.setattr(core.broadcast, "_is_open", lambda _: True)
    monkeypatch.setattr(core._solitude, "begin", lambda: None)
    core.broadcast.choose(m.BroadcastInput(terminals=(A, B)))
    core.desk_left()
    core.broadcast.choose(m.BroadcastInput(terminals=(A, B)))
    core._tab_told(m.TabClosed(B))
    assert told == [
        m.BroadcastChanged((A, B)),
        m.BroadcastChanged(()),
        m.BroadcastChanged((A, B)),
        m.BroadcastChanged(()),
    ]
