from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.ui.habits import Habits
from console.ui.terminal.selection import Selection, Spot
from tests.gui.terminal.conftest import Desk
from tests.gui.terminal.mouse import Mouse
from tests.gui.terminal.page import Page


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication) -> Iterator[Desk]:
    desk = Desk(Page(40, 10))
    qtbot.addWidget(desk.widget)
    desk.widget.show()
    yield desk
    desk.widget.close()


def test_words_end_where_the_person_says(desk: Desk) -> None:
    desk.page.put(1, 0, "node-01.rack_7")
    desk.widget.apply_frame(desk.page.frame())
    Habits("_", copy_on_select=False).attach(desk.widget)
    Mouse(desk).double(1.5, 1)
    assert desk.widget.surface.selection == Selection(Spot(1, 0), Spot(1, 4))


@pytest.mark.parametrize(("copies", "held"), [(True, "marked"), (False, "before")])
def test_what_is_marked_is_copied_at_once_where_the_person_wants_it(desk: Desk, copies: bool, held: str) -> None:
    QGuiApplication.clipboard().setText("before")
    desk.widget.apply_frame(desk.page.frame())
    Habits("_", copy_on_select=copies).attach(desk.widget)
    Mouse(desk).drag((2, 1), (8, 1))
    for _, reply in desk.asked:
        reply("marked")
    assert QGuiApplication.clipboard().text() == held
