"""One plot of the history, drawn with pyqtgraph: grid, lines with their range, gaps, limit, a cursor.

This is the only module that imports pyqtgraph, and it is imported when the first plot is wanted.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from console.panels import HistoryPanel
from console.ui.dashboard.scale import scale_for
from console.ui.fonts import ui_font
from console.ui.formats import decimal
from console.ui.history import timeaxis
from console.ui.history.curves import Line, unknown
from console.ui.theme import Colors, Themes

# Qt ends by itself; the library's own way of ending closes every window that there is.
pg.setConfigOptions(exitCleanup=False, antialias=True, useOpenGL=False)

AXIS_WIDTH = 46
_BAND_ALPHA = 0.13
_DASHES = [5 / 2, 2.6 / 2]
"""In units of the line's width."""
_ZOOM = 1.5
_EDGE = 8
"""Half the height of a number, in logical pixels."""


def color_of(place: int, colors: Colors) -> QColor:
    """Return the colour of the subject at a place."""
    return QColor((colors.s1, colors.s2, colors.s3, colors.s4)[place % 4])


def pen_of(place: int, colors: Colors) -> QPen:
    """Return how the line of the subject at a place is drawn: the first four solid, the others dashed."""
    pen = QPen(color_of(place, colors), 2)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if place >= 4:
        pen.setDashPattern(_DASHES)
    return pen


class _TimeAxis(pg.AxisItem):
    """Round moments of the wall clock."""

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        """Return one level of moments."""
        step, found = timeaxis.moments(minVal, maxVal, size)
        return [(float(step), found)]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return their words."""
        return timeaxis.labels(values, spacing)


class _ValueAxis(pg.AxisItem):
    """A few round numbers."""

    ticks: Sequence[float] = (0.0, 1.0)

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        """Return the numbers that were chosen together with the range."""
        return [(self.ticks[1] - self.ticks[0], list(self.ticks))]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return them with the language's decimal sign."""
        places = next((p for p in range(3) if all(abs(round(v, p) - v) < 1e-6 for v in values)), 2)
        return [decimal(value, places) for value in values]


class _Gaps(pg.GraphicsObject):
    """Hatches the time in which nothing is known. The strokes have their angle on the screen, not in the data."""

    def __init__(self) -> None:
        super().__init__()
        self._gaps: Sequence[tuple[float, float]] = ()
        self._color = QColor()

    def show_gaps(self, gaps: Sequence[tuple[float, float]], color: QColor) -> None:
        """Hatch these stretches of time and no others."""
        self.prepareGeometryChange()
        self._gaps, self._color = gaps, color
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the whole view: only what is in it is drawn."""
        return self.viewRect()

    def paint(self, painter: QPainter, _option: object, _widget: QWidget | None = None) -> None:
        """Draw the strokes."""
        view, transform = self.viewRect(), painter.transform()
        painter.save()
        painter.resetTransform()
        painter.setPen(QPen(self._color, 2))
        for begin, end in self._gaps:
            zone = transform.mapRect(QRectF(begin, view.top(), end - begin, view.height()).intersected(view))
            if zone.width() < 1:
                continue
            painter.setClipRect(zone)
            height = zone.height()
            for start in range(int(zone.left() - height), int(zone.right()) + 1, 6):
                painter.drawLine(QPointF(start, zone.bottom()), QPointF(start + height, zone.top()))
        painter.restore()


class _Drawn:
    """The items of one line."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._plot = plot
        none = QPen(Qt.PenStyle.NoPen)
        self._low, self._high = pg.PlotCurveItem(pen=none), pg.PlotCurveItem(pen=none)
        self._band = pg.FillBetweenItem(self._low, self._high)
        self._mean = pg.PlotCurveItem(skipFiniteCheck=False)
        for item in self._items:
            plot.addItem(item, ignoreBounds=True)

    @property
    def _items(self) -> tuple[pg.PlotCurveItem | pg.FillBetweenItem, ...]:
        return self._low, self._high, self._band, self._mean

    def show_line(self, line: Line, place: int, colors: Colors, *, has_band: bool) -> None:
        """Draw a line, and the range around it where there is room for that."""
        fill = color_of(place, colors)
        fill.setAlphaF(_BAND_ALPHA if has_band else 0.0)
        self._band.setBrush(fill)
        self._band.setVisible(has_band)
        if has_band:
            self._low.setData(line.moments, line.lows, connect="finite")
            self._high.setData(line.moments, line.highs, connect="finite")
        self._mean.setData(line.moments, line.means, connect="finite", pen=pen_of(place, colors))

    def remove(self) -> None:
        """Take it off the plot."""
        for item in self._items:
            self._plot.removeItem(item)


