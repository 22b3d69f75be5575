from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize, Qt
from pytestqt.qtbot import QtBot

from console.panels import Shape
from console.ui.theme import Themes
from console.ui.window import Window
from console.wire import messages as m
from tests.gui.conftest import Desk, drop
from tests.gui.fakes import FakeBridge, FakeClock, FakeMaker, board_of

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.mark.parametrize(
    ("size", "shape", "measure", "extent"),
    [
        (QSize(1280, 720), Shape.STRIP, lambda board: board.height(), 108),
        (QSize(1920, 1080), Shape.DOCK, lambda board: board.height(), 262),
        (QSize(2560, 1440), Shape.COLUMN, lambda board: board.width(), 584),
        (QSize(1500, 600), Shape.STRIP, lambda board: board.height(), 108),
    ],
)
def test_the_window_gives_it_the_shape_of_the_look(
    desk: Desk, size: QSize, shape: Shape, measure: Callable[[object], int], extent: int
) -> None:
    desk.window.resize(size)
    board = board_of(desk.window)
    assert (board.isVisible(), board.shape, measure(board)) == (True, shape, extent)
    assert not board.geometry().intersects(desk.window.desk.geometry())


def test_in_a_low_window_the_terminal_stays_and_the_dashboard_goes(desk: Desk) -> None:
    desk.window.resize(QSize(1280, 480))
    assert not board_of(desk.window).isVisible()
    assert desk.window.desk.geometry() == desk.window.surround.rect()


def test_a_key_hides_it_and_brings_it_back(desk: Desk, qtbot: QtBot) -> None:
    action = desk.window.commands["dashboard"]
    assert action.isCheckable() and action.isChecked()
    for shown in (False, True):
        qtbot.keyClick(desk.window, Qt.Key.Key_B, CTRL_SHIFT)
        assert board_of(desk.window).isVisible() is action.isChecked() is shown


def test_the_map_and_the_tree_choose_together(desk: Desk) -> None:
    desk.window.resize(QSize(1500, 900))
    node = desk.views["gpu-c02"].node.id
    board_of(desk.window).node_wanted.emit(node)
    assert desk.window.panel.view.current_node() == node
    assert board_of(desk.window)._selected == node
    board_of(desk.window).open_wanted.emit(node)
    assert desk.bridge.asked[-1][0] == m.OpenTerminal(node_id=node)


def test_a_dashboard_that_is_made_later_changes_the_size_of_no_terminal(qtbot: QtBot, themes: Themes) -> None:
    window = Window(FakeBridge(), themes, FakeClock(), FakeMaker(themes))
    window.resize(QSize(1920, 1080))
    window.show()
    before = window.desk.geometry()
    window.furnish()
    assert board_of(window).isVisible()
    assert window.desk.geometry() == before
    qtbot.waitUntil(lambda: not window.top.bell.icon().isNull())  # loaded in a moment of its own
    window.close_for_good()
    drop(window)
