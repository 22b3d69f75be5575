"""The fleet heat map: every GPU at a glance, a switch for what its colour says, a legend."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from console.model.ids import NodeId
from console.panels import HeatPanel, Shape
from console.settings.language import _, ngettext
from console.ui.dashboard.heads import HEAD_HEIGHT, MARGIN, advance, paint_head
from console.ui.dashboard.heatfield import HeatField
from console.ui.dashboard.heatgrid import Spacing
from console.ui.dashboard.heatpicture import EDGE
from console.ui.dashboard.legend import LINE_HEIGHT, Legend
from console.ui.dashboard.segments import Segments
from console.ui.models.fleet import FleetModel
from console.ui.theme import Themes

SPACINGS = {
    Shape.STRIP: Spacing(widest=8, narrowest=5, tallest=8, gap=2, head=16, foot=0, left=0),
    Shape.DOCK: Spacing(widest=14, narrowest=7, tallest=16, gap=3, head=20, foot=14, left=18),
    Shape.COLUMN: Spacing(widest=27, narrowest=7, tallest=17, gap=3, head=20, foot=14, left=18),
}
DENSE = Spacing(widest=12, narrowest=4, tallest=12, gap=1, head=15, foot=0, left=0)
MANY_GPUS = 1000
"""From so many on the cells stand close, so that all of them are seen at once."""


class HeatMapView(QWidget):
    """Head with the switch, cells, legend; the strip has the cells only."""

    node_wanted = Signal(object)
    """NodeId"""
    open_wanted = Signal(object)
    """NodeId"""

    def __init__(self, panel: HeatPanel, fleet: FleetModel, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._panel, self._fleet, self._themes = panel, fleet, themes
        self._shape = Shape.DOCK
        self._metric = panel.metrics[0]
        self._gpus = 0
        self.switch = Segments(themes, [_(metric.title) for metric in panel.metrics], self)
        self.field = HeatField(fleet, themes, self._metric, SPACINGS[Shape.DOCK], self)
        self.legend = Legend(themes, self._metric, self)
        self.switch.chosen.connect(self.show_metric)
        self.field.node_wanted.connect(self.node_wanted)
        self.field.open_wanted.connect(self.open_wanted)
        self.field.menu_wanted.connect(self._menu)

    def show_metric(self, place: int) -> None:
        """Colour the cells by another metric."""
        self._metric = self._panel.metrics[place]
        self.switch.choose(place)
        self.field.show_metric(self._metric)
        self.legend.show_metric(self._metric)

    def set_shape(self, shape: Shape) -> None:
        """Take the form of a strip, a dock or a column."""
        self._shape = shape
        for part in (self.switch, self.legend):
            part.setVisible(shape is not Shape.STRIP)
        self._space()
        self._arrange()

    def _space(self) -> None:
        is_dense = self._gpus >= MANY_GPUS and self._shape is not Shape.STRIP
        self.field.set_spacing(DENSE if is_dense else SPACINGS[self._shape])

    def select(self, node_id: NodeId | None) -> None:
        """Ring the column of a node."""
        self.field.select(node_id)

    def refresh(self) -> None:
        """Take over what the fleet says now."""
        gpus = self._fleet.totals().gpus_total
        if gpus != self._gpus:
            self._gpus = gpus
            # Before the cells: another spacing lays all of them out anew, and once is enough.
            self._space()
            self.update()
        self.field.refresh()

    def dress(self) -> None:
        """Draw in the theme of now."""
        self.field.rebuild()
        self.update()

    def strip_width(self) -> int:
        """Return how wide the strip wants to be: all racks in one line."""
        spacing = SPACINGS[Shape.STRIP]
        widths = [
            max(len(block.columns) * (spacing.widest + spacing.gap), advance("caption", block.name)) + 19
            for block, _rect in self.field.grid.blocks
        ]
        return round(sum(widths)) + 2 * MARGIN

    def _menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        for number, metric in enumerate(self._panel.metrics):
            action = menu.addAction(_(metric.title), partial(self.show_metric, number))
            action.setCheckable(True)
            action.setChecked(metric is self._metric)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _arrange(self) -> None:
        width, height = self.width(), self.height()
        if self._shape is Shape.STRIP:
            self.field.setGeometry(MARGIN - EDGE, 2, max(width - MARGIN - 4, 1), max(height - 4, 1))
            return
        wanted = self.switch.sizeHint()
        self.switch.setGeometry(width - MARGIN - wanted.width(), 7, wanted.width(), wanted.height())
        inner = width - 2 * MARGIN
        legend = self.legend.lines(inner - 8) * LINE_HEIGHT
        self.legend.setGeometry(MARGIN + 8, height - legend - 8, inner - 8, legend)
        top = HEAD_HEIGHT - 2
        self.field.setGeometry(MARGIN - 6, top, inner + 10, max(height - top - legend - 12, 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the parts in their places."""
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the head."""
        if self._shape is Shape.STRIP:
            return
        room = QRectF(MARGIN, 2, self.switch.x() - MARGIN - 12, HEAD_HEIGHT - 2)
        count = ngettext("{count} GPU", "{count} GPUs", self._gpus)
        paint_head(QPainter(self), room, _(self._panel.title), count, self._themes.current.colors)
