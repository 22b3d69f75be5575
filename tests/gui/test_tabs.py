from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from console.model.arrangement import MAIN, Arrangement
from console.model.ids import TerminalId
from console.model.node import Environment
from console.ui.signs import Sign
from console.ui.tabbutton import TabButton
from console.ui.tabs import TabStrip
from console.ui.tabtext import TabLook
from console.ui.theme import Themes
from tests.gui.conftest import drop


def look(name: str) -> TabLook:
    return TabLook(name, Sign.OK, "Connected", "0.8 ms", Environment.PRODUCTION)


@pytest.fixture
def strip(qtbot: QtBot, themes: Themes) -> Iterator[Strip]:
    made = Strip(themes)
    made.resize(930, 34)
    made.show_all(desk(1, 2, 3, 4, 5).with_focus(1))
    made.show()
    yield made
    drop(made)


def desk(*terminals: int) -> Arrangement:
    made = Arrangement()
    for terminal in terminals:
        made = made.opened(terminal)
    return made


class Strip(TabStrip):
    """Does to an arrangement what it asks for, and shows that."""

    def __init__(self, themes: Themes) -> None:
        super().__init__(themes)
        self.now = Arrangement()
        self.chosen.connect(lambda terminal: self.show_all(self.now.with_focus(terminal)))
        self.move_wanted.connect(lambda terminal, step: self.show_all(self.now.page_moved(terminal, step)))
        self.trade_wanted.connect(lambda one, other: self.show_all(self.now.swapped(one, other)))
        self.place_wanted.connect(lambda terminal, place: self.show_all(self.now.undocked(terminal, MAIN, place)))

    def show_all(self, arrangement: Arrangement) -> None:
        self.now = arrangement
        window = arrangement.windows[0]
        page = window.page
        looks = {TerminalId(terminal): look(f"gpu-a{terminal:02}") for terminal in window.terminals}
        seen = page.terminals if page is not None else ()
        self.arrange([page.terminals for page in window.pages], arrangement.focused, seen, looks)


def tabs(strip: Strip) -> list[TabButton]:
    return [tab for tab in strip.findChildren(TabButton) if tab.isVisible()]


def button(strip: Strip, number: int) -> TabButton:
    return next(tab for tab in strip.findChildren(TabButton) if tab.terminal_id == number)


def test_what_does_not_fit_goes_into_a_list_but_never_the_active_one(strip: Strip) -> None:
    assert len(tabs(strip)) == 5
    strip.resize(420, 34)
    assert len(tabs(strip)) < 5
    strip.chosen.emit(5)
    assert button(strip, 5).isVisible()
    assert max(tab.x() + tab.width() for tab in tabs(strip)) < 420
    assert strip.order() == (1, 2, 3, 4, 5)


def test_a_click_chooses_and_the_cross_or_the_middle_button_closes(strip: Strip, qtbot: QtBot) -> None:
    closed: list[int] = []
    strip.close_wanted.connect(closed.append)
    second = button(strip, 2)
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton, pos=QPoint(40, 16))
    assert strip.active() == 2
    assert not closed
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton, pos=QPoint(second.width() - 12, 16))
    qtbot.mouseClick(button(strip, 3), Qt.MouseButton.MiddleButton)
    assert closed == [2, 3]


def test_a_drag_moves_the_tab(strip: Strip, qtbot: QtBot) -> None:
    first, third = button(strip, 1), button(strip, 3)
    qtbot.mousePress(first, Qt.MouseButton.LeftButton, pos=QPoint(40, 16))
    drag(qtbot, first, third.mapToGlobal(QPoint(third.width() - 30, 16)))
    qtbot.mouseRelease(first, Qt.MouseButton.LeftButton)
    assert strip.order() == (2, 3, 1, 4, 5)


def drag(qtbot: QtBot, tab: TabButton, place: QPoint) -> None:
    qtbot.mouseMove(tab, tab.mapFromGlobal(place))


