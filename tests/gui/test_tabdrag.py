from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from console.model.arrangement import MAIN
from console.model.ids import TerminalId
from console.model.split import Axis, Side, Split, Tree
from console.ui.tabbutton import TabButton
from console.ui.tabdrag import DropZone, half, zone_of
from console.wire import messages as m
from tests.gui.conftest import Desk

PANE = QRect(100, 50, 400, 200)


def button(desk: Desk, number: int) -> TabButton:
    areas = desk.window.desk.areas().values()
    found = [tab for area in areas for tab in area.strip.findChildren(TabButton) if tab.terminal_id == number]
    return found[0]


def spot(desk: Desk, number: int, across: float, down: float) -> QPoint:
    """Return a place on the screen in the pane of a terminal."""
    pane = desk.window.desk.pane(TerminalId(number))
    assert pane is not None
    return pane.mapToGlobal(QPoint(round(pane.width() * across), round(pane.height() * down)))


def drag(qtbot: QtBot, tab: TabButton, place: QPoint) -> None:
    qtbot.mousePress(tab, Qt.MouseButton.LeftButton, pos=QPoint(40, 16))
    qtbot.mouseMove(tab, tab.mapFromGlobal(place))


def drop(qtbot: QtBot, tab: TabButton) -> None:
    qtbot.mouseRelease(tab, Qt.MouseButton.LeftButton)


def zones(desk: Desk) -> list[DropZone]:
    areas = desk.window.desk.areas().values()
    return [zone for area in areas for zone in area.findChildren(DropZone) if zone.isVisible()]


def tree(desk: Desk, number: int) -> Tree:
    page = desk.window.desk.arrangement.page_of(number)
    assert page is not None
    return page.tree


def pages(desk: Desk, window_id: int = MAIN) -> list[tuple[int, ...]]:
    window = desk.window.desk.arrangement.window(window_id)
    return [] if window is None else [page.terminals for page in window.pages]


@pytest.mark.parametrize(
    ("place", "side"),
    [
        (QPoint(110, 150), Side.LEFT),
        (QPoint(490, 150), Side.RIGHT),
        (QPoint(300, 60), Side.ABOVE),
        (QPoint(300, 240), Side.BELOW),
        (QPoint(300, 150), None),
    ],
)
def test_a_pane_has_four_sides_and_a_middle(place: QPoint, side: Side | None) -> None:
    assert zone_of(PANE, place) is side
    part = half(PANE, side)
    assert part.contains(place)
    assert PANE.contains(part)
    assert part.width() * part.height() == (80_000 if side is None else 40_000)


def test_a_tab_dropped_at_a_side_of_a_pane_is_docked_there_and_the_zone_shows_it(desk: Desk, qtbot: QtBot) -> None:
    second = button(desk, 2)
    drag(qtbot, second, spot(desk, 1, 0.5, 0.9))
    (zone,) = zones(desk)
    pane = desk.window.desk.pane(TerminalId(1))
    assert pane is not None
    assert zone.words == "Below it"
    assert abs(zone.y() - pane.height() // 2) <= 1
    assert (zone.x(), zone.width()) == (pane.x(), pane.width())
    drop(qtbot, second)
    assert tree(desk, 1) == Split(Axis.COLUMN, (1, 2), (0.5, 0.5))
    assert zones(desk) == []
    assert QApplication.focusWidget() is desk.maker.made[TerminalId(2)]


def test_in_the_middle_of_a_pane_two_terminals_trade_places(desk: Desk, qtbot: QtBot) -> None:
    desk.window.desk.arrange(desk.window.desk.arrangement.docked(2, 1, Side.RIGHT))
    drag(qtbot, button(desk, 1), spot(desk, 2, 0.5, 0.5))
    assert [zone.words for zone in zones(desk)] == ["Trade places"]
    drop(qtbot, button(desk, 1))
    assert tree(desk, 1) == Split(Axis.ROW, (2, 1), (0.5, 0.5))


def test_escape_gives_up_and_nothing_is_changed_or_typed(desk: Desk, qtbot: QtBot) -> None:
    desk.window.desk.arrange(desk.window.desk.arrangement.docked(2, 1, Side.RIGHT))
    before = desk.window.desk.arrangement
    first = button(desk, 1)
    drag(qtbot, first, spot(desk, 2, 0.95, 0.5))
    focus = QApplication.focusWidget()
    assert focus is not None
    desk.maker.made[TerminalId(1)].keys.clear()
    qtbot.keyClick(focus, Qt.Key.Key_Escape)
    assert zones(desk) == []
    qtbot.mouseMove(first, first.mapFromGlobal(spot(desk, 2, 0.5, 0.95)))
    drop(qtbot, first)
    assert desk.window.desk.arrangement == before
    assert desk.maker.made[TerminalId(1)].keys == []
    assert QApplication.focusWidget() is desk.maker.made[TerminalId(2)]


def test_over_its_own_pane_a_tab_goes_nowhere_and_over_the_tree_into_a_window(desk: Desk, qtbot: QtBot) -> None:
    first = button(desk, 1)
    drag(qtbot, first, spot(desk, 1, 0.9, 0.5))
    assert zones(desk) == []
    drop(qtbot, first)
    assert pages(desk) == [(1,), (2,), (3,)]
    third = button(desk, 3)
    drag(qtbot, third, desk.window.panel.mapToGlobal(QPoint(50, 300)))
    drop(qtbot, third)
    assert (pages(desk), pages(desk, 1)) == ([(1,), (2,)], [(3,)])


def test_a_tab_dropped_outside_has_a_window_there_and_comes_back_onto_the_strip(desk: Desk, qtbot: QtBot) -> None:
    third = button(desk, 3)
    outside = desk.window.mapToGlobal(QPoint(desk.window.width() + 200, 100))
    drag(qtbot, third, outside)
    names = [label.text() for label in QApplication.topLevelWidgets() if isinstance(label, QLabel)]
    assert "gpu-c01: New window" in names, "its name follows the pointer"
    drop(qtbot, third)
    assert (pages(desk), pages(desk, 1)) == ([(1,), (2,)], [(3,)])
    told = desk.bridge.sent_of(m.ArrangeTabs)[-1]
    assert isinstance(told, m.ArrangeTabs)
    window = told.arrangement.window(1)
    assert window is not None
    assert window.geometry is not None
    assert window.geometry[0] == outside.x() - 60

    moved = button(desk, 3)
    over = button(desk, 2)
    drag(qtbot, moved, over.mapToGlobal(QPoint(5, 16)))
    drop(qtbot, moved)
    assert pages(desk) == [(1,), (3,), (2,)]
    assert list(desk.window.desk.areas()) == [MAIN]


def test_back_over_its_strip_a_tab_is_a_tab_again(desk: Desk, qtbot: QtBot) -> None:
    desk.window.desk.arrange(desk.window.desk.arrangement.docked(2, 1, Side.RIGHT))
    first = button(desk, 1)
    drag(qtbot, first, spot(desk, 2, 0.5, 0.5))
    third = button(desk, 3)
    qtbot.mouseMove(first, first.mapFromGlobal(third.mapToGlobal(QPoint(third.width() - 10, 16))))
    assert zones(desk) == []
    drop(qtbot, first)
    assert pages(desk) == [(2,), (3,), (1,)]
    assert QApplication.focusWidget() is desk.maker.made[TerminalId(1)]
