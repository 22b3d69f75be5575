from __future__ import annotations

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
