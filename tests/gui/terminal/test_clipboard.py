from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.ui.terminal.selection import Selection, Spot
from console.wire.messages import KeyPress, Paste, ReadStyled, ReadText
from tests.gui.terminal.conftest import Desk

Key = Qt.Key
Mod = Qt.KeyboardModifier


def test_copying_asks_for_the_text_and_trims_it(qtbot: QtBot, desk: Desk) -> None:
    desk.widget.apply_frame(desk.page.frame())
    desk.widget.clipboard.copy()
    assert not desk.asked
    desk.widget.surface.select(Selection(Spot(0, 2), Spot(1, 9)))
    QTest.keyClick(desk.widget, Key.Key_C, Mod.ControlModifier | Mod.ShiftModifier)
    request, reply = desk.asked[-1]
    assert request == ReadText(terminal_id=desk.widget.terminal_id, start_row=0, start_col=2, end_row=1, end_col=9)
    reply("one  \ntwo ")
    assert QGuiApplication.clipboard().text() == "one\ntwo"
    assert not desk.take(KeyPress)


def test_pasting_passes_on_every_line(qtbot: QtBot, desk: Desk) -> None:
    QGuiApplication.clipboard().setText("a\nb\n")
    QTest.keyClick(desk.widget, Key.Key_V, Mod.ControlModifier | Mod.ShiftModifier)
    assert desk.take(Paste) == [Paste(terminal_id=desk.widget.terminal_id, text="a\nb\n")]


def test_middle_click_pastes(qtbot: QtBot, desk: Desk) -> None:
    QGuiApplication.clipboard().setText("marked")
    QTest.mouseClick(desk.widget, Qt.MouseButton.MiddleButton)
    assert len(desk.take(Paste)) == (0 if QGuiApplication.clipboard().supportsSelection() else 1)


def test_copying_as_html_offers_the_text_beside_it(desk: Desk) -> None:
    desk.widget.apply_frame(desk.page.frame())
    desk.widget.surface.select(Selection(Spot(0, 2), Spot(1, 9), block=True))
    desk.widget.clipboard.copy_html()
    request, reply = desk.asked[-1]
    assert request == ReadStyled(
        terminal_id=desk.widget.terminal_id, start_row=0, start_col=2, end_row=1, end_col=9, block=True, html=True
    )
    reply("<pre>one</pre>")
    request, reply = desk.asked[-1]
    assert isinstance(request, ReadText)
    reply("one")
    content = QGuiApplication.clipboard().mimeData()
    assert content.text() == "one"
    assert "<pre>one</pre>" in content.html()


def test_copying_with_its_sequences(desk: Desk) -> None:
    desk.widget.apply_frame(desk.page.frame())
    desk.widget.clipboard.copy_ansi()
    assert not desk.asked
    desk.widget.surface.select(Selection(Spot(0, 2), Spot(1, 9)))
    desk.widget.clipboard.copy_ansi()
    desk.asked[-1][1]("\x1b[1mone\x1b[0m")
    assert QGuiApplication.clipboard().text() == "\x1b[1mone\x1b[0m"
