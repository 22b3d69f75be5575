"""The cells of the heat map under the pointer and the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from console.model.ids import NodeId
from console.panels import Metric
from console.settings.language import _
from console.ui.dashboard.heads import draw
from console.ui.dashboard.heatgrid import Grid, Place, Spacing
from console.ui.dashboard.heatmarks import words_of
from console.ui.dashboard.heatpicture import EDGE, HeatPicture
from console.ui.models.fleet import FleetModel
from console.ui.theme import Themes

_STEPS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


class HeatField(QWidget):
    """Click chooses a node, double click or Enter opens it; arrows walk from GPU to GPU."""

    node_wanted = Signal(object)
    """NodeId"""
    open_wanted = Signal(object)
    """NodeId"""
    gpu_wanted = Signal(object, int, bool)
    """NodeId, index of the GPU, whether it comes to those that are chosen already: clicked with Ctrl held"""
    menu_wanted = Signal(object)
    """QPoint on the screen"""

    def __init__(self, fleet: FleetModel, themes: Themes, metric: Metric, spacing: Spacing, parent: QWidget) -> None:
        super().__init__(parent)
        self._fleet, self._themes = fleet, themes
        self.picture = HeatPicture(themes.current, metric, spacing)
        self._offset = 0.0
        self._turns = -1
        """Of the fleet, when the columns and rows were the right ones."""
        self._cursor = 0
        self._selected: NodeId | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Fleet heat map"))

    @property
    def grid(self) -> Grid:
        """Return where the cells are."""
        return self.picture.grid

    # ---- what the panel calls ----------------------------------------------------------------

    def show_metric(self, metric: Metric) -> None:
        """Colour the cells by another metric."""
        self.picture.metric = metric
        self.rebuild()

    def set_spacing(self, spacing: Spacing) -> None:
        """Lay the cells out in another way."""
        if spacing != self.picture.spacing:
            self.picture.spacing = spacing
            self.rebuild()

    def select(self, node_id: NodeId | None) -> None:
        """Ring the column of a node."""
        if node_id == self._selected:
            return
        self._selected = node_id
        places = self.grid.of_node.get(node_id, ()) if node_id is not None else ()
        if places:
            self._show(QRectF(places[0].rect.topLeft(), places[-1].rect.bottomRight()))
        if not self.picture.image.isNull():
            self.picture.label(node_id)
        self.update()

    def refresh(self) -> None:
        """Take over what the fleet says now."""
        if self._fleet.turns != self._turns and not self.picture.fits(self._fleet.views()):
            self.rebuild()
            return
        self._turns = self._fleet.turns
        # What is out of sight is left for later.
        near = self.picture.in_sight(self._offset, self._offset + self.height())
        views = (view for node_id in near if (view := self._fleet.view(node_id)) is not None)
        for rect in self.picture.update(views):
            self.update(rect.translated(0, -self._offset).toAlignedRect().adjusted(-1, -1, 1, 1))
        self._say_cursor()

    def rebuild(self) -> None:
        """Draw everything anew: another size, theme or metric."""
        self._turns = self._fleet.turns
        self.picture.theme = self._themes.current
        self.picture.build(self._fleet.views(), self.size(), self.devicePixelRatioF(), self._selected)
        self._cursor = min(self._cursor, max(len(self.grid.places) - 1, 0))
        self._scroll_to(self._offset)
        self._say_cursor()

    def words_at(self, number: int) -> str:
        """Return a cell in words."""
        place = self.grid.places[number]
        view = self._fleet.view(place.node_id)
        return words_of(view, place.index) if view is not None else ""

    # ---- drawing -----------------------------------------------------------------------------

    def _on_screen(self, rect: QRectF) -> QRectF:
        return rect.translated(EDGE, EDGE - self._offset)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy what is to be seen, then the ring of the chosen column and of the cursor."""
        colors, image, dirty = self._themes.current.colors, self.picture.image, event.rect()
        ratio = image.devicePixelRatio()
        painter = QPainter(self)
        painter.fillRect(dirty, colors.panel)
        size = dirty.size().toSizeF() * ratio
        source = QRectF(QPointF(dirty.x() * ratio, (dirty.y() + self._offset) * ratio), size)
        painter.drawImage(QRectF(dirty), image, source)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.grid.places:
            painter.setPen(colors.text3)
            draw(painter, QRectF(EDGE, 0, self.width() - EDGE, 40), _("No GPU has reported yet."), "small")
            return
        places = self.grid.of_node.get(self._selected, ()) if self._selected is not None else ()
        if places:
            painter.setPen(QPen(colors.focus, 1.6))
            around = self._on_screen(QRectF(places[0].rect.topLeft(), places[-1].rect.bottomRight()))
            painter.drawRoundedRect(around.adjusted(-1.8, -1.8, 1.8, 1.8), 3, 3)
        if self.hasFocus():
            painter.setPen(QPen(colors.focus, 2))
            here = self._on_screen(self.grid.places[self._cursor].rect)
            painter.drawRoundedRect(here.adjusted(-2.5, -2.5, 2.5, 2.5), 3, 3)
        self._paint_scrollbar(painter)

    def _paint_scrollbar(self, painter: QPainter) -> None:
        share = self.height() / self.picture.height
        if share < 0.99:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._themes.current.colors.edge)
            bar = QRectF(self.width() - 4, self._offset * share, 4, self.height() * share)
            painter.drawRoundedRect(bar, 2, 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the cells that fit now."""
        self.rebuild()

    # ---- scrolling ---------------------------------------------------------------------------

    def _scroll_to(self, offset: float) -> None:
        most = max(self.picture.height - self.height(), 0.0)
        self._offset = float(round(min(max(offset, 0.0), most)))
        self.refresh()
        self.update()

    def _show(self, rect: QRectF) -> None:
        spacing = self.picture.spacing
        top, bottom = rect.top() - spacing.head, rect.bottom() + spacing.foot + 2 * EDGE
        if top < self._offset:
            self._scroll_to(top)
        elif bottom > self._offset + self.height():
            self._scroll_to(bottom - self.height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll a map that is higher than its room."""
        self._scroll_to(self._offset - event.angleDelta().y() / 2)

    # ---- pointer and keys --------------------------------------------------------------------

    def _at(self, place: QPointF) -> int | None:
        inside = place - QPointF(EDGE, EDGE - self._offset)
        found = (n for n, p in enumerate(self.grid.places) if p.rect.adjusted(-1, -1, 2, 2).contains(inside))
        return next(found, None)

    def event(self, event: QEvent) -> bool:
        """Tell the value under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = self._at(QPointF(event.pos()))
            around = QRect() if number is None else self._on_screen(self.grid.places[number].rect).toAlignedRect()
            QToolTip.showText(event.globalPos(), "" if number is None else self.words_at(number), self, around)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the node of a cell."""
        number = self._at(event.position())
        if number is not None and event.button() == Qt.MouseButton.LeftButton:
            self._move_cursor(number)
            self._choose(self.grid.places[number], event.modifiers())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a terminal on the node of a cell."""
        number = self._at(event.position())
        if number is not None and event.button() == Qt.MouseButton.LeftButton:
            self.open_wanted.emit(self.grid.places[number].node_id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the metrics."""
        self.menu_wanted.emit(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say where the cursor is."""
        super().focusInEvent(event)
        self._say_cursor()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrows, choose with the space bar, open with Enter."""
        key = Qt.Key(event.key())
        if not self.grid.places or key not in {*_STEPS, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            super().keyPressEvent(event)
            return
        here = self.grid.places[self._cursor]
        if key in _STEPS:
            self._walk(here, *_STEPS[key])
        elif key == Qt.Key.Key_Space:
            self._choose(here, event.modifiers())
        else:
            self.open_wanted.emit(here.node_id)

    def _choose(self, place: Place, modifiers: Qt.KeyboardModifier) -> None:
        self.node_wanted.emit(place.node_id)
        self.gpu_wanted.emit(place.node_id, place.index, bool(modifiers & Qt.KeyboardModifier.ControlModifier))

    def _walk(self, here: Place, columns: int, rows: int) -> None:
        column = min(max(here.column + columns, 0), self.grid.places[-1].column)
        there = [(n, p) for n, p in enumerate(self.grid.places) if p.column == column]
        number, place = min(there, key=lambda found: abs(found[1].index - (here.index + rows)))
        self._move_cursor(number)
        self._show(place.rect)
        corner = self.mapToGlobal(self._on_screen(place.rect).bottomRight().toPoint())
        QToolTip.showText(corner, self.words_at(number), self)

    def _move_cursor(self, number: int) -> None:
        self._cursor = number
        self._say_cursor()
        self.update()

    def _say_cursor(self) -> None:
        if self.hasFocus() and self.grid.places:
            words = self.words_at(self._cursor)
            if words != self.accessibleDescription():
                self.setAccessibleDescription(words)
