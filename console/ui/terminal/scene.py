"""A terminal's widget as it is painted: ground, grid, cursor, gutter, composed text and the scroll bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QRegion
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from console.ui.terminal.canvas import Canvas
    from console.ui.terminal.display import Display
    from console.ui.terminal.images import Images
    from console.ui.terminal.screen import Screen

LOST_OPACITY = 0.6


class Scene:
    """Paints what a display holds. Inside the grid a pixel is a device pixel."""

    def __init__(self, host: QWidget, display: Display) -> None:
        self._host = host
        self._display = display

    def paint(self, region: QRegion) -> None:
        """Paint a region of the host; called from its paint event."""
        display = self._display
        painter = QPainter(self._host)
        canvas = display.canvas
        ground = QColor.fromRgb(display.colors.background if canvas is None else canvas.ground)
        if canvas is None or not display.connected:
            painter.fillRect(region.boundingRect(), ground)
        if canvas is not None:
            if display.connected:
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            else:
                painter.setOpacity(LOST_OPACITY)
            self._paint_grid(painter, region, canvas, ground)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        self._paint_over(painter)
        painter.end()

    def _paint_grid(self, painter: QPainter, region: QRegion, canvas: Canvas, ground: QColor) -> None:
        display, geometry = self._display, self._display.geometry
        painter.save()
        painter.scale(1 / geometry.metrics.ratio, 1 / geometry.metrics.ratio)
        device = painter.deviceTransform()
        # On a fractional ratio the widget may begin between device pixels; the grid may not.
        painter.translate(round(device.dx()) - device.dx(), round(device.dy()) - device.dy())
        if display.connected:
            self._fill_margins(painter, ground)
        rows = geometry.rows_in(region.boundingRect())
        painter.save()
        painter.translate(geometry.left, geometry.top)
        if canvas.screen is not None and geometry.shift:
            metrics = geometry.metrics
            painter.setClipRect(0, 0, canvas.screen.cols * metrics.width, canvas.screen.rows * metrics.height)
            painter.translate(0, -geometry.shift)
        elif canvas.screen is not None:
            rows = max(0, rows[0]), min(rows[1], canvas.screen.rows)
        canvas.draw(painter, *rows)
        if display.images is not None and display.images.placements and canvas.screen is not None:
            self._paint_images(painter, display.images, canvas.screen, rows)
        if display.connected and not display.preedit.text and display.blink.shown:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            canvas.draw_cursor(painter, rows, focused=self._host.hasFocus())
        painter.restore()
        if display.gutter.cells and canvas.screen is not None:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            above, below = canvas.spare_rows()
            shown = max(-above, rows[0]), min(rows[1], canvas.screen.rows + below)
            bottom = canvas.screen.rows * geometry.metrics.height
            painter.setClipRect(0, geometry.top, geometry.left, bottom)
            display.gutter.draw(painter, geometry, display.colors, canvas.screen.frame.first_row, shown)
        painter.restore()

    def _paint_images(self, painter: QPainter, images: Images, screen: Screen, rows: tuple[int, int]) -> None:
        metrics = self._display.geometry.metrics
        painter.save()
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        grid = QRect(0, 0, screen.cols * metrics.width, (screen.rows + 1) * metrics.height)
        painter.setClipRect(grid, Qt.ClipOperation.IntersectClip)
        images.draw(painter, screen.frame.first_row, rows, metrics)
        painter.restore()

    def _fill_margins(self, painter: QPainter, ground: QColor) -> None:
        """Fill what the grid does not cover; it may be of another size until the core has answered a resize."""
        display, metrics = self._display, self._display.geometry.metrics
        screen = display.canvas.screen if display.canvas is not None else None
        cols, rows = (screen.cols, screen.rows) if screen is not None else (0, 0)
        left, top = display.geometry.left, display.geometry.top
        right, bottom = left + cols * metrics.width, top + rows * metrics.height
        width = round(self._host.width() * metrics.ratio) + 1
        height = round(self._host.height() * metrics.ratio) + 1
        painter.fillRect(0, 0, width, top, ground)
        painter.fillRect(0, bottom, width, height - bottom, ground)
        painter.fillRect(0, top, left, bottom - top, ground)
        painter.fillRect(right, top, width - right, bottom - top, ground)

    def _paint_over(self, painter: QPainter) -> None:
        """Paint what lies over the cells: composed text and the scroll bar."""
        display = self._display
        width, height = self._host.width(), self._host.height()
        if display.preedit.text:
            right = display.geometry.cell_rect(display.geometry.cols - 1, 0).right()
            display.preedit.draw(painter, display.cursor_rect(), right, display.geometry.metrics, display.colors)
        bar = display.scrollback.bar(width, height) if display.bar_shown else None
        if bar is not None:
            painter.setOpacity(1.0)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor.fromRgb(display.colors.rule))
            painter.drawRoundedRect(bar, bar.width() / 2, bar.width() / 2)
            display.marks.draw(painter, display.scrollback, (width, height), display.colors)
