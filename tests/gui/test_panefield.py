from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.model.arrangement import Arrangement
from console.model.ids import TerminalId
from console.model.split import Axis, Side, Split
from console.ui.panefield import Divider, PaneField
from console.ui.panes import TerminalPane
from console.wire import messages as m
from tests.gui.conftest import Desk


def pane(desk: Desk, number: int) -> TerminalPane:
    found = desk.window.desk.pane(TerminalId(number))
    assert found is not None
    return found


def seen(desk: Desk) -> list[int]:
    return [number for number in (1, 2, 3) if pane(desk, number).isVisible()]


def field(desk: Desk) -> PaneField:
    return desk.window.desk.panes


def split(desk: Desk, side: Side = Side.RIGHT) -> None:
    """Put the second terminal beside the first."""
    desk.window.desk.arrange(desk.window.desk.arrangement.docked(2, 1, side))


def dividers(desk: Desk) -> list[Divider]:
    return [divider for divider in field(desk).findChildren(Divider) if divider.isVisible()]


def test_two_panes_share_the_field_with_one_pixel_between_them(desk: Desk) -> None:
    split(desk)
    left, right = pane(desk, 1).geometry(), pane(desk, 2).geometry()
    assert seen(desk) == [1, 2]
    assert abs(left.width() - right.width()) <= 1
    assert right.left() - left.right() == 2, "one pixel lies between"
    assert right.right() == field(desk).width() - 1
    assert left.height() == right.height() == field(desk).height()


def test_another_page_hides_the_panes_and_they_come_back_as_they_were(desk: Desk) -> None:
    split(desk, Side.BELOW)
    before = pane(desk, 1).geometry()
    desk.window.desk.show_terminal(3)
    assert seen(desk) == [3]
    assert not dividers(desk)
    desk.window.desk.show_terminal(1)
    assert seen(desk) == [1, 2]
    assert pane(desk, 1).geometry() == before


def test_a_divider_is_dragged_as_far_as_twenty_columns_and_the_core_told_once(desk: Desk, qtbot: QtBot) -> None:
    split(desk)
    (divider,) = dividers(desk)
    desk.bridge.sent.clear()
    width = pane(desk, 1).width()
    middle = QPoint(divider.width() // 2, 100)
    qtbot.mousePress(divider, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(divider, middle + QPoint(-60, 0))
    assert pane(desk, 1).width() == width - 60
    qtbot.mouseMove(divider, divider.mapFromGlobal(field(desk).mapToGlobal(QPoint(-500, 100))))
    assert pane(desk, 1).width() < width - 60
    assert pane(desk, 1).width() >= 160
    assert desk.bridge.sent_of(m.ArrangeTabs) == []
    qtbot.mouseRelease(divider, Qt.MouseButton.LeftButton)
    (told,) = desk.bridge.sent_of(m.ArrangeTabs)
    assert isinstance(told, m.ArrangeTabs)
    page = told.arrangement.page_of(1)
    assert page is not None
    assert isinstance(page.tree, Split)
    assert page.tree.shares[0] < 0.3


def test_a_double_click_on_a_divider_makes_the_panes_equal(desk: Desk, qtbot: QtBot) -> None:
    split(desk)
    field(desk).push(Side.LEFT)
    assert pane(desk, 1).width() < pane(desk, 2).width() - 20
    qtbot.mouseDClick(dividers(desk)[0], Qt.MouseButton.LeftButton)
    assert abs(pane(desk, 1).width() - pane(desk, 2).width()) <= 1


def test_a_narrow_window_shows_one_pane_unless_it_is_told_to_show_all(desk: Desk) -> None:
    window = desk.window
    split(desk)
    window.desk.show_terminal(2)
    window.resize(QSize(1280, 800))
    QApplication.sendPostedEvents()
    assert seen(desk) == [2]
    assert field(desk).is_folded()
    window.desk.zoom_pane()
    assert seen(desk) == [1, 2]
    window.desk.zoom_pane()
    assert seen(desk) == [2]
    window.desk.arrange(window.desk.arrangement.zoomed(2, zoomed=None))
    window.resize(QSize(1500, 900))
    QApplication.sendPostedEvents()
    assert seen(desk) == [1, 2]


def test_panes_that_would_be_too_small_are_not_squeezed(desk: Desk) -> None:
    tree = Split(Axis.ROW, (1, 2, 3), (0.4, 0.3, 0.3))
    made = Arrangement().opened(1).opened(2, 1).opened(3, 2).with_tree(1, lambda _: tree).zoomed(1, zoomed=False)
    desk.window.desk.arrange(made.with_focus(1))
    assert seen(desk) == [1, 2, 3]
    field(desk).resize(400, 500)
    assert seen(desk) == [1]
    assert pane(desk, 1).size() == QSize(400, 500)


def test_a_maximised_pane_has_the_field_alone_until_it_is_asked_for_all(desk: Desk, qtbot: QtBot) -> None:
    split(desk)
    button = next(b for b in pane(desk, 1).findChildren(type(pane(desk, 1)._head.zoom_button)) if b.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert seen(desk) == [1]
    assert pane(desk, 1).size() == field(desk).size()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert seen(desk) == [1, 2]
