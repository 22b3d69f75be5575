from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QToolButton
from pytestqt.qtbot import QtBot

from console.ui.turning import follow
from tests.gui.conftest import drop


def act(button: QAbstractButton) -> None:
    """Do what a screen reader offers first."""
    actions = QAccessible.queryAccessibleInterface(button).actionInterface()
    actions.doAction(actions.actionNames()[0])


@pytest.mark.parametrize("press", [act, QAbstractButton.click], ids=["screen reader", "click"])
def test_a_click_and_a_screen_reader_choose_and_neither_leaves_nothing_chosen(qtbot: QtBot, press: object) -> None:
    assert callable(press)
    button, chosen = QToolButton(), []
    button.setCheckable(True)

    def choose() -> None:
        chosen.append("this")
        button.setChecked(True)

    follow(button, lambda: bool(chosen), choose)
    press(button)
    assert chosen == ["this"] and button.isChecked()
    press(button)
    assert chosen == ["this", "this"] and button.isChecked()
    chosen.clear()
    button.setChecked(False)
    assert chosen == [], "another was chosen: nothing follows"
    drop(button)
