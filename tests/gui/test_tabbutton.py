from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.model.ids import TerminalId
from console.model.node import Environment
from console.ui.signs import Sign
from console.ui.tabbutton import TabButton
from console.ui.tabtext import TabLook
from console.ui.theme import Themes
from tests.gui.conftest import drop

LOOK = TabLook("gpu-a01", Sign.OK, "Connected", "0.8 ms", Environment.PRODUCTION)


@pytest.fixture
def button(qtbot: QtBot, themes: Themes) -> Iterator[TabButton]:
    strip = QWidget()
    made = TabButton(themes, TerminalId(1), LOOK, strip)
    made.resize(made.sizeHint())
    strip.resize(made.size())
    strip.show()
    yield made
    drop(strip)


def bottom(button: TabButton) -> str:
    image = button.grab().toImage()
    return image.pixelColor(image.width() // 2, image.height() - 1).name()


def test_only_the_focused_one_of_two_panes_is_underlined(button: TabButton, themes: Themes) -> None:
    colors = themes.current.colors
    button.set_place((0, 2), is_shown=True, is_front=False, has_keyboard=False)
    assert bottom(button) == colors.term_bg.name()
    button.set_place((0, 2), is_shown=True, is_front=True, has_keyboard=True)
    assert bottom(button) == colors.accent.name()


def test_a_line_all_the_way_down_ends_a_page_and_a_short_one_joins_panes(button: TabButton, themes: Themes) -> None:
    def line() -> int:
        image = button.grab().toImage()
        x = image.width() - 1
        drawn = {themes.current.colors.edge.name(), themes.current.colors.line.name()}
        return sum(image.pixelColor(x, y).name() in drawn for y in range(image.height()))

    button.set_place((0, 2), is_shown=True, is_front=False, has_keyboard=False)
    joined = line()
    button.set_place((1, 2), is_shown=True, is_front=False, has_keyboard=False)
    assert joined < 12 < line()


def test_a_click_asks_and_does_not_choose_by_itself(button: TabButton, qtbot: QtBot) -> None:
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(40, 16))
    assert not button.isChecked()


def test_a_drag_says_where_the_pointer_is_once_it_has_left_its_place(button: TabButton, qtbot: QtBot) -> None:
    places: list[QPoint] = []
    button.dragged.connect(places.append)
    qtbot.mousePress(button, Qt.MouseButton.LeftButton, pos=QPoint(40, 16))
    qtbot.mouseMove(button, QPoint(44, 16))
    assert places == []
    qtbot.mouseMove(button, QPoint(60, 16))
    assert places == [button.mapToGlobal(QPoint(60, 16))]
    qtbot.mouseRelease(button, Qt.MouseButton.LeftButton)
    qtbot.mouseMove(button, QPoint(90, 16))
    assert len(places) == 1


def test_one_whose_input_goes_to_others_is_red(button: TabButton, themes: Themes) -> None:
    button.set_look(replace(LOOK, broadcast="Input to 3 terminals"))
    assert bottom(button) == themes.current.colors.fail.name()
