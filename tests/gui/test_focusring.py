from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget

from console.ui.dialogs import AboutDialog
from tests.gui.conftest import Desk


def test_the_ring_stands_outside_the_focused_button(desk: Desk) -> None:
    window = desk.window
    assert not window.ring.isVisible()
    sheet = AboutDialog(window.themes)
    window.sheets.present(sheet)
    assert window.ring.isVisible()
    corner = sheet.close_button.mapTo(window, sheet.close_button.rect().topLeft())
    assert (window.ring.x(), window.ring.y()) == (corner.x() - 5, corner.y() - 5)
    picture = window.grab().toImage()
    assert picture.pixelColor(corner.x() + 30, corner.y() - 4) == window.themes.current.colors.focus
    sheet.close_button.click()
    assert not window.ring.isVisible()


def test_the_ring_moves_with_the_window(desk: Desk) -> None:
    sheet = AboutDialog(desk.window.themes)
    desk.window.sheets.present(sheet)
    before = desk.window.ring.pos()
    desk.window.resize(1100, 700)
    assert desk.window.ring.pos() != before
    sheet.close_button.click()


def test_the_ring_stays_within_what_is_scrolled(desk: Desk) -> None:
    area = QScrollArea(desk.window)
    content = QWidget()
    content.setFixedSize(200, 2000)
    first = QPushButton("First", content)
    area.setWidget(content)
    area.setGeometry(100, 100, 240, 300)
    area.show()
    first.setFocus()
    ring = desk.window.ring
    assert ring.isVisible()
    area.verticalScrollBar().setValue(first.height() // 2)
    top = area.viewport().mapTo(desk.window, QPoint(0, 0)).y()
    assert ring.isVisible() and ring.y() >= top - 5, "what is scrolled away has no ring outside the area"
    area.verticalScrollBar().setValue(1000)
    assert not ring.isVisible()
    area.verticalScrollBar().setValue(0)
    assert ring.isVisible() and ring.height() == first.height() + 10
