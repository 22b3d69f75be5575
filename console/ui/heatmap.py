"""The fleet heat map under the terminals: every GPU at a glance, states as marks over the ramp."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QToolTip, QWidget

from console.model.ids import NodeId
from console.model.text import fill
from console.settings.language import _, ngettext
from console.ui.fonts import ui_font
from console.ui.heatcell import paint_cell
from console.ui.heatgrid import Block, Cell, Grid, Metric, blocks_of, lay_out, rows_of
from console.ui.models.describe import state_name
from console.ui.models.fleet import FleetModel
from console.ui.models.readings import gpu_readings
from console.ui.theme import Themes, ramp_color

FULL_CELL, STRIP_CELL = (13, 3), (7, 2)
FULL_HEIGHT_FROM = 860
"""Windows that are lower get the strip."""
LEFT = 28


def metric_name(metric: Metric) -> str:
    """Return the word on the button of a metric."""
    words = {Metric.UTILISATION: _("Util"), Metric.MEMORY: _("Mem"), Metric.TEMPERATURE: "°C", Metric.POWER: "W"}
    return words[metric]


class Segment(QAbstractButton):
    """One of the metrics to choose from."""

    def __init__(self, themes: Themes, metric: Metric, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setCheckable(True)
        self.setText(metric_name(metric))
        self.setAccessibleName(metric_name(metric))
        self.setFixedSize(round(QFontMetricsF(ui_font("caption")).horizontalAdvance(self.text())) + 18, 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the word; the chosen one stands on a ground."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.hasFocus():
            painter.setPen(QPen(colors.focus if self.hasFocus() else colors.edge, 1.5))
            painter.setBrush(colors.press if self.isChecked() else colors.well)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        painter.setFont(ui_font("caption"))
        painter.setPen(colors.text if self.isChecked() else colors.text2)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class HeatMap(QWidget):
    """Click chooses a node, double click or Enter opens it; arrows walk from GPU to GPU."""

    node_chosen = Signal(object)
    """NodeId"""
    open_wanted = Signal(object)
    """NodeId"""

    def __init__(self, fleet: FleetModel, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fleet, self._themes = fleet, themes
        self._metric = Metric.UTILISATION
        self._cells: list[Cell] = []
        self._cursor = 0
        self._full = True
        self.selected: NodeId | None = None
        self.setAccessibleName(_("Fleet heat map"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._segments = [Segment(themes, metric, self) for metric in Metric]
        for metric, segment in zip(Metric, self._segments, strict=True):
            self._group.addButton(segment)
            segment.clicked.connect(partial(self.show_metric, metric))
        self._segments[0].setChecked(True)
        self._soon = QTimer(self, singleShot=True, interval=250)
        self._soon.timeout.connect(self.refresh)
        fleet.totals_changed.connect(self._changed)
        themes.changed.connect(self.update)
        self.hide()

    def cells(self) -> tuple[Cell, ...]:
        """Return the GPUs that are shown."""
        return tuple(self._cells)

    def show_metric(self, metric: Metric) -> None:
        """Colour the cells by another metric."""
        self._metric = metric
        self.update()

    def fit(self, window_height: int) -> None:
        """Use the strip in a low window."""
        full = window_height >= FULL_HEIGHT_FROM
        if full is not self._full:
            self._full = full
            self.refresh()

    def select(self, node_id: NodeId | None) -> None:
        """Draw the ring round the column of a node."""
        self.selected = node_id
        self.update()

    def refresh(self) -> None:
        """Lay the cells out anew; without any GPU the map takes no room."""
        blocks = blocks_of(self._fleet.views())
        cell, gap = FULL_CELL if self._full else STRIP_CELL
        top = 56 if self._full else 24
        grid = Grid(cell, gap, self._head_width)
        self._cells = lay_out(blocks, grid, left=LEFT, top=top, right=self.width() - 14)
        rows = rows_of(blocks)
        self.setFixedHeight(top + rows * (cell + gap) + (44 if self._full else 10))
        self.setVisible(rows > 0)
        for segment in self._segments:
            segment.setVisible(self._full)
        self._cursor = min(self._cursor, max(len(self._cells) - 1, 0))
        self.update()

    def _head_width(self, block: Block) -> float:
        words = f"{block.name}  {block.site}" if self._full else block.name
        return QFontMetricsF(ui_font("caption")).horizontalAdvance(words) + 4

    def _changed(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def describe(self, cell: Cell) -> str:
        """Return a cell in words."""
        if cell.gpu is None:
            return f"{cell.view.node.name}: {state_name(cell.view.state)}"
        readings = gpu_readings(cell.gpu)
        values = [readings.words]
        if readings.load is not None:
            values.append(f"{readings.load * 100:.0f} %")
        if readings.temperature_celsius is not None:
            values.append(f"{readings.temperature_celsius:.0f} °C")
        if readings.power_watts is not None:
            values.append(f"{readings.power_watts:.0f} W")
        return f"{cell.view.node.name}  GPU {cell.gpu.index}: " + ", ".join(value for value in values if value)

    # ---- input -------------------------------------------------------------------------------

    def _at(self, place: QPointF) -> Cell | None:
        return next((c for c in self._cells if c.rect.adjusted(-1, -1, 2, 2).contains(place)), None)

    def event(self, event: QEvent) -> bool:
        """Tell the value under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.describe(cell) if cell else "", self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the node of a cell."""
        cell = self._at(event.position())
        if cell is not None:
            self._cursor = self._cells.index(cell)
            self.node_chosen.emit(cell.view.node.id)
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the node of a cell."""
        cell = self._at(event.position())
        if cell is not None:
            self.open_wanted.emit(cell.view.node.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrows, open with Enter."""
        steps = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        step = steps.get(Qt.Key(event.key()))
        if not self._cells or (step is None and event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}):
            super().keyPressEvent(event)
            return
        if step is None:
            self.open_wanted.emit(self._cells[self._cursor].view.node.id)
            return
        here = self._cells[self._cursor]
        columns = list(dict.fromkeys((c.block, c.column) for c in self._cells))
        column = columns[min(max(columns.index((here.block, here.column)) + step[0], 0), len(columns) - 1)]
        row = max(here.row + step[1], 0)
        there = [c for c in self._cells if (c.block, c.column) == column]
        self._cursor = self._cells.index(min(there, key=lambda c: abs(c.row - row)))
        words = self.describe(self._cells[self._cursor])
        self.setAccessibleDescription(words)
        QToolTip.showText(self.mapToGlobal(self._cells[self._cursor].rect.bottomRight().toPoint()), words, self)
        self.update()

    # ---- painting ----------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many groups as there is room for."""
        x = self.width() - 14
        for segment in reversed(self._segments):
            x -= segment.width()
            segment.move(x, 8)
        self.refresh()

    def sizeHint(self) -> QSize:
        """Return the height of the rows."""
        return QSize(400, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw heads, cells, marks and the legend."""
        theme = self._themes.current
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colors.panel)
        painter.fillRect(0, 0, self.width(), 1, theme.colors.line)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._full:
            self._head(painter)
            self._legend(painter)
        for cell in self._cells:
            if cell.column == 0 and cell.row == 0:
                self._block_head(painter, cell)
            paint_cell(painter, cell, self._metric, theme)
        self._column_ring(painter)
        if self.hasFocus() and self._cells:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colors.focus, 2))
            painter.drawRoundedRect(self._cells[self._cursor].rect.adjusted(-2, -2, 2, 2), 3, 3)

    def _head(self, painter: QPainter) -> None:
        colors = self._themes.current.colors
        painter.setFont(ui_font("body_strong"))
        painter.setPen(colors.text)
        title = _("Fleet heat map")
        painter.drawText(QRectF(14, 8, 300, 22), Qt.AlignmentFlag.AlignVCenter, title)
        x = 14 + QFontMetricsF(ui_font("body_strong")).horizontalAdvance(title) + 10
        painter.setFont(ui_font("small"))
        painter.setPen(colors.text3)
        count = sum(cell.gpu is not None for cell in self._cells)
        painter.drawText(
            QRectF(x, 8, 200, 22), Qt.AlignmentFlag.AlignVCenter, ngettext("{count} GPU", "{count} GPUs", count)
        )

    def _block_head(self, painter: QPainter, cell: Cell) -> None:
        colors = self._themes.current.colors
        path = cell.view.node.path
        name, site = (path[-1] if path else ""), (path[0] if len(path) > 1 else "")
        line = QRectF(cell.rect.left(), cell.rect.top() - 20, 220, 16)
        painter.setFont(ui_font("caption"))
        painter.setPen(colors.text2)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, name)
        if self._full:
            line.translate(QFontMetricsF(ui_font("caption")).horizontalAdvance(name) + 8, 0)
            painter.setPen(colors.text3)
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, site)
        if self._full and cell.block == 0:
            painter.setFont(ui_font("micro"))
            painter.setPen(colors.text3)
            for other in (c for c in self._cells if c.block == 0 and c.column == 0):
                label = QRectF(8, other.rect.top(), 14, other.rect.height())
                painter.drawText(label, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, str(other.row))

    def _legend(self, painter: QPainter) -> None:
        theme = self._themes.current
        ramp = theme.temperature_ramp if self._metric is Metric.TEMPERATURE else theme.load_ramp
        low, high = ("25 °C", "90 °C") if self._metric is Metric.TEMPERATURE else ("0 %", "100 %")
        y, middle = self.height() - 26, Qt.AlignmentFlag.AlignVCenter
        painter.setFont(ui_font("caption"))
        painter.setPen(theme.colors.text3)
        painter.drawText(QRectF(LEFT, y, 40, 14), middle, low)
        x = LEFT + QFontMetricsF(ui_font("caption")).horizontalAdvance(low) + 8
        for step in range(8):
            painter.fillRect(QRectF(x + step * 10, y + 2, 10, 10), ramp_color(ramp, step / 7))
        painter.drawText(QRectF(x + 88, y, 50, 14), middle, high)
        words = fill(_("≥ {limit} °C ringed · failed crossed · no answer struck · old data hatched"), {"limit": "85"})
        painter.drawText(QRectF(x + 142, y, self.width() - x - 150, 14), middle, words)

    def _column_ring(self, painter: QPainter) -> None:
        column = [cell.rect for cell in self._cells if cell.view.node.id == self.selected]
        if column:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._themes.current.colors.focus, 1.5))
            around = QRectF(column[0].topLeft(), column[-1].bottomRight())
            painter.drawRoundedRect(around.adjusted(-2, -2, 2, 2), 3, 3)
