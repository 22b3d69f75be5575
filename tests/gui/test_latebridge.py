"""Who comes late hears what the core has said, and from then on what it says."""

from __future__ import annotations

from console.model.arrangement import Arrangement
from console.model.errors import Problem
from console.model.ids import NodeId, TerminalId
from console.ui.bridge import CORE_LOST, Bridge
from console.ui.latebridge import LateBridge
from console.wire import messages as m
from tests.gui.test_bridge import Wire, bridge, heard, wire

__all__ = ["bridge", "wire"]  # the fixtures

WELCOME = m.Welcome("0.1.0", (), Arrangement(), (), (), simulated=True)
NOTICE = m.Notice(Problem("node.gone", "It is gone."), NodeId("n1"))


def test_what_was_missed_is_told_in_its_order_and_once(bridge: Bridge, wire: Wire) -> None:
    late = LateBridge(bridge)
    wire.tell(m.Reply(1, WELCOME))
    wire.tell(m.TabClosed(TerminalId(3)))
    wire.tell(m.ClipboardWrite(TerminalId(4), "text"))
    told: list[object] = []
    late.welcome.connect(lambda welcome: told.append(welcome.simulated))
    late.tab_closed.connect(told.append)
    late.clipboard_write.connect(lambda number, text: told.append((number, text)))
    assert told == []
    late.catch_up()
    assert told == [True, 3, (4, "text")]
    wire.tell(m.TabClosed(TerminalId(5)))
    assert told[3:] == [5]
    late.catch_up()
    assert told[3:] == [5]


def test_who_was_there_from_the_beginning_hears_nothing_twice(bridge: Bridge, wire: Wire) -> None:
    early = heard(bridge.tab_closed)
    late = LateBridge(bridge)
    wire.tell(m.TabClosed(TerminalId(3)))
    late.catch_up()
    wire.tell(m.TabClosed(TerminalId(5)))
    assert early == [3, 5]


def test_what_is_said_through_it_reaches_the_core_and_everybody_here(bridge: Bridge, wire: Wire) -> None:
    late = LateBridge(bridge)
    late.catch_up()
    early, own, replies = heard(bridge.notice), heard(late.notice), heard(late.core_lost)
    late.tell(NOTICE)
    assert (early, own) == ([NOTICE], [NOTICE])
    late.send(m.WatchFleet())
    late.ask(m.ListShells(), replies.append)
    assert [type(request) for request in wire.sent] == [m.WatchFleet, m.ListShells]
    assert late.is_attached
    assert late.is_asking
    wire.tell(m.Reply(wire.sent[-1].id, m.Shells(("/bin/sh",))))
    assert replies == [m.Shells(("/bin/sh",))]
    wire.lost.emit()
    assert replies[-1] == CORE_LOST
    assert not late.is_attached


def test_it_watches_where_the_bridge_does(bridge: Bridge, wire: Wire) -> None:
    late = LateBridge(bridge)
    wire.tell(m.Reply(1, m.Welcome("0.1.0", (), Arrangement(), (), (), simulated=True, watching=True)))
    assert late.is_watching
    hints = heard(bridge.refused_input)
    late.send(m.KeyPress(terminal_id=TerminalId(1), key="a"))
    late.refuse_input()
    assert len(hints) == 2
    assert wire.sent == []
