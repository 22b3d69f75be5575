"""What the tests of the terminal share: a page to write on, and a shown widget that records what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.model.ids import TerminalId
from console.ui.terminal.widget import TerminalWidget
from console.wire.messages import Request
from tests.gui.terminal.page import Page


class Desk:
    """A widget, the page that it shows, and the requests that it made."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[Request] = []
        self.asked: list[tuple[Request, Callable[[object], None]]] = []
        self.widget = TerminalWidget(TerminalId(1), page.atlas, ask=lambda *question: self.asked.append(question))
        self.widget.request.connect(self.said.append)
        self.metrics = page.atlas.metrics(13.0, 1.0)
        self.widget.resize(page.cols * self.metrics.width + 28, page.rows * self.metrics.height + 16)

    def take(self, kind: type[Request]) -> list[Request]:
        """Return, once, the requests of a kind."""
        found = [request for request in self.said if isinstance(request, kind)]
        self.said[:] = [request for request in self.said if not isinstance(request, kind)]
        return found

    def picture(self) -> QImage:
        """Return what the widget shows."""
        return self.widget.grab().toImage()

    def cell(self, col: int, row: int, cells: int = 1) -> QImage:
        """Return the pixels of a cell."""
        width, height = self.metrics.width, self.metrics.height
        return self.picture().copy(14 + col * width, 8 + row * height, cells * width, height)


def colors_of(image: QImage) -> set[int]:
    """Return the different colours as 0xRRGGBB."""
    return {image.pixel(x, y) & 0xFFFFFF for x in range(image.width()) for y in range(image.height())}


def where(image: QImage, color: int) -> set[tuple[int, int]]:
    """Return the places of a colour."""
    return {
        (x, y) for x in range(image.width()) for y in range(image.height()) if image.pixel(x, y) & 0xFFFFFF == color
    }


@pytest.fixture
def page(qapp: QApplication) -> Page:
    return Page(40, 10)


@pytest.fixture
def desk(qtbot: QtBot, page: Page) -> Iterator[Desk]:
    desk = Desk(page)
    qtbot.addWidget(desk.widget)
    desk.widget.show()
    qtbot.waitExposed(desk.widget)
    desk.widget.setFocus()
    yield desk
    desk.widget.close()
