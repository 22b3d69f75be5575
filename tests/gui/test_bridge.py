from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from console.model.arrangement import Arrangement
from console.model.errors import Problem
from console.model.ids import NodeId, TerminalId
from console.model.node import ChangeSet
from console.ui.bridge import CORE_LOST, Bridge
from console.ui.link import Link
from console.wire import messages as m
from console.wire.frames import CursorShape, Frame, FrameFlag, Glyph, Mode, encode_frame, encode_glyphs
from console.wire.transport import Kind, PacketReader, packet

WELCOME = m.Welcome("0.1.0", (), Arrangement(), (), (), simulated=True)


class Wire(Link):
    """A link whose other end is the test."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[m.Request] = []
        self.is_closed = False
        self._packets = PacketReader()

    def send(self, data: bytes) -> None:
        self.sent += [m.decode_request(payload) for _, _, payload in self._packets.feed(data)]

    def close(self) -> None:
        self.is_closed = True

    def tell(self, message: m.Event | m.Reply) -> None:
        self.received.emit(packet(Kind.MESSAGE, m.encode(message)))


@pytest.fixture
def wire(qtbot: QtBot) -> Wire:
    del qtbot
    return Wire()


@pytest.fixture
def bridge(wire: Wire) -> Bridge:
    made = Bridge()
    made.open(wire)
    return made


def heard(signal: Any) -> list[Any]:
    values: list[Any] = []
    signal.connect(lambda *args: values.append(args[0] if len(args) == 1 else args))
    return values


def test_hello_is_answered_with_everything_a_fresh_window_shows(bridge: Bridge, wire: Wire) -> None:
    welcomes = heard(bridge.welcome)
    wire.tell(m.Reply(1, WELCOME))
    assert welcomes == [WELCOME]


def test_a_reply_reaches_the_one_who_asked(bridge: Bridge, wire: Wire) -> None:
    values: list[object] = []
    problems: list[object] = []
    bridge.ask(m.ListModels(), values.append, problems.append)
    bridge.ask(m.OpenTerminal(node_id=NodeId("x")), values.append, problems.append)
    first, second = wire.sent
    wire.tell(m.Reply(second.id, problem=Problem("a", "b")))
    wire.tell(m.Reply(first.id, m.Catalogue(())))
    assert values == [m.Catalogue(())]
    assert problems == [Problem("a", "b")]


def test_a_problem_nobody_takes_becomes_a_notice(bridge: Bridge, wire: Wire) -> None:
    notices, refused = heard(bridge.notice), heard(bridge.refused)
    bridge.ask(m.ReloadInventory(), lambda _: None)
    wire.tell(m.Reply(wire.sent[0].id, problem=Problem("a", "b")))
    assert notices == [m.Notice(Problem("a", "b"))]
    assert refused == [Problem("a", "b")]


def test_every_event_of_the_wire_has_its_signal(bridge: Bridge) -> None:
    assert bridge._signals.keys() == set(m.Event.__subclasses__())


def test_events_become_signals_with_typed_values(bridge: Bridge, wire: Wire) -> None:
    fleet, tabs, bells = heard(bridge.fleet_changed), heard(bridge.tab_changed), heard(bridge.bell)
    sounds: list[int] = []
    bridge.bell_sounded.connect(lambda: sounds.append(1))
    tab = m.Tab(TerminalId(2), NodeId("n"), "vim")
    for event in (
        m.FleetChanged(ChangeSet()),
        m.TabChanged(tab),
        m.Bell(TerminalId(2)),
        m.Bell(TerminalId(3), sounds=True),
    ):
        wire.tell(event)
    assert (fleet, tabs, bells) == ([ChangeSet()], [tab], [2, 3])
    assert sounds == [1]


def test_the_end_of_the_core_answers_everybody_who_waits(bridge: Bridge, wire: Wire) -> None:
    wire.tell(m.Reply(1, WELCOME))
    lost = heard(bridge.core_lost)
    problems: list[Problem] = []
    bridge.ask(m.ListModels(), lambda _: None, problems.append)
    wire.lost.emit()
    assert problems == [CORE_LOST]
    assert lost == [CORE_LOST]
    assert not bridge.is_attached
    bridge.send(m.ReloadInventory())
    bridge.ask(m.ListModels(), lambda _: None, problems.append)
    assert problems == [CORE_LOST, CORE_LOST]


@pytest.mark.expect_log("cannot be read")
def test_garbage_from_the_core_ends_the_connection_in_words(bridge: Bridge, wire: Wire) -> None:
    lost = heard(bridge.core_lost)
    wire.received.emit(packet(Kind.MESSAGE, b"\xc1"))
    assert lost == [CORE_LOST]
    assert wire.is_closed


def test_a_window_that_was_taken_over_is_not_told_that_the_core_died(bridge: Bridge, wire: Wire) -> None:
    taken, lost = heard(bridge.taken_over), heard(bridge.core_lost)
    bridge.taken_over.connect(lambda: taken.append(True))
    told: list[Problem] = []
    bridge.ask(m.ReadHistory(series=(), start=0, end=1, points=2), lambda _value: None, told.append)
    wire.tell(m.TakenOver())
    assert taken[-1] is True
    assert lost == []
    assert [problem.code for problem in told] == ["desk.taken_over"], "who asks before that does not wait for ever"
    assert wire.is_closed


def test_glyphs_and_frames_go_where_they_are_shown(bridge: Bridge, wire: Wire) -> None:
    class Store:
        def __init__(self) -> None:
            self.added: list[tuple[int, int, list[Glyph]]] = []

        def add(self, generation: int, first_slot: int, glyphs: list[Glyph]) -> None:
            self.added.append((generation, first_slot, glyphs))

    class View:
        def __init__(self) -> None:
            self.frames: list[Frame] = []
            self.pictures: list[tuple[bytes, bool]] = []

        def apply_frame(self, frame: Frame) -> None:
            self.frames.append(frame)

        def apply_pictures(self, payload: bytes, *, placements: bool) -> None:
            self.pictures.append((payload, placements))

    store, view = Store(), View()
    bridge.keep_glyphs(store)
    bridge.show_frames(5, view)
    wire.received.emit(packet(Kind.GLYPHS, encode_glyphs(1, 381, [Glyph("é")])))
    wire.received.emit(packet(Kind.FRAME, encode_frame(frame(5, 1)), 5))
    assert store.added == [(1, 381, [Glyph("é")])]
    assert [shown.sequence for shown in view.frames] == [1]
    for terminal_id in (5, 6):
        wire.received.emit(packet(Kind.PICTURE, b"picture", terminal_id))
        wire.received.emit(packet(Kind.PLACEMENTS, b"places", terminal_id))
    assert view.pictures == [(b"picture", False), (b"places", True)]


def test_a_frame_that_nobody_shows_is_acknowledged_so_that_the_core_does_not_wait(bridge: Bridge, wire: Wire) -> None:
    bridge.show_frames(5, None)
    wire.received.emit(packet(Kind.FRAME, encode_frame(frame(5, 9)), 5))
    assert wire.sent == [m.FrameAck(terminal_id=TerminalId(5), sequence=9, paint_seconds=0.0)]


def frame(terminal_id: int, sequence: int) -> Frame:
    return Frame(
        terminal_id=terminal_id, sequence=sequence, generation=1, cols=2, rows=1, scroll=0, cursor_x=0, cursor_y=0,
        cursor_shape=CursorShape.BLOCK, flags=FrameFlag.FULL, modes=Mode(0), cursor_color=0, history_rows=0,
        oldest_row=0, first_row=0, produced_at=0.0, row_numbers=np.zeros(1, np.uint16),
        keys=np.zeros((1, 2), np.uint64),
    )  # fmt: skip


def test_the_bridge_of_a_watcher_sends_only_what_changes_nothing_until_it_takes_over(
    bridge: Bridge, wire: Wire, qtbot: QtBot
) -> None:
    wire.tell(m.Reply(1, msgspec.structs.replace(WELCOME, watching=True)))
    refused: list[object] = []
    bridge.send(m.ResizeTerminal(terminal_id=TerminalId(1), cols=1, rows=1, cell_width=1, cell_height=1))
    bridge.ask(m.ListModels(), refused.append, refused.append)
    assert wire.sent == []
    assert refused == [m.WATCHING]
    with qtbot.waitSignal(bridge.refused_input):
        bridge.send(m.KeyPress(terminal_id=TerminalId(1), key="a"))
    look = m.ShowTerminal(terminal_id=TerminalId(1), visible=True, focused=True)
    bridge.send(look)
    bridge.take_over()
    assert wire.sent == [look, m.Hello(id=1)]
    wire.tell(m.Reply(1, WELCOME))
    bridge.send(m.ListModels())
    assert wire.sent[-1] == m.ListModels()
