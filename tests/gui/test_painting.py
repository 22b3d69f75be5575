from __future__ import annotations

from pytestqt.qtbot import QtBot

from console.ui.painting import Painting
from tests.gui.terminal.conftest import Desk
from tests.gui.terminal.page import Page


def test_a_terminal_moves_as_the_person_likes_it(qtbot: QtBot) -> None:
    desk = Desk(Page(40, 10))
    qtbot.addWidget(desk.widget)
    Painting(smooth_scroll=False).attach(desk.widget)
    assert not desk.widget.surface.glide.smooth
