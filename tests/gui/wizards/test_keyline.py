from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.ui.wizards.keyline import KeyLine
from console.wire import messages as m
from tests.gui.accessibility import unnamed_widgets
from tests.gui.fakes import FakeBridge


def test_the_key_of_a_registry_is_asked_for_where_one_is_needed(qtbot: QtBot) -> None:
    bridge, holder = FakeBridge(), QWidget()
    qtbot.addWidget(holder)
    line = KeyLine(bridge, holder)
    assert line.isHidden()
    line.show_registry("nvcr.io")
    assert not line.isHidden() and line.ask_button.text() == "Key for nvcr.io…"
    line.ask_button.click()
    assert bridge.answer(True) == m.AskHubToken(host="nvcr.io")
    assert line.note.text() == "A key is there."
    line.show_registry("nvcr.io")
    assert line.note.text() == "A key is there."  # another argument was typed
    line.ask_button.click()
    bridge.answer(False)
    assert line.note.text() == "There is no key." and unnamed_widgets(line) == []
    line.show_registry("")
    assert line.isHidden()