def test_the_tabs_of_one_page_stand_together_and_only_the_focused_one_has_the_tab_key(strip: Strip) -> None:
    strip.show_all(desk(1, 2, 3).opened(4, 1))
    assert strip.order() == (1, 4, 2, 3)
    assert [button(strip, number).isChecked() for number in (1, 4, 2, 3)] == [True, True, False, False]
    assert button(strip, 4).accessibleName() == "gpu-a04, Connected, PRODUCTION, 0.8 ms, pane 2 of 2"
    assert button(strip, 2).accessibleName() == "gpu-a02, Connected, PRODUCTION, 0.8 ms"
    reached = [t.terminal_id for t in tabs(strip) if t.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert reached == [4]


def test_a_drag_within_a_page_trades_places_and_beyond_it_leaves_the_page(strip: Strip, qtbot: QtBot) -> None:
    strip.show_all(desk(1, 2, 3).opened(4, 1))
    fourth = button(strip, 4)
    qtbot.mousePress(fourth, Qt.MouseButton.LeftButton, pos=QPoint(40, 16))
    drag(qtbot, fourth, button(strip, 1).mapToGlobal(QPoint(30, 16)))
    assert strip.order() == (4, 1, 2, 3)
    assert button(strip, 1).isChecked(), "it is still beside it"
    drag(qtbot, fourth, button(strip, 2).mapToGlobal(QPoint(button(strip, 2).width() - 20, 16)))
    qtbot.mouseRelease(fourth, Qt.MouseButton.LeftButton)
    assert strip.order() == (1, 2, 4, 3)
    assert not button(strip, 1).isChecked()


def test_a_tab_that_is_dragged_over_a_page_goes_before_or_behind_all_of_it(strip: Strip, qtbot: QtBot) -> None:
    strip.show_all(desk(1, 2, 3).opened(4, 2))
    third = button(strip, 3)
    qtbot.mousePress(third, Qt.MouseButton.LeftButton, pos=QPoint(40, 16))
    drag(qtbot, third, button(strip, 4).mapToGlobal(QPoint(button(strip, 4).width() - 20, 16)))
    assert strip.order() == (1, 2, 4, 3)
    drag(qtbot, third, button(strip, 2).mapToGlobal(QPoint(20, 16)))
    qtbot.mouseRelease(third, Qt.MouseButton.LeftButton)
    assert strip.order() == (1, 3, 2, 4)


def test_keys_move_the_active_tab_and_stop_at_the_ends(strip: Strip) -> None:
    strip.move_active(1)
    assert strip.order() == (2, 1, 3, 4, 5)
    strip.move_active(-1)
    strip.move_active(-1)
    assert strip.order() == (1, 2, 3, 4, 5)
    assert strip.neighbour(-1) == 5


def test_arrows_walk_along_the_tabs(strip: Strip, qtbot: QtBot) -> None:
    qtbot.keyClick(button(strip, 1), Qt.Key.Key_Left)
    assert strip.active() == 5
    qtbot.keyClick(button(strip, 5), Qt.Key.Key_Right)
    assert strip.active() == 1


def test_renaming_is_done_by_enter_and_given_up_by_escape(strip: Strip, qtbot: QtBot) -> None:
    renamed: list[tuple[int, str]] = []
    strip.renamed.connect(lambda terminal_id, name: renamed.append((terminal_id, name)))
    qtbot.mouseDClick(button(strip, 2), Qt.MouseButton.LeftButton, pos=QPoint(50, 16))
    editor = next(e for e in strip.findChildren(QLineEdit) if e.isVisible())
    qtbot.keyClicks(editor, "head node")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert renamed == [(2, "head node")]
    strip.rename(TerminalId(1))
    editor = next(e for e in strip.findChildren(QLineEdit) if e.isVisible())
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert len(renamed) == 1
    assert not any(e.isVisible() for e in strip.findChildren(QLineEdit))


def test_a_tab_says_what_it_is(strip: Strip) -> None:
    assert button(strip, 1).accessibleName() == "gpu-a01, Connected, PRODUCTION, 0.8 ms"
    assert [tab.focusPolicy() & Qt.FocusPolicy.TabFocus for tab in tabs(strip)].count(Qt.FocusPolicy.TabFocus) == 1


def test_the_right_button_offers_what_can_be_done_with_a_tab_and_never_closes_it(strip: Strip, qtbot: QtBot) -> None:
    closed: list[int] = []
    strip.close_wanted.connect(closed.append)
    third = button(strip, 3)
    qtbot.mouseClick(third, Qt.MouseButton.RightButton, pos=QPoint(third.width() - 12, 16))
    assert not closed
    third.menu_wanted.emit(QPoint(0, 0))
    assert strip.active() == 3
    menu = next(menu for menu in strip.findChildren(QMenu) if menu.isVisible())
    entries = {action.text().partition("\t")[0]: action for action in menu.actions()}
    entries["Move terminal left"].trigger()
    menu.close()
    assert strip.order() == (1, 3, 2, 4, 5)


def test_f2_renames_the_tab_that_has_the_keyboard(strip: Strip, qtbot: QtBot) -> None:
    qtbot.keyClick(button(strip, 1), Qt.Key.Key_F2)
    assert strip.findChild(QLineEdit) is not None
