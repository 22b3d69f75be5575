from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.model.ids import LOCAL_NODE, NodeId, TerminalId
from console.model.split import Axis, Side, Split
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.fakes import FakeTerminal, tab

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
ALT_SHIFT = ALT | Qt.KeyboardModifier.ShiftModifier


def terminal(desk: Desk, number: int) -> FakeTerminal:
    return desk.maker.made[TerminalId(number)]


def arrows(desk: Desk, number: int) -> list[int]:
    """Return the arrow keys that the program of a terminal got."""
    return [key for key in terminal(desk, number).keys if Qt.Key.Key_Left <= key <= Qt.Key.Key_Down]


def dock(desk: Desk, number: int, target: int, side: Side) -> None:
    desk.window.desk.arrange(desk.window.desk.arrangement.docked(number, target, side))


def corner(desk: Desk) -> None:
    """The first on the left, the second over the third on the right; the first has the keyboard."""
    dock(desk, 2, 1, Side.RIGHT)
    dock(desk, 3, 2, Side.BELOW)
    desk.window.desk.show_terminal(1)


@pytest.mark.parametrize(("key", "side"), [(Qt.Key.Key_D, Side.RIGHT), (Qt.Key.Key_E, Side.BELOW)])
def test_the_usual_keys_split_and_open_the_same_node(desk: Desk, qtbot: QtBot, key: Qt.Key, side: Side) -> None:
    qtbot.keyClick(terminal(desk, 1), key, CTRL_SHIFT)
    asked, _, _ = desk.bridge.asked[-1]
    node_id = desk.views["gpu-a03"].node.id
    assert asked == m.OpenTerminal(node_id=node_id, beside=TerminalId(1), side=side)
    new = tab(9, desk.views["gpu-a03"], m.TabState.CONNECTING)
    desk.bridge.tab_changed.emit(new)
    desk.bridge.arranged.emit(desk.window.desk.arrangement.of((1, 2, 3)).opened(9, 1, side))
    desk.bridge.answer(9)
    assert QApplication.focusWidget() is terminal(desk, 9)
    assert terminal(desk, 1).isVisible()
    page = desk.window.desk.arrangement.page_of(9)
    assert page is not None
    assert page.tree == Split(side.axis, (1, 9), (0.5, 0.5))


def test_a_split_is_of_the_same_kind_as_the_terminal_that_it_is_of(desk: Desk) -> None:
    local = m.Tab(TerminalId(1), LOCAL_NODE, "fish", profile="work", command="/usr/bin/fish")
    desk.bridge.tab_changed.emit(local)
    desk.window.commands["split_right"].trigger()
    asked, _, _ = desk.bridge.asked[-1]
    assert asked == m.OpenTerminal(
        node_id=LOCAL_NODE, profile="work", command="/usr/bin/fish", beside=TerminalId(1), side=Side.RIGHT
    )
    desk.bridge.tab_changed.emit(msgspec.structs.replace(local, node_id=NodeId("old"), command="", plays=True))
    desk.window.commands["split_right"].trigger()
    asked, _, _ = desk.bridge.asked[-1]
    assert isinstance(asked, m.OpenTerminal)
    assert asked.node_id == LOCAL_NODE, "beside a recording there is a shell"


def test_without_a_terminal_a_split_opens_a_local_shell(bare: Desk) -> None:
    bare.window.commands["split_right"].trigger()
    assert bare.bridge.asked[-1][0] == m.OpenTerminal(node_id=LOCAL_NODE)


def test_a_narrow_window_says_that_the_new_pane_is_a_tab(desk: Desk) -> None:
    desk.window.resize(1280, 800)
    desk.window.commands["split_right"].trigger()
    assert "The new pane is a tab" in desk.window.toast.accessibleName()
    desk.window.toast.hide()


