"""The picture of the heat map's cells. Only those that changed are drawn again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from console.model.ids import NodeId
from console.model.node import NodeView
from console.panels import Metric, Ramp
from console.ui.dashboard.heads import advance, draw
from console.ui.dashboard.heatcell import paint_cell
from console.ui.dashboard.heatgrid import Block, Grid, Spacing, blocks_of, gpus_of, lay_out, rows_of
from console.ui.dashboard.heatmarks import Mark, mark_of
from console.ui.fonts import ui_font
from console.ui.theme import Theme, ramp_color

EDGE = 4
"""Room for rings round cells at the edge of the picture."""
_LEVELS = 50
"""A ramp in so many colours: a cell is drawn again when it changes by two in a hundred."""

Look = tuple[Mark, int]
"""The mark of a cell and its place on the ramp; -1 where it says nothing."""


class HeatPicture:
    """Cells and labels in one pixmap, which may be higher than what is seen of it."""

    def __init__(self, theme: Theme, metric: Metric, spacing: Spacing) -> None:
        self.theme, self.metric, self.spacing = theme, metric, spacing
        self.grid = Grid(0, 0, 0.0, (), ())
        self.pixmap = QPixmap()
        self.painted_cells = 0
        """Counts up."""
        self._blocks: tuple[Block, ...] = ()
        self._shown: dict[NodeId, NodeView] = {}
        self._looks: dict[NodeId, tuple[Look, ...]] = {}
        self._ramp: list[QColor] = []

    @property
    def height(self) -> float:
        """Return the height of everything, in logical pixels."""
        return self.grid.height + 2 * EDGE

    def fits(self, views: Sequence[NodeView]) -> bool:
        """Tell whether the columns and rows are still the right ones."""
        return not self.pixmap.isNull() and blocks_of(views) == self._blocks

    def build(self, views: Sequence[NodeView], size: QSize, ratio: float, selected: NodeId | None) -> None:
        """Draw everything anew for a room of ``size``: other nodes, another size, theme or metric."""
        self._blocks = blocks_of(views)
        room = (size.width() - 2.0 * EDGE, size.height() - 2.0 * EDGE)
        self.grid = lay_out(self._blocks, self.spacing, room, lambda block: advance("caption", block.name))
        self.pixmap = QPixmap(max(round(size.width() * ratio), 1), max(round(self.height * ratio), 1))
        self.pixmap.setDevicePixelRatio(ratio)
        self.pixmap.fill(self.theme.colors.panel)
        is_warm = self.metric.ramp is Ramp.TEMPERATURE
        stops = self.theme.temperature_ramp if is_warm else self.theme.load_ramp
        self._ramp = [ramp_color(stops, level / _LEVELS) for level in range(_LEVELS + 1)]
        self._shown.clear()
        self._looks.clear()
        self.label(selected)
        self.update(views)

    def update(self, views: Sequence[NodeView]) -> list[QRectF]:
        """Draw the cells that look different now; return where they are."""
        changed = [view for view in views if self._shown.get(view.node.id) is not view]
        if not changed:
            return []
        painter = QPainter(self.pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        drawn: list[QRectF] = []
        for view in changed:
            self._shown[view.node.id] = view
            drawn += self._paint_node(painter, view)
        painter.end()
        self.painted_cells += len(drawn)
        return drawn

    def _paint_node(self, painter: QPainter, view: NodeView) -> list[QRectF]:
        places, before = self.grid.of_node.get(view.node.id, ()), self._looks.get(view.node.id, ())
        looks = tuple(self._look(view, place.index) for place in places)
        drawn: list[QRectF] = []
        for number, (place, look) in enumerate(zip(places, looks, strict=True)):
            if number < len(before) and before[number] == look:
                continue
            rect = place.rect.translated(EDGE, EDGE)
            painter.fillRect(rect, self.theme.colors.panel)
            ground = self._ramp[look[1]] if look[1] >= 0 else self.theme.colors.track
            paint_cell(painter, rect, look[0], ground, self.theme)
            drawn.append(rect)
        self._looks[view.node.id] = looks
        return drawn

    def _look(self, view: NodeView, index: int) -> Look:
        gpus = gpus_of(view)
        gpu = gpus[index] if index < len(gpus) else None
        share = None if gpu is None else self.metric.share(gpu)
        return mark_of(view, gpu), -1 if share is None else round(min(max(share, 0.0), 1.0) * _LEVELS)

    # ---- labels ------------------------------------------------------------------------------

    def label(self, selected: NodeId | None) -> None:
        """Draw the names of racks, nodes and rows; the chosen node's is bold."""
        colors, spacing = self.theme.colors, self.spacing
        painter = QPainter(self.pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line_top = -1.0
        for block, rect in self.grid.blocks:
            head = rect.translated(EDGE, EDGE)
            painter.fillRect(head, colors.panel)
            painter.setPen(colors.text2)
            draw(painter, head, block.name, "caption")
            name = advance("caption", block.name) + 8
            if spacing.left and name + advance("caption", block.site) <= head.width():
                painter.setPen(colors.text3)
                draw(painter, head.adjusted(name, 0, 0, 0), block.site, "caption")
            if spacing.foot and advance("micro", "00") <= self.grid.cell_width + spacing.gap:
                self._label_columns(painter, block, self._foot_of(rect), selected)
            if spacing.left and rect.top() != line_top:
                line_top = rect.top()
                self._label_rows(painter, block)
        painter.end()

    def _foot_of(self, head: QRectF) -> float:
        """Return where the names of nodes stand that are in line with a block's head."""
        in_line = [block for block, rect in self.grid.blocks if rect.top() == head.top()]
        pitch = self.grid.cell_height + self.spacing.gap
        return head.bottom() + rows_of(in_line) * pitch - self.spacing.gap + EDGE + 1

    def _label_columns(self, painter: QPainter, block: Block, top: float, selected: NodeId | None) -> None:
        colors = self.theme.colors
        columns = [(column, self.grid.of_node[column.node_id]) for column in block.columns]
        for column, places in columns:
            is_selected = column.node_id == selected
            box = QRectF(places[0].rect.left() + EDGE, top, self.grid.cell_width, self.spacing.foot)
            painter.fillRect(box.adjusted(-1, 0, 1, 0), colors.panel)
            painter.setFont(ui_font("micro_strong" if is_selected else "micro"))
            painter.setPen(colors.text if is_selected else colors.text3)
            painter.drawText(box.adjusted(-6, 0, 6, 0), Qt.AlignmentFlag.AlignCenter, column.label)

    def _label_rows(self, painter: QPainter, block: Block) -> None:
        tallest = max(block.columns, key=lambda column: column.gpus)
        places = self.grid.of_node[tallest.node_id]
        # Low cells have no room for each number.
        step = 1 if self.grid.cell_height + self.spacing.gap >= 11 else 2
        painter.setFont(ui_font("micro"))
        painter.setPen(self.theme.colors.text3)
        for place in places[::step]:
            box = QRectF(0, place.rect.top() + EDGE - 4, self.spacing.left + EDGE - 7, place.rect.height() + 8)
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(box, right, str(place.index))
