from __future__ import annotations

from PySide6.QtGui import QInputMethodEvent

from console.wire.messages import KeyPress
from tests.gui.terminal.conftest import Desk, colors_of
from tests.gui.terminal.page import COLORS


def test_composed_text_is_shown_at_the_cursor_and_only_then_sent(desk: Desk) -> None:
    desk.widget.apply_frame(desk.page.frame(cursor=(5, 2)))
    desk.widget.inputMethodEvent(QInputMethodEvent("ni", []))
    assert not desk.take(KeyPress)
    assert COLORS.foreground in colors_of(desk.cell(5, 2)) | colors_of(desk.cell(6, 2))
    # Underlined in the colour of the cursor, which itself is away.
    assert COLORS.cursor in colors_of(desk.cell(5, 2))
    done = QInputMethodEvent()
    done.setCommitString("你")
    desk.widget.inputMethodEvent(done)
    (sent,) = desk.take(KeyPress)
    assert isinstance(sent, KeyPress)
    assert (sent.key, sent.text) == ("", "你")
    assert colors_of(desk.cell(6, 2)) == {COLORS.background}


def test_composed_text_stays_inside(desk: Desk) -> None:
    desk.widget.apply_frame(desk.page.frame(cursor=(39, 0)))
    desk.widget.inputMethodEvent(QInputMethodEvent("composing", []))
    assert all(len(colors_of(desk.cell(col, 0))) > 2 for col in range(32, 39))
