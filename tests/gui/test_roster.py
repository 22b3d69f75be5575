from __future__ import annotations

from msgspec.structs import replace

from console.model.ids import TerminalId
from console.model.node import NodeState
from console.ui.roster import Roster
from console.ui.signs import Sign
from tests.gui.conftest import Desk
from tests.gui.fakes import tab


def roster(desk: Desk) -> Roster:
    return desk.window.desk.roster


def test_it_knows_each_terminal_in_whichever_window(desk: Desk) -> None:
    desk.window.desk.arrange(desk.window.desk.arrangement.detached(2))
    assert tuple(roster(desk)) == (1, 2, 3)
    pane = roster(desk).pane(2)
    assert pane is not None
    assert pane.window() is not desk.window
    assert roster(desk).tab(99) is None


def test_a_look_follows_the_node_and_the_bell(desk: Desk) -> None:
    told: list[int] = []
    roster(desk).look_changed.connect(told.append)
    desk.change(replace(desk.views["gpu-b02"], state=NodeState.FAILED))
    roster(desk).ring(3, rang=True)
    roster(desk).ring(3, rang=True)
    assert told == [2, 3]
    looks = roster(desk).looks((2, 3))
    assert (looks[TerminalId(2)].sign, looks[TerminalId(3)].detail) == (Sign.FAILED, "bell")
    roster(desk).ring(3, rang=False)
    assert roster(desk).looks((3,))[TerminalId(3)].detail != "bell"


def test_a_terminal_that_goes_takes_its_pane_along(desk: Desk) -> None:
    made: list[object] = []
    roster(desk).pane_made.connect(made.append)
    desk.bridge.tab_changed.emit(tab(9, desk.views["gpu-a05"]))
    desk.bridge.tab_changed.emit(tab(9, desk.views["gpu-a05"]))
    assert len(made) == 1
    desk.bridge.tab_closed.emit(9)
    assert roster(desk).pane(9) is None
    assert len(roster(desk)) == 3
