from __future__ import annotations

from pytestqt.qtbot import QtBot

from console.ui.painting import Painting
from console.wire.frames import Attribute
from tests.gui.terminal.conftest import Desk
from tests.gui.terminal.page import Page, Style


def test_a_terminal_moves_as_the_person_likes_it(qtbot: QtBot) -> None:
    desk = Desk(Page(40, 10))
    qtbot.addWidget(desk.widget)
    Painting(smooth_scroll=False, text_blinks=False, cursor_blinks=False).attach(desk.widget)
    assert not desk.widget.surface.glide.smooth
    assert not desk.widget.display.blink.allowed
    desk.page.put(0, 0, "x", Style(attributes=int(Attribute.BLINK)))
    desk.widget.apply_frame(desk.page.frame())
    assert not desk.widget.display.text_blink._timer.isActive()
