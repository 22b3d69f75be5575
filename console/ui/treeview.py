"""The tree's view: paints rows itself, opens them by click and by key, says what a person chose."""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
)
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from console.model.clock import Clock
from console.model.ids import NodeId
from console.model.node import NodeState
from console.settings.language import _
from console.ui.columns import Columns, age_left, columns_for, values_left
from console.ui.models.fleet import FleetModel
from console.ui.models.query import Query
from console.ui.models.rows import ROW_ROLE, Row, RowKind
from console.ui.rowpaint import CHEVRON_ZONE, RowLook, RowPainter
from console.ui.theme import Theme, Themes
from console.ui.treechoice import Choice, choice_of
from console.ui.treesight import paint_anew, paint_changed, turns

Index = QModelIndex | QPersistentModelIndex


def row_at(index: Index) -> Row | None:
    """Return the row behind an index of the tree."""
    row = index.data(ROW_ROLE)
    return row if isinstance(row, Row) else None


class RowDelegate(QStyledItemDelegate):
    """Gives each row its ground and hands the rest to the row painter."""

    def __init__(self, themes: Themes, clock: Clock, view: FleetView) -> None:
        super().__init__(view)
        self._themes, self._view = themes, view
        self.painter = RowPainter(themes.current, clock.now())
        self.columns: Columns = columns_for(440)
        self.marked = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the one height of all rows."""
        return QSize(120, self._themes.current.metrics.size.tree_row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row."""
        row = row_at(index)
        if row is None:
            return
        rect = QRectF(option.rect)
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        theme = self._themes.current
        focused = self._view.hasFocus()
        ground = row_ground(theme, row, selected=selected, hovered=bool(state & QStyle.StateFlag.State_MouseOver),
                            focused=focused)  # fmt: skip
        painter.save()
        painter.fillRect(rect, ground)
        ringed = self._view.shows_focus(index)
        left = age_left(self.columns)
        if row.view is not None and left is not None and self._view.wants_only(option.rect, left):
            look = RowLook(rect, self.columns, ground, selected)
            self.painter.paint_age(painter, row.view, look)
        elif row.kind in _MOVING and self._view.wants_only(option.rect, values_left(self.columns)):
            self.painter.paint_values(painter, row, RowLook(rect, self.columns, ground, selected))
        else:
            look = RowLook(rect, self.columns, ground, selected, self._view.isExpanded(index), self.marked)
            self.painter.paint(painter, row, look)
        self._rings(painter, rect, row, ringed=ringed)
        painter.restore()

    def _rings(self, painter: QPainter, rect: QRectF, row: Row, *, ringed: bool) -> None:
        theme = self._themes.current
        inner = rect.adjusted(theme.metrics.size.env_band + 1, 1, -1, -1)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if theme.is_high_contrast and row.view is not None and row.view.state is NodeState.KEY_CHANGED:
            painter.setPen(QPen(theme.colors.fail, 2))
            painter.drawRoundedRect(inner, 3, 3)
        if ringed:
            painter.setPen(QPen(theme.colors.focus, 2))
            painter.drawRoundedRect(inner, 3, 3)


def row_ground(theme: Theme, row: Row, *, selected: bool, hovered: bool, focused: bool) -> QColor:
    """Return what a row stands on."""
    colors = theme.colors
    if selected:
        return colors.select if focused else colors.select_idle
    if row.kind is RowKind.NODE and row.view is not None and row.view.state is NodeState.KEY_CHANGED:
        return colors.fail_bg
    if hovered:
        return colors.hover
    return colors.desk if row.kind is RowKind.SITE else colors.panel


_MOVING = frozenset({RowKind.GROUP, RowKind.NODE})
"""Of these the samples move only a part."""
CALM_MS = 250
"""How long the tree lets changes pile up after it has painted some."""
SAMPLES_MS = 1000
"""How long mere samples wait at most: once a second the rows are painted anyway, because they say how old they are."""
AGES_SECONDS = 0.9
"""How often the ages are painted; a little less than between two ticks."""


