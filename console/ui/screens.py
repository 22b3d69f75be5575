"""Windows and screens: where a window may stand, and which of ours has the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from console.model.arrangement import Geometry


def on_a_screen(geometry: Geometry) -> QRect:
    """Return a place for a window where all of it can be reached: its screen may be gone, or smaller now."""
    wanted = QRect(*geometry)
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    room = next((screen for screen in screens if screen.contains(wanted.topLeft())), None)
    if room is None:
        room = QGuiApplication.primaryScreen().availableGeometry()
        wanted.moveCenter(room.center())
    wanted.setSize(wanted.size().boundedTo(room.size()))
    wanted.moveRight(min(wanted.right(), room.right()))
    wanted.moveBottom(min(wanted.bottom(), room.bottom()))
    wanted.moveTopLeft(QPoint(max(wanted.x(), room.x()), max(wanted.y(), room.y())))
    return wanted


def bring_forward(part: QWidget) -> None:
    """Give a part's window the keyboard where another window of ours has it; never take it from another program."""
    active = QApplication.activeWindow()
    if active is not None and active is not part.window():
        part.window().raise_()
        part.window().activateWindow()