def test_alt_with_arrows_walks_between_panes(desk: Desk, qtbot: QtBot) -> None:
    corner(desk)
    steps = [(Qt.Key.Key_Right, 2), (Qt.Key.Key_Down, 3), (Qt.Key.Key_Down, 3), (Qt.Key.Key_Left, 1)]
    for key, wanted in steps:
        focus = QApplication.focusWidget()
        assert focus is not None
        qtbot.keyClick(focus, key, ALT)
        assert QApplication.focusWidget() is terminal(desk, wanted)
    assert all(not arrows(desk, number) for number in (1, 2, 3))


def test_alt_with_arrows_is_the_programs_while_one_pane_is_seen(desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClick(terminal(desk, 1), Qt.Key.Key_Left, ALT)
    qtbot.keyClick(terminal(desk, 1), Qt.Key.Key_Left, ALT_SHIFT)
    assert arrows(desk, 1) == [Qt.Key.Key_Left] * 2
    corner(desk)
    desk.window.desk.zoom_pane()
    qtbot.keyClick(terminal(desk, 1), Qt.Key.Key_Right, ALT)
    assert arrows(desk, 1) == [Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right]


def test_alt_shift_with_arrows_moves_the_nearest_divider(desk: Desk, qtbot: QtBot) -> None:
    corner(desk)
    width = terminal(desk, 1).width()
    qtbot.keyClick(terminal(desk, 1), Qt.Key.Key_Right, ALT_SHIFT)
    assert terminal(desk, 1).width() == width + 24
    desk.window.desk.show_terminal(3)
    height = terminal(desk, 3).height()
    qtbot.keyClick(terminal(desk, 3), Qt.Key.Key_Up, ALT_SHIFT)
    assert terminal(desk, 3).height() == height + 24


def test_keys_maximise_swap_and_close_a_pane(desk: Desk, qtbot: QtBot) -> None:
    corner(desk)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Z):
        qtbot.keyClick(terminal(desk, 1), key, CTRL_SHIFT)
        assert not terminal(desk, 2).isVisible()
        qtbot.keyClick(terminal(desk, 1), key, CTRL_SHIFT)
        assert terminal(desk, 2).isVisible()
    qtbot.keyClick(terminal(desk, 1), Qt.Key.Key_X, CTRL_SHIFT)
    page = desk.window.desk.arrangement.page_of(1)
    assert page is not None
    assert page.tree == Split(Axis.ROW, (2, Split(Axis.COLUMN, (1, 3), (0.5, 0.5))), (0.5, 0.5))
    qtbot.keyClick(terminal(desk, 1), Qt.Key.Key_W, CTRL_SHIFT)
    assert desk.bridge.sent_of(m.CloseTerminal) == [m.CloseTerminal(terminal_id=TerminalId(1))]
    desk.bridge.tab_closed.emit(1)
    assert QApplication.focusWidget() is terminal(desk, 3)


def test_a_pane_moves_to_a_tab_of_its_own(desk: Desk) -> None:
    corner(desk)
    desk.window.commands["own_tab"].trigger()
    assert [page.terminals for page in desk.window.desk.arrangement.windows[0].pages] == [(2, 3), (1,)]
    assert QApplication.focusWidget() is terminal(desk, 1)
    assert not desk.window.commands["own_tab"].isEnabled()


def test_a_click_into_a_pane_is_followed_and_told(desk: Desk, qtbot: QtBot) -> None:
    corner(desk)
    desk.bridge.sent.clear()
    qtbot.mouseClick(terminal(desk, 3), Qt.MouseButton.LeftButton)
    terminal(desk, 3).setFocus(Qt.FocusReason.MouseFocusReason)
    assert desk.window.desk.strip.active() == 3
    (told,) = desk.bridge.sent_of(m.ArrangeTabs)
    assert isinstance(told, m.ArrangeTabs)
    assert told.arrangement.focused == 3
    assert desk.window.panel.view.current_node() == desk.views["gpu-c01"].node.id
