"""A terminal painted into an image, with its own painter and without its window."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter

from console.ui.terminal.canvas import Canvas
from console.ui.terminal.geometry import PADDING_X, PADDING_Y
from console.wire.frames import Frame, FrameFlag

if TYPE_CHECKING:
    from console.ui.terminal.atlas import GlyphAtlas
    from console.ui.terminal.colors import TerminalColors
    from console.ui.terminal.display import Display
    from console.ui.terminal.screen import Screen

PICTURE_RATIO = 2.0
"""Device pixels of a still picture: it is to be as sharp on the best screen."""


class Picture:
    """Takes frames like a terminal; ``paint`` makes an image of a fixed grid. Sides are even, as videos want them."""

    def __init__(
        self, atlas: GlyphAtlas, colors: TerminalColors, size: float, ratio: float, grid: tuple[int, int]
    ) -> None:
        self._canvas = Canvas(atlas, colors, size, ratio)
        self._metrics = atlas.metrics(size, ratio)
        self._padding = round(PADDING_X * ratio), round(PADDING_Y * ratio)
        cols, rows = grid
        width = cols * self._metrics.width + 2 * self._padding[0]
        height = rows * self._metrics.height + 2 * self._padding[1]
        self.image = QImage(width + width % 2, height + height % 2, QImage.Format.Format_RGB32)

    def apply_frame(self, frame: Frame) -> None:
        """Take what changed."""
        self._canvas.take(frame)

    def apply_pictures(self, payload: bytes, *, placements: bool) -> None:
        """Pass over pictures between the text: recordings are played without them."""

    def paint(self) -> QImage:
        """Return the picture; the next call paints the same image anew."""
        canvas = self._canvas
        canvas.render()
        painter = QPainter(self.image)
        painter.fillRect(self.image.rect(), QColor.fromRgb(canvas.colors.background))
        if canvas.screen is not None:
            painter.translate(*self._padding)
            rows = (0, canvas.screen.rows)
            canvas.draw(painter, *rows)
            canvas.draw_cursor(painter, rows, focused=True)
        painter.end()
        return self.image


def picture_of(display: Display, ratio: float = PICTURE_RATIO) -> QImage | None:
    """Return what a terminal shows now, without selection and scroll bar; None before its first frame."""
    screen = display.canvas.screen if display.canvas is not None else None
    if screen is None:
        return None
    picture = Picture(display.atlas, display.colors, display.size, ratio, (screen.cols, screen.rows))
    picture.apply_frame(_whole(screen))
    return picture.paint()


def _whole(screen: Screen) -> Frame:
    """Return a frame of everything that a screen holds."""
    return replace(
        screen.frame,
        flags=screen.frame.flags | FrameFlag.FULL,
        scroll=0,
        row_numbers=np.arange(screen.rows, dtype=np.uint16),
        keys=screen.keys,
        attributes=screen.attributes,
        underline_colors=screen.underline_colors,
        wrapped=screen.wrapped,
    )


class PngWriter(QObject):
    """Writes an image as PNG beside the window: 4 million pixels take a fifth of a second."""

    finished = Signal(str)
    """Empty, or why it could not be written."""

    def __init__(self, image: QImage, path: str, parent: QObject) -> None:
        super().__init__(parent)
        self._image, self._path = image, path

    def start(self) -> None:
        """Write in a thread of its own."""
        Thread(target=self._write, name="png", daemon=True).start()

    def _write(self) -> None:
        writer = QImageWriter(self._path, b"png")
        is_written = writer.write(self._image)
        self.finished.emit("" if is_written else writer.errorString())
