from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from console.ui.services.copying import CopyBlock


def test_a_block_is_as_high_as_its_text_and_copies_it(qtbot: QtBot) -> None:
    block = CopyBlock("curl")
    qtbot.addWidget(block)
    block.fill("one")
    low = block.text.height()
    block.fill("one\ntwo\nthree")
    assert block.text.height() > low and block.copy_button.accessibleName() == "Copy: curl"
    block.copy_button.click()
    assert QGuiApplication.clipboard().text() == "one\ntwo\nthree"
