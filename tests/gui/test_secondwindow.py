from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.model.arrangement import MAIN
from console.model.ids import TerminalId
from console.ui.secondwindow import SecondWindow
from console.ui.tabarea import TabArea
from console.wire import messages as m
from tests.gui.accessibility import unnamed_widgets, unreachable_widgets
from tests.gui.conftest import Desk
from tests.gui.fakes import FakeTerminal, tab, welcome

CTRL = Qt.KeyboardModifier.ControlModifier
CTRL_SHIFT = CTRL | Qt.KeyboardModifier.ShiftModifier


def terminal(desk: Desk, number: int) -> FakeTerminal:
    return desk.maker.made[TerminalId(number)]


def windows(desk: Desk) -> list[SecondWindow]:
    found = [area.window() for number, area in desk.window.desk.areas().items() if number != MAIN]
    return [window for window in found if isinstance(window, SecondWindow)]


def area(desk: Desk, window_id: int) -> TabArea:
    return desk.window.desk.areas()[window_id]


def detach(desk: Desk, number: int) -> SecondWindow:
    desk.window.desk.show_terminal(number)
    desk.window.commands["own_window"].trigger()
    return windows(desk)[-1]


def test_a_terminal_moves_to_a_window_of_its_own_with_strip_and_pane(desk: Desk) -> None:
    window = detach(desk, 2)
    assert window.isVisible()
    assert window.windowTitle() == "gpu-b02"
    assert terminal(desk, 2).window() is window
    assert area(desk, 1).strip.order() == (2,)
    assert desk.window.desk.strip.order() == (1, 3)
    assert terminal(desk, 1).isVisible() or terminal(desk, 3).isVisible()
    told = desk.bridge.sent_of(m.ArrangeTabs)[-1]
    assert isinstance(told, m.ArrangeTabs)
    assert [made.id for made in told.arrangement.windows] == [MAIN, 1]


def test_keys_work_there_and_only_the_window_with_the_keyboard_has_the_underline(desk: Desk, qtbot: QtBot) -> None:
    window = detach(desk, 2)
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(terminal(desk, 2), Qt.Key.Key_D, CTRL_SHIFT)
    asked, _, _ = desk.bridge.asked[-1]
    assert isinstance(asked, m.OpenTerminal)
    assert asked.beside == 2
    desk.window.activateWindow()
    desk.window.desk.show_terminal(1)
    qtbot.waitUntil(desk.window.isActiveWindow)
    assert desk.window.desk.arrangement.active == MAIN
    qtbot.keyClick(terminal(desk, 1), Qt.Key.Key_PageDown, CTRL)
    assert desk.window.desk.arrangement.focused == 3
    assert terminal(desk, 2).isVisible()


def test_closing_it_moves_its_terminals_back(desk: Desk) -> None:
    window = detach(desk, 2)
    window.close()
    assert windows(desk) == []
    assert desk.window.desk.strip.order() == (1, 3, 2)
    assert desk.window.desk.strip.active() == 2
    assert terminal(desk, 2).isVisible()
    assert desk.bridge.sent_of(m.CloseTerminal) == []


def test_its_last_terminal_takes_it_along(desk: Desk) -> None:
    detach(desk, 2)
    desk.bridge.tab_closed.emit(2)
    assert windows(desk) == []
    assert desk.window.desk.strip.order() == (1, 3)


def test_a_terminal_moves_on_to_the_next_window_and_the_only_one_of_a_window_stays(desk: Desk) -> None:
    assert not desk.window.commands["next_window"].isEnabled()
    detach(desk, 2)
    assert not desk.window.commands["own_window"].isEnabled()
    desk.window.desk.show_terminal(3)
    desk.window.commands["next_window"].trigger()
    assert area(desk, 1).strip.order() == (2, 3)
    assert desk.window.desk.strip.order() == (1,)
    desk.window.commands["next_window"].trigger()
    assert desk.window.desk.strip.order() == (1, 3)


def test_the_place_of_a_window_is_told_once_it_stands(desk: Desk, qtbot: QtBot) -> None:
    window = detach(desk, 2)
    window.setGeometry(40, 50, 640, 480)

    def told() -> bool:
        sent = desk.bridge.sent_of(m.ArrangeTabs)[-1]
        assert isinstance(sent, m.ArrangeTabs)
        made = sent.arrangement.window(1)
        return made is not None and made.geometry is not None and made.geometry[2:] == (640, 480)

    qtbot.waitUntil(told, timeout=5000)


def test_a_desk_that_comes_back_has_its_windows_again(desk: Desk) -> None:
    arrangement = desk.window.desk.arrangement.detached(3, (30, 40, 700, 500))
    views = tuple(desk.views.values())
    tabs = (tab(1, desk.views["gpu-a03"]), tab(3, desk.views["gpu-c01"]))
    desk.bridge.welcome.emit(m.Welcome("0", tabs, arrangement, views, (), simulated=False))
    (window,) = windows(desk)
    assert (window.width(), window.height()) == (700, 500)
    assert terminal(desk, 3).window() is window
    desk.bridge.welcome.emit(welcome(views, tabs, 1))
    assert windows(desk) == []
    assert desk.window.desk.strip.order() == (1, 3)


def test_the_main_window_takes_the_others_along(desk: Desk) -> None:
    window = detach(desk, 2)
    desk.window.close_for_good()
    assert not window.isVisible()


def test_a_click_in_another_window_leads_from_then_on(desk: Desk, qtbot: QtBot) -> None:
    window = detach(desk, 2)
    qtbot.waitUntil(window.isActiveWindow)
    desk.window.activateWindow()
    desk.window.panel.view.setFocus()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is desk.window)
    assert desk.window.desk.arrangement.active == MAIN
    tab_now = desk.window.desk.active_tab()
    assert tab_now is not None
    assert tab_now.terminal_id in {1, 3}


def test_everything_in_it_has_a_name_and_is_reached_by_keys(desk: Desk) -> None:
    window = detach(desk, 2)
    assert unnamed_widgets(window) == []
    assert [name for name in unreachable_widgets(window) if not name.startswith("TabButton")] == []
