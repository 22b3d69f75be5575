"""Paint at the pixel ratio of QT_SCALE_FACTOR, at odd places of a window; exit 1 where a pixel is wrong.

A program of its own, since Qt fixes the ratio when it starts.
"""

from __future__ import annotations

import sys

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from console.model.ids import TerminalId
from console.ui.terminal.widget import TerminalWidget
from tests.gui.terminal.page import Page, Style

GREEN, RED = 0x00FF00, 0xFF0000
COLS, ROWS = 20, 6


def count(image: QImage, color: int) -> int:
    return int(np.count_nonzero(pixels_of(image) == color))


def pixels_of(image: QImage) -> NDArray[np.uint32]:
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(plain.constBits(), np.uint32) & np.uint32(0xFFFFFF)
    return pixels.reshape(plain.height(), plain.width())


def green(image: QImage) -> NDArray[np.bool_]:
    is_green: NDArray[np.bool_] = pixels_of(image) == GREEN
    return is_green


def check(x: int, y: int) -> list[str]:
    """Return what is wrong with a terminal at a place of its window."""
    page = Page(COLS, ROWS)
    for row in range(ROWS):
        page.put(row, 0, "█" * COLS, Style(fg=GREEN))
    window = QWidget()
    # The offscreen platform takes the logical size for device pixels when it is asked what is on the screen.
    window.setGeometry(0, 0, 700, 500)
    widget = TerminalWidget(TerminalId(1), page.atlas, window)
    widget.setGeometry(x, y, 290, 140)
    window.show()
    QTest.qWaitForWindowExposed(window)
    widget.set_dim_rules(False)
    widget.apply_frame(page.frame(cursor=None))
    metrics = page.atlas.metrics(13.0, widget.devicePixelRatioF())
    cell = metrics.width * metrics.height
    wrong = []
    if count(window.grab().toImage(), GREEN) != COLS * ROWS * cell:
        wrong.append("the grid is not painted pixel by pixel")
    for row in (1, 4, 2, 0, 5):
        page.put(row, 0, "█" * COLS, Style(fg=RED))
        widget.apply_frame(page.frame([row], cursor=None))
    # What is on the screen, not what a fresh painting of everything would give.
    screen = window.screen().grabWindow(window.winId()).toImage()
    found = count(screen, RED), count(screen, GREEN)
    if found != (5 * COLS * cell, COLS * cell):
        wrong.append(f"single rows leave traces: {found}")
    wrong += broken_lines(page, window, widget)
    window.close()
    return [f"{text} at {x},{y}" for text in wrong]


def broken_lines(page: Page, window: QWidget, widget: TerminalWidget) -> list[str]:
    """Return which lines do not run through from cell to cell: across, each pixel row is all or nothing; so is down."""
    wrong = []
    metrics = page.atlas.metrics(13.0, widget.devicePixelRatioF())
    for char in "─━═🬋🮑⎻▂":
        for row in range(ROWS):
            page.put(row, 0, char * COLS, Style(fg=GREEN))
        widget.apply_frame(page.frame(cursor=None))
        rows = green(window.grab().toImage()).sum(axis=1)
        if set(rows[rows > 0].tolist()) != {COLS * metrics.width}:
            wrong.append(f"{char} does not join")
    for char in "│┃║▌▎":
        for row in range(ROWS):
            page.put(row, 0, char * COLS, Style(fg=GREEN))
        widget.apply_frame(page.frame(cursor=None))
        cols = green(window.grab().toImage()).sum(axis=0)
        if set(cols[cols > 0].tolist()) != {ROWS * metrics.height}:
            wrong.append(f"{char} does not join")
    return wrong


def main() -> int:
    """Check some places."""
    app = QApplication([])
    wrong = [text for place in ((0, 0), (1, 1), (3, 7), (51, 33)) for text in check(*place)]
    print("\n".join(wrong))
    app.quit()
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
