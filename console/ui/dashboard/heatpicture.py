"""The picture of the heat map's cells. Only those that changed are drawn again, all of them in one go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from console.model.gpu import Gpu
from console.model.ids import NodeId
from console.model.node import NodeView
from console.panels import Metric, Ramp
from console.ui.dashboard.heads import advance, draw
from console.ui.dashboard.heatgrid import MAX_ROWS, Block, Grid, Spacing, blocks_of, gpus_of, lay_out, rows_of
from console.ui.dashboard.heatmarks import places_of
from console.ui.dashboard.heattiles import KINDS, LEVELS, Look, Tiles
from console.ui.fonts import ui_font
from console.ui.theme import Theme, ramp_color

EDGE = 4
"""Room for rings round cells at the edge of the picture."""

_FEW = 64
"""So many cells are repainted one by one; of more, everything is."""


class HeatPicture:
    """Cells and labels in one image, which may be higher than what is seen of it."""

    def __init__(self, theme: Theme, metric: Metric, spacing: Spacing) -> None:
        self.theme, self.metric, self.spacing = theme, metric, spacing
        self.grid = Grid(0, 0, 0.0, (), ())
        self.image = QImage()
        self.painted_cells = 0
        """Counts up."""
        self._blocks: tuple[Block, ...] = ()
        self._shown: dict[NodeId, NodeView] = {}
        self._looks: dict[NodeId, list[Look]] = {}
        self._canvas = np.zeros((1, 1), np.uint32)
        """The image as pixels: both are the same memory."""
        self._tiles: Tiles | None = None
        self._first: dict[NodeId, tuple[int, float]] = {}
        """Which cell is the first of each node, and how far down it stands."""
        self._near: Sequence[NodeId] = ()
        self._sight: tuple[float, float] | None = None
        """The heights that ``_near`` are between; None: they have to be looked for."""
        self._lefts = self._tops = np.zeros(0, np.int64)

    @property
    def height(self) -> float:
        """Return the height of everything, in logical pixels."""
        return self.grid.height + 2 * EDGE

    def fits(self, views: Sequence[NodeView]) -> bool:
        """Tell whether the columns and rows are still the right ones."""
        return not self.image.isNull() and blocks_of(views) == self._blocks

    def build(self, views: Sequence[NodeView], size: QSize, ratio: float, selected: NodeId | None) -> None:
        """Draw everything anew for a room of ``size``: other nodes, another size, theme or metric."""
        self._blocks = blocks_of(views)
        room = (size.width() - 2.0 * EDGE, size.height() - 2.0 * EDGE)
        self.grid = lay_out(self._blocks, self.spacing, room, lambda block: advance("caption", block.name))
        width, height = max(round(size.width() * ratio), 1), max(round(self.height * ratio), 1)
        self._canvas = np.full((height, width), self.theme.colors.panel.rgb(), np.uint32)
        self.image = QImage(self._canvas.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        self.image.setDevicePixelRatio(ratio)
        is_warm = self.metric.ramp is Ramp.TEMPERATURE
        stops = self.theme.temperature_ramp if is_warm else self.theme.load_ramp
        ramp = [ramp_color(stops, level / LEVELS) for level in range(LEVELS + 1)]
        self._tiles = Tiles(self.theme, ramp, self.grid.cell_width, self.grid.cell_height, ratio)
        self._place_cells(ratio)
        self._shown.clear()
        self._looks.clear()
        self.label(selected)
        self.update(views)

    def _place_cells(self, ratio: float) -> None:
        places, tiles = self.grid.places, self._tiles
        self._first.clear()
        self._sight = None
        for number, place in enumerate(places):
            if place.node_id not in self._first:
                self._first[place.node_id] = number, place.rect.y() + EDGE
        height, width = self._canvas.shape
        wide, high = (tiles.width, tiles.height) if tiles is not None else (1, 1)
        corners = np.array([(place.rect.x(), place.rect.y()) for place in places]).reshape(-1, 2) + EDGE
        corners = np.round(corners * ratio).astype(np.int64)
        self._lefts = np.clip(corners[:, 0], 0, max(width - wide, 0))
        self._tops = np.clip(corners[:, 1], 0, max(height - high, 0))

    def in_sight(self, top: float, bottom: float) -> Sequence[NodeId]:
        """Return the nodes whose cells are between two heights."""
        if self._sight != (top, bottom):
            tallest = MAX_ROWS * (self.grid.cell_height + self.spacing.gap)
            self._near = [node_id for node_id, (_first, y) in self._first.items() if top - tallest < y < bottom]
            self._sight = (top, bottom)
        return self._near

    def update(self, views: Iterable[NodeView]) -> list[QRectF]:
        """Draw the cells of these nodes that look different now; return where they are."""
        cells: list[int] = []
        tiles: list[int] = []
        shown = self._shown
        for view in views:
            node_id = view.node.id
            if shown.get(node_id) is not view and node_id in self._first:
                shown[node_id] = view
                self._note(view, cells, tiles)
        if not cells or self._tiles is None:
            return []
        self.painted_cells += len(cells)
        at, pixels = np.array(cells), self._tiles.pixels
        rows = self._tops[at, None, None] + np.arange(self._tiles.height)[:, None]
        columns = self._lefts[at, None, None] + np.arange(self._tiles.width)
        if self._tiles.height <= self._canvas.shape[0] and self._tiles.width <= self._canvas.shape[1]:
            self._canvas[rows, columns] = pixels[tiles]
        if len(cells) > _FEW:
            return [QRectF(0, 0, self.image.width(), self.image.height())]
        return [self.grid.places[cell].rect.translated(EDGE, EDGE) for cell in cells]

    def _note(self, view: NodeView, cells: list[int], tiles: list[int]) -> None:
        """Add the cells of a node that look different to ``cells``, and how they look to ``tiles``."""
        places, before = self.grid.of_node.get(view.node.id, ()), self._looks.get(view.node.id)
        if not places or self._tiles is None:
            return
        looks = self._looks_of(view, len(places))
        if looks == before:
            return
        (first, _top), number = self._first[view.node.id], self._tiles.number
        for place, look in enumerate(looks):
            if before is None or before[place] != look:
                cells.append(first + place)
                tiles.append(number(look))
        self._looks[view.node.id] = looks

    def _looks_of(self, view: NodeView, count: int) -> list[Look]:
        gpus: Sequence[Gpu | None] = gpus_of(view)
        if len(gpus) != count:
            gpus = [*gpus[:count], *([None] * (count - len(gpus)))]
        share_of, looks = self.metric.share, places_of(view, gpus)
        for at, gpu in enumerate(gpus):
            share = None if gpu is None else share_of(gpu)
            looks[at] *= KINDS
            if share is not None:
                looks[at] += 1 if share < 0 else KINDS - 1 if share > 1 else int(share * LEVELS + 1.5)
        return looks

    # ---- labels ------------------------------------------------------------------------------

    def label(self, selected: NodeId | None) -> None:
        """Draw the names of racks, nodes and rows; the chosen node's is bold."""
        colors, spacing = self.theme.colors, self.spacing
        painter = QPainter(self.image)
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
