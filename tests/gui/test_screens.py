from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from console.ui.screens import bring_forward, on_a_screen
from tests.gui.conftest import drop


def test_a_place_beyond_all_screens_becomes_one_that_can_be_reached(qapp: QApplication) -> None:
    del qapp
    room = QGuiApplication.primaryScreen().availableGeometry()
    assert on_a_screen((10, 20, 300, 200)) == QRect(10, 20, 300, 200)
    assert room.contains(on_a_screen((room.right() + 5000, 20, 300, 200)))
    assert on_a_screen((room.right() - 50, room.bottom() - 50, 300, 200)).bottomRight() == room.bottomRight()
    assert on_a_screen((10, 20, 90_000, 90_000)) == room


def test_a_window_of_ours_takes_the_keyboard_from_another_of_ours(qtbot: QtBot) -> None:
    first, second = QWidget(), QWidget()
    field = QLineEdit(second)
    for window in (second, first):
        window.show()
        window.activateWindow()
    qtbot.waitUntil(first.isActiveWindow)
    bring_forward(field)
    qtbot.waitUntil(second.isActiveWindow)
    drop(first)
    drop(second)