class FleetView(QTreeView):
    """The tree of the fleet."""

    open_wanted = Signal(object)
    """NodeId: Enter or a double click."""
    menu_wanted = Signal(object, QPoint)
    """NodeId and the place on the screen."""
    choice_menu_wanted = Signal(QPoint)
    """A menu for a group, or for several rows; the place on the screen."""
    service_wanted = Signal(str)
    """The key of a service: Enter or a double click on its row."""

    def __init__(self, model: FleetModel, themes: Themes, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fleet")
        self.setAccessibleName(_("Fleet"))
        self._fleet, self._clock = model, clock
        self._closed: set[tuple[str, ...]] = set()
        """Groups that a person has closed."""
        self._opened: set[int] = set()
        """Nodes that a person has opened, by the ids of their rows."""
        self._chosen: Row | None = None
        self._keyboard = False
        self.rows = RowDelegate(themes, clock, self)
        self._calm = QTimer(self, singleShot=True)
        self._calm.timeout.connect(self._catch_up)
        self._changed: dict[int, bool] = {}
        """The rows that have changed since the tree was painted last, as the model says it."""
        model.changed = self._changed
        self._turns = 0
        self._region = QRegion()
        self._ages_at = self._clock.now()
        self.setModel(model)
        self.setItemDelegate(self.rows)
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        model.rowsInserted.connect(self._open_groups)
        model.totals_changed.connect(self._some_changed)
        model.modelAboutToBeReset.connect(self._before_reset)
        model.modelReset.connect(self._after_reset)
        self.expanded.connect(self._was_expanded)
        self.collapsed.connect(self._was_collapsed)

    # ---- painting ----------------------------------------------------------------------------

    def _some_changed(self) -> None:
        """Paint what changed: another state at once after a quiet moment, mere samples with the ages at the latest.

        Qt would look for the place of every row that changed, in sight or not: for a thousand nodes that takes longer
        than painting those in sight, so the model does not tell it (``FleetModel.changed``).
        """
        if not self.isVisible():  # what is shown is painted whole
            self._changed.clear()
            return
        turned, self._turns = self._fleet.turns != self._turns, self._fleet.turns
        if not self._calm.isActive():
            # When the other changes of this turn are in.
            self._calm.start(0 if turned else SAMPLES_MS)
        elif turned:
            self._calm.start(min(self._calm.remainingTime(), CALM_MS))

    def _catch_up(self) -> None:
        if self._changed:
            changed = self._changed.copy()
            self._changed.clear()
            paint_changed(self, self._fleet, changed, self.rows.columns)
            self._calm.start(CALM_MS)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint; what of a row has to be painted decides how much is done for it."""
        self._region = event.region()
        super().paintEvent(event)

    def wants_only(self, rect: QRect, left: int) -> bool:
        """Tell whether nothing of a row is to be painted but what is right of ``left``."""
        return self._region.intersected(rect).boundingRect().left() >= left

    # ---- choosing ----------------------------------------------------------------------------

    def current_node(self) -> NodeId | None:
        """Return the node of the current row, also when that is one of its GPUs."""
        row = row_at(self.currentIndex())
        return row.view.node.id if row is not None and row.view is not None else None

    def choice(self) -> Choice:
        """Return what is chosen, in the order of the tree."""
        indexes = sorted(self.selectedIndexes(), key=lambda index: self.visualRect(index).top())
        return choice_of(row for index in indexes if (row := row_at(index)) is not None)

    def select_node(self, node_id: NodeId) -> None:
        """Make the row of a node the current one, its groups open."""
        row = self._fleet.node_row(node_id)
        if row is not None:
            self._select(row)

    def select_gpu(self, node_id: NodeId, index: int) -> None:
        """Make the row of a GPU the current one, its node open."""
        node = self._fleet.node_row(node_id)
        rows = () if node is None else node.children
        row = next((child for child in rows if child.gpu is not None and child.gpu.index == index), None)
        if row is not None:
            self._select(row)

    def _select(self, row: Row) -> None:
        if row_at(self.currentIndex()) is row:
            return
        index = self._fleet.index_of(row)
        if not index.isValid():
            return
        parent = index.parent()
        while parent.isValid():
            self.expand(parent)
            parent = parent.parent()
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def set_query(self, query: Query) -> None:
        """Show what matches; groups stand open."""
        self.rows.marked = query.free_text
        self._fleet.set_query(query)

    def shows_focus(self, index: Index) -> bool:
        """Tell whether the ring belongs round this row: keyboard use only."""
        return self._keyboard and self.hasFocus() and index == self.currentIndex()

    def tick(self, turn_degrees: float) -> None:
        """Move ages and spinners on."""
        now = self.rows.painter.now = self._clock.now()
        self.rows.painter.turn_degrees = turn_degrees
        if abs((now - self._ages_at).total_seconds()) < AGES_SECONDS:
            paint_anew(self, self._fleet, turns)
        else:
            self._ages_at = now
            changed = self._changed.copy()
            self._changed.clear()
            self._calm.stop()
            paint_changed(self, self._fleet, changed, self.rows.columns, ages=True)

    def set_theme(self, theme: Theme) -> None:
        """Paint in another theme."""
        self.rows.painter = RowPainter(theme, self._clock.now())
        self.scheduleDelayedItemsLayout()

    def _open_groups(self, parent: Index, first: int, last: int) -> None:
        for place in range(first, last + 1):
            index = self._fleet.index(place, 0, parent)
            row = self._fleet.row_of(index)
            if row is None or row.kind > RowKind.NODE:
                continue
            is_open = row.path not in self._closed or self._fleet.query.is_narrow
            if row.id in self._opened if row.kind is RowKind.NODE else is_open:
                self.expand(index)
            if row.kind < RowKind.NODE:
                self._open_groups(index, 0, self._fleet.rowCount(index) - 1)

    def _was_expanded(self, index: Index) -> None:
        row = self._fleet.row_of(index)
        if row is not None and row.kind is RowKind.NODE:
            self._opened.add(row.id)
        elif row is not None and not self._fleet.query.is_narrow:
            self._closed.discard(row.path)

    def _was_collapsed(self, index: Index) -> None:
        row = self._fleet.row_of(index)
        if row is not None and row.kind is RowKind.NODE:
            self._opened.discard(row.id)
        elif row is not None and not self._fleet.query.is_narrow:
            self._closed.add(row.path)

    def _before_reset(self) -> None:
        self._chosen = row_at(self.currentIndex())

    def _after_reset(self) -> None:
        """Open what was open and choose what was chosen, as far as it is still there."""
        self._open_groups(QModelIndex(), 0, self._fleet.rowCount() - 1)
        index = QModelIndex() if self._chosen is None else self._fleet.index_of(self._chosen)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)
        self.viewport().update()

    # ---- input -------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens a terminal, or a group; the rest is the tree's own."""
        self._keyboard = True
        self.viewport().update()
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
            return
        row = row_at(self.currentIndex())
        if row is None or row.view is None:
            self.setExpanded(self.currentIndex(), not self.isExpanded(self.currentIndex()))
        else:
            self._open(row, row.view.node.id)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open or close by a click on the chevron; elsewhere choose."""
        self._keyboard = False
        index = self.indexAt(event.position().toPoint())
        row = row_at(index)
        on_chevron = event.position().x() < CHEVRON_ZONE or (row is not None and row.kind < RowKind.NODE)
        adds = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and row is not None and row.children and on_chevron and not adds:
            self.setCurrentIndex(index)
            self.setExpanded(index, not self.isExpanded(index))
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a terminal."""
        index = self.indexAt(event.position().toPoint())
        row = row_at(index)
        if row is None or row.view is None or event.position().x() < CHEVRON_ZONE:
            self.mousePressEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._open(row, row.view.node.id)

    def _open(self, row: Row, node_id: NodeId) -> None:
        if row.inner is not None and row.inner.key:
            self.service_wanted.emit(row.inner.key)
        else:
            self.open_wanted.emit(node_id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of a node, or of what is chosen, at the pointer or at the current row."""
        index = self.currentIndex()
        place = self.visualRect(index).center()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index, place = self.indexAt(event.pos()), event.pos()
        if not index.isValid():
            return
        if not self.selectionModel().isSelected(index):
            self.setCurrentIndex(index)
        choice, there = self.choice(), self.viewport().mapToGlobal(place)
        if choice.is_one_node:
            self.menu_wanted.emit(choice.nodes[0].node.id, there)
        else:
            self.choice_menu_wanted.emit(there)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring when the focus came by key, and give the first row to a tree without a current one."""
        keys = {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason}
        self._keyboard = event.reason() in keys
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._fleet.rowCount():
            self.setCurrentIndex(self._fleet.index(0, 0))
        self.viewport().update()
