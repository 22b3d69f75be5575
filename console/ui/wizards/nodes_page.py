"""Which nodes get the model."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QBrush, QHideEvent, QIcon, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from console.model.ids import NodeId
from console.model.node import Distro, NodeState, NodeView
from console.settings.language import _, ngettext, problem_text
from console.ui.badges import badge_icon, badge_key
from console.ui.environmentcell import EnvironmentDelegate, environment_item
from console.ui.formats import decimal
from console.ui.models.describe import state_name
from console.ui.models.query import parse
from console.ui.models.readings import cause_words, system_label
from console.ui.theme import Themes
from console.ui.tick import TickDelegate
from console.ui.wizards.draft import can_be_chosen
from console.ui.wizards.page import Page

GIB = 1024**3
LOOKS_EVERY_MS = 1000
_ID = Qt.ItemDataRole.UserRole
_MEMORY, _STATE, _ENVIRONMENT = 2, 3, 4
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class NodesPage(Page):
    """A table of the fleet with a tick at each node that is chosen."""

    def __init__(self, themes: Themes, views: Callable[[], Iterable[NodeView]]) -> None:
        super().__init__(themes, _("Nodes"), _("The model is put on each node that is ticked."))
        self._views = views
        self.chosen: tuple[NodeId, ...] = ()
        self._icons: dict[str, QIcon] = {}
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(_("Filter: gpu:h100 state:ok name"))
        self.filter.setAccessibleName(_("Filter the nodes"))
        self.filter.textChanged.connect(self._apply_filter)
        self.table = QTableWidget(0, 5, self)
        self.table.setAccessibleName(_("Nodes"))
        heads = [_("Node"), _("System"), _("Free memory"), _("State"), _("Environment")]
        self.table.setHorizontalHeaderLabels(heads)
        self.table.setItemDelegateForColumn(0, TickDelegate(themes, self.table))
        self.table.setItemDelegateForColumn(_ENVIRONMENT, EnvironmentDelegate(themes, self.table))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(30)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.horizontalHeader().setHighlightSections(False)
        self._align_memory()
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.setTabKeyNavigation(False)
        self.table.setIconSize(QSize(16, 16))
        self.table.itemChanged.connect(self._ticked)
        self.table.installEventFilter(self)
        self.body.addWidget(self.filter)
        self.body.addWidget(self.table, 1)
        self._filled: list[NodeView] = []
        self._timer = QTimer(self)
        self._timer.setInterval(LOOKS_EVERY_MS)
        self._timer.timeout.connect(self.refresh)

    def _align_memory(self) -> None:
        head = self.table.horizontalHeaderItem(_MEMORY)
        if head is not None:
            head.setTextAlignment(_RIGHT)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tick the row with the space bar, whichever of its cells is current."""
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            item = self.table.item(self.table.currentRow(), 0)
            if event.key() == Qt.Key.Key_Space and item is not None and self.table.currentColumn() != 0:
                ticked = item.checkState() is Qt.CheckState.Checked
                item.setCheckState(Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked)
                return True
        return super().eventFilter(watched, event)

    def choose(self, node_ids: tuple[NodeId, ...]) -> None:
        """Tick these nodes."""
        self.chosen = node_ids

    def enter(self) -> None:
        """Read the fleet anew; what is ticked stays ticked."""
        self._filled = views = [view for view in self._views() if can_be_chosen(view)]
        known = {view.node.id for view in views}
        self.chosen = tuple(node_id for node_id in self.chosen if node_id in known)
        self.table.blockSignals(True)  # noqa: FBT003 - Qt's signature
        self.table.setRowCount(len(views))
        self._icons.clear()
        for row, view in enumerate(views):
            self._fill(row, view)
        self.table.blockSignals(False)  # noqa: FBT003 - Qt's signature
        self._apply_filter(self.filter.text())

    def refresh(self) -> None:
        """Show how the nodes are now: some may just be connecting, or have come or gone."""
        views = [view for view in self._views() if can_be_chosen(view)]
        if [view.node.id for view in views] != [view.node.id for view in self._filled]:
            self.enter()
            return
        changed = [row for row, view in enumerate(views) if _facts(view) != _facts(self._filled[row])]
        self._filled = views
        if changed:
            self.table.blockSignals(True)  # noqa: FBT003 - Qt's signature
            for row in changed:
                self._fill(row, views[row])
            self.table.blockSignals(False)  # noqa: FBT003 - Qt's signature
            self.table.viewport().update()
            self._apply_filter(self.filter.text())

    def showEvent(self, event: QShowEvent) -> None:
        """Look at the fleet from now on."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Look no more."""
        super().hideEvent(event)
        self._timer.stop()

    def _fill(self, row: int, view: NodeView) -> None:
        snapshot = view.snapshot
        name = QTableWidgetItem(view.node.name)
        name.setData(_ID, view.node.id)
        name.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
        ticked = view.node.id in self.chosen
        name.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        distro = snapshot.distro if snapshot else None
        name.setIcon(self._icon(distro))
        self.table.setItem(row, 0, name)
        for column, text in enumerate(_facts(view), start=1):
            item = QTableWidgetItem(text)
            if column == _MEMORY:
                item.setTextAlignment(_RIGHT)
            elif column == _STATE and view.state is NodeState.FAILED:
                item.setForeground(QBrush(self.themes.current.colors.fail))
                item.setToolTip("" if view.problem is None else problem_text(view.problem))
            self.table.setItem(row, column, item)
        self.table.setItem(row, _ENVIRONMENT, environment_item(view.node.environment))

    def _icon(self, distro: Distro | None) -> QIcon:
        """Return the badge of a distribution; of a hundred nodes nearly all have the same one."""
        theme = self.themes.current
        key = badge_key(distro, theme.metrics.distro)
        if key not in self._icons:
            self._icons[key] = badge_icon(distro, theme, self.devicePixelRatioF())
        return self._icons[key]

    def _ticked(self, item: QTableWidgetItem) -> None:
        node_id = NodeId(str(item.data(_ID)))
        rest = tuple(chosen for chosen in self.chosen if chosen != node_id)
        self.chosen = (*rest, node_id) if item.checkState() is Qt.CheckState.Checked else rest
        self.changed.emit()

    def _apply_filter(self, text: str) -> None:
        query = parse(text)
        views = {view.node.id: view for view in self._views()}
        for row in range(self.table.rowCount()):
            item = self.table.item(row, 0)
            view = views.get(NodeId(str(item.data(_ID)))) if item else None
            self.table.setRowHidden(row, view is None or not query.matches(view))
        self.changed.emit()

    def _shown(self) -> list[QTableWidgetItem]:
        items = [self.table.item(row, 0) for row in range(self.table.rowCount()) if not self.table.isRowHidden(row)]
        return [item for item in items if item is not None]

    def extra(self) -> tuple[str, bool]:
        """Offer to tick all that the filter shows, or to take that back."""
        shown = self._shown()
        ticked = sum(NodeId(str(item.data(_ID))) in self.chosen for item in shown)
        if shown and ticked == len(shown):
            return ngettext("Untick {count}", "Untick all {count}", len(shown)), True
        return ngettext("Tick {count}", "Tick all {count}", len(shown)), bool(shown)

    def use_extra(self) -> None:
        """Tick all that the filter shows, or none of them."""
        shown = self._shown()
        ids = tuple(NodeId(str(item.data(_ID))) for item in shown)
        ticks = not set(ids) <= set(self.chosen)
        self.table.blockSignals(True)  # noqa: FBT003 - Qt's signature
        for item in shown:
            item.setCheckState(Qt.CheckState.Checked if ticks else Qt.CheckState.Unchecked)
        self.table.blockSignals(False)  # noqa: FBT003 - Qt's signature
        self.table.viewport().update()
        rest = tuple(chosen for chosen in self.chosen if chosen not in ids)
        self.chosen = (*rest, *ids) if ticks else rest
        self.changed.emit()

    def obstacle(self) -> str:
        """Ask for a node."""
        return "" if self.chosen else _("Tick at least one node")

    def summary(self) -> str:
        """Name the node, or count them."""
        names = {view.node.id: view.node.name for view in self._views()}
        if len(self.chosen) == 1:
            return names.get(self.chosen[0], "")
        return ngettext("{count} node", "{count} nodes", len(self.chosen))

    def first_focus(self) -> QWidget | None:
        """Return the table."""
        if self.table.rowCount() and self.table.currentRow() < 0:
            items = [self.table.item(row, 0) for row in range(self.table.rowCount())]
            ticked = [row for row, item in enumerate(items) if item and item.checkState() is Qt.CheckState.Checked]
            self.table.setCurrentCell(ticked[0] if ticked else 0, 0)
        return self.table


def _facts(view: NodeView) -> tuple[str, str, str]:
    """Return the system of a node, its free memory and its state."""
    snapshot = view.snapshot
    memory = snapshot.memory_available_bytes if snapshot else None
    return (
        system_label(snapshot.distro) if snapshot and snapshot.distro else "",
        f"{decimal(memory / GIB)} GiB" if memory is not None else "",
        _state_text(view),
    )


def _state_text(view: NodeView) -> str:
    """Return the state, and what a failed node failed of."""
    if view.state is NodeState.FAILED and view.problem is not None:
        return cause_words(view.problem)
    return state_name(view.state)