class Chart(pg.PlotWidget):
    """Wheel and plus or minus zoom, dragging and Shift with the arrows pan; the arrows walk the cursor."""

    hovered = Signal(object)
    """The moment under the pointer or the cursor; None: there is none."""
    range_wanted = Signal(float, float)
    """A person has zoomed or panned to this stretch."""
    reset_wanted = Signal()

    def __init__(self, panel: HistoryPanel, themes: Themes, parent: QWidget | None = None) -> None:
        self._time, self._values = _TimeAxis("bottom"), _ValueAxis("left")
        super().__init__(parent, background=None, axisItems={"bottom": self._time, "left": self._values})
        self._panel, self._themes = panel, themes
        self.lines: list[Line] = []
        self._start, self._end = 0.0, 1.0
        self._is_ours = False
        self._moment: float | None = None
        plot = self.plotItem
        plot.hideButtons()
        self._view = plot.getViewBox()
        self._view.setMenuEnabled(enableMenu=False)
        self._view.setMouseEnabled(x=True, y=False)
        self._view.setDefaultPadding(0.0)
        self._view.disableAutoRange()
        self._gaps, self._drawn = _Gaps(), list[_Drawn]()
        plot.addItem(self._gaps, ignoreBounds=True)
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._cursor.hide()
        plot.addItem(self._cursor, ignoreBounds=True)
        self._limit = pg.InfiniteLine(angle=0, movable=False) if panel.limit is not None else None
        if self._limit is not None and panel.limit is not None:
            self._limit.setPos(panel.limit.value)
            plot.addItem(self._limit, ignoreBounds=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self._view.sigXRangeChanged.connect(self._moved)
        scene = self.scene()
        scene.sigMouseMoved.connect(self._pointed)
        self.dress()

    # ---- what the page calls -----------------------------------------------------------------

    def show_lines(self, lines: list[Line], start: float, end: float) -> None:
        """Draw these lines from ``start`` to ``end``."""
        self.lines = lines
        self._start, self._end = start, end
        self._redraw()

    def show_cursor(self, moment: float | None) -> None:
        """Stand at a moment, which may be that of another plot."""
        self._moment = moment
        self._cursor.setVisible(moment is not None)
        if moment is not None:
            self._cursor.setPos(moment)

    def y_of(self, value: float) -> float:
        """Return where a value stands, in pixels of this widget."""
        return float(self.mapFromScene(self._view.mapViewToScene(QPointF(self._start, value))).y())

    def dress(self) -> None:
        """Draw in the theme of now."""
        colors = self._themes.current.colors
        self.setBackground(colors.panel)
        for axis in (self._time, self._values):
            axis.setPen(QPen(colors.grid, 1))
            axis.setTextPen(colors.text3)
            axis.setTickFont(ui_font("micro"))
            axis.setStyle(tickLength=0, autoExpandTextSpace=False, hideOverlappingLabels=False)
        self._values.setWidth(AXIS_WIDTH)
        self._time.setHeight(18)
        self._values.setGrid(255)
        self._cursor.setPen(QPen(colors.text3, 1))
        if self._limit is not None:
            pen = QPen(colors.warn, 1.6)
            pen.setCosmetic(True)
            pen.setDashPattern([7, 4])
            self._limit.setPen(pen)
        self._redraw()

    def _redraw(self) -> None:
        colors = self._themes.current.colors
        while len(self._drawn) > len(self.lines):
            self._drawn.pop().remove()
        while len(self._drawn) < len(self.lines):
            self._drawn.append(_Drawn(self.plotItem))
        for place, (drawn, line) in enumerate(zip(self._drawn, self.lines, strict=True)):
            drawn.show_line(line, place, colors, has_band=len(self.lines) <= 2)
        margin = max((self._end - self._start) / 60, 20.0)
        self._gaps.show_gaps(unknown(self.lines, self._end, margin), colors.line)
        low, high, self._values.ticks = self._value_range()
        self._is_ours = True
        self._view.setXRange(self._start, self._end, padding=0)
        # A little more, or the numbers at both ends would have no room.
        room = (high - low) * _EDGE / max(self._view.sceneBoundingRect().height() - 2 * _EDGE, _EDGE)
        self._view.setYRange(low - room, high + room, padding=0)
        self._is_ours = False

    def _value_range(self) -> tuple[float, float, Sequence[float]]:
        """Return lowest, highest and the steps of the grid."""
        panel = self._panel
        if panel.low is not None and panel.high is not None:
            return panel.low, panel.high, (panel.low, (panel.low + panel.high) / 2, panel.high)
        tables = [table for line in self.lines for table in (line.lows, line.highs)]
        told = np.concatenate([table[~np.isnan(table)] for table in tables]) if tables else np.empty(0)
        if not len(told):
            return 0.0, 3.0, (0.0, 3.0)
        low = float(told.min()) if panel.low is None else panel.low
        scale = scale_for(low, max(float(told.max()), low + 1e-3))
        return scale.low, scale.high, scale.ticks

    # ---- pointer and keys --------------------------------------------------------------------

    def _moved(self, *_args: object) -> None:
        if not self._is_ours:
            (start, end), _y = self._view.viewRange()
            self.range_wanted.emit(start, end)

    def _pointed(self, place: QPointF) -> None:
        inside = self._view.sceneBoundingRect().contains(place)
        self.hovered.emit(self._view.mapSceneToView(place).x() if inside else None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the keyboard too: the surface that is clicked on is not what takes it."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def leaveEvent(self, event: object) -> None:
        """Take the cursor away."""
        self.hovered.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, zoom, pan, and go back to the whole stretch."""
        key, span = event.key(), self._end - self._start
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if key in steps and is_shifted:
            self.range_wanted.emit(
                self._start + steps[Qt.Key(key)] * span / 4, self._end + steps[Qt.Key(key)] * span / 4
            )
        elif key in steps:
            self._walk(steps[Qt.Key(key)])
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus}:
            at = self._moment if self._moment is not None else (self._start + self._end) / 2
            factor = _ZOOM if key == Qt.Key.Key_Minus else 1 / _ZOOM
            self.range_wanted.emit(at - (at - self._start) * factor, at + (self._end - at) * factor)
        elif key == Qt.Key.Key_Home:
            self.reset_wanted.emit()
        else:
            event.ignore()

    def _walk(self, step: int) -> None:
        if not self.lines:
            return
        told = [float(at) for at in self.lines[0].moments[~np.isnan(self.lines[0].means)]]
        if not told:
            return
        at = np.searchsorted(told, self._moment) if self._moment is not None else len(told) - (step > 0)
        self.hovered.emit(told[min(max(int(at) + step, 0), len(told) - 1)])

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the stretch of time: a resize is not a person who zooms. The library's own calls have no event."""
        self._is_ours = True
        super().resizeEvent(event)
        self._is_ours = False
        if event is not None:
            self._redraw()
