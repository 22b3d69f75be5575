"""The fleet panel: filter, column heads, tree, and the count of each state at the foot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from console.model.clock import Clock
from console.model.ids import NodeId
from console.model.node import SEVERITY, NodeState, NodeView
from console.settings.language import _
from console.ui.columns import columns_for, head_texts
from console.ui.filterfield import FilterField
from console.ui.fonts import ui_font
from console.ui.models.describe import state_name
from console.ui.models.fleet import FleetModel
from console.ui.models.query import Query
from console.ui.signs import paint_sign, sign_of
from console.ui.theme import Theme, Themes
from console.ui.treechoice import ChoiceEntries
from console.ui.treeview import FleetView

AGE_STEP_MILLISECONDS = 1000
SPINNER_STEP_MILLISECONDS = 50

_LEGEND_ORDER = (NodeState.OK, NodeState.WARNING, NodeState.FAILED, NodeState.KEY_CHANGED, NodeState.UNREACHABLE,
                 NodeState.STALE, NodeState.DRAINED, NodeState.CONNECTING, NodeState.IDLE)  # fmt: skip


MenuEntries = Callable[[NodeView], Sequence[tuple[str, Callable[[], object]]]]
"""What a feature offers for a node: words, and what choosing them does."""


class ColumnHeads(QWidget):
    """The heads of the columns that are there at this width."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setFixedHeight(themes.current.metrics.size.tree_head)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the heads and the line under them."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.setFont(ui_font("caption"))
        painter.setPen(colors.text3)
        for text, at, is_right in head_texts(columns_for(self.width())):
            side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
            rect = QRectF(at - 90 if is_right else at, 0, 90, self.height())
            painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, text)
        painter.fillRect(0, self.height() - 1, self.width(), 1, colors.line)


class StateCount(QAbstractButton):
    """A sign and how many nodes are in its state; a click filters by it."""

    def __init__(self, themes: Themes, state: NodeState, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes, self._state, self._count = themes, state, 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(state_name(state))
        self.setAccessibleName(state_name(state))
        self.hide()

    def set_count(self, count: int) -> None:
        """Show another count; none hides the sign."""
        if count == self._count:
            return
        self._count = count
        self.setText(str(count))
        self.setAccessibleName(f"{state_name(self._state)}: {count}")
        self.setVisible(count > 0)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for sign and count."""
        return QSize(round(24 + QFontMetricsF(ui_font("small")).horizontalAdvance(str(self._count))), 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw sign and count."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        if self.underMouse():
            painter.fillRect(self.rect(), colors.hover)
        paint_sign(painter, QRectF(2, self.height() / 2 - 6, 12, 12), sign_of(self._state), colors, colors.panel)
        painter.setFont(ui_font("small"))
        painter.setPen(colors.text2)
        painter.drawText(QRectF(20, 0, self.width() - 18, self.height()), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            painter.setPen(colors.focus)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class Legend(QWidget):
    """How many nodes are in each state."""

    state_chosen = Signal(object)
    """NodeState"""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setFixedHeight(themes.current.metrics.size.tree_foot)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 4, 0)
        layout.setSpacing(4)
        self._counts: dict[NodeState, StateCount] = {}
        for state in _LEGEND_ORDER:
            button = self._counts[state] = StateCount(themes, state, self)
            button.clicked.connect(partial(self.state_chosen.emit, state))
            layout.addWidget(button)
        layout.addStretch(1)

    def show_counts(self, counts: Counter[NodeState]) -> None:
        """Show how many nodes are in each state."""
        for state in SEVERITY:
            self._counts[state].set_count(counts[state])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line above."""
        QPainter(self).fillRect(0, 0, self.width(), 1, self._themes.current.colors.line)


class FleetPanel(QWidget):
    """Everything left of the tabs."""

    open_wanted = Signal(object)
    """NodeId"""
    deploy_wanted = Signal(object)
    """NodeId"""
    retry_wanted = Signal(object)
    """NodeId"""

    def __init__(self, model: FleetModel, themes: Themes, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._themes = model, themes
        self.can_deploy = False
        """Whether the menu offers a deploy."""
        self.menu_entries: list[MenuEntries] = []
        """What else the menu of a node offers; features add to it."""
        self.choice_entries: list[ChoiceEntries] = []
        """What the menu of a group or of several rows offers; features add to it."""
        self.filter = FilterField(themes, clock, self)
        self.view = FleetView(model, themes, clock, self)
        self.legend = Legend(themes, self)
        self._heads = ColumnHeads(themes, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 1, 0)
        layout.setSpacing(0)
        for part in (self.filter, self._heads, self.view, self.legend):
            layout.addWidget(part, 1 if part is self.view else 0)
        self.filter.query_changed.connect(self._filter)
        self.filter.leave_wanted.connect(partial(self.view.setFocus, Qt.FocusReason.TabFocusReason))
        self.legend.state_chosen.connect(self.show_state)
        self.view.open_wanted.connect(self.open_wanted)
        self.view.menu_wanted.connect(self._menu)
        self.view.choice_menu_wanted.connect(self._choice_menu)
        model.totals_changed.connect(self._count)
        themes.changed.connect(self._dress)
        self._counting = QTimer(self, singleShot=True, interval=100)
        self._counting.timeout.connect(self._count_now)
        self._ages = QTimer(self, interval=AGE_STEP_MILLISECONDS)
        self._ages.timeout.connect(self._tick)
        self._ages.start()
        self._turn = 0.0
        self._busy = False

    def show_state(self, state: NodeState) -> None:
        """Show the nodes in one state only."""
        self.filter.set_text(f"state:{state.value} ")
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _filter(self, query: Query) -> None:
        self.view.set_query(query)
        self._count_now()

    def _count(self) -> None:
        if not self._counting.isActive():
            self._counting.start()

    def _count_now(self) -> None:
        query, counts = self._model.query, self._model.counts
        total = counts.total()
        shown = sum(map(query.matches, self._model.views())) if query.is_narrow else total
        self.filter.set_counts(shown, total)
        self.legend.show_counts(counts)
        self._busy = counts[NodeState.CONNECTING] > 0
        step = SPINNER_STEP_MILLISECONDS if self._busy else AGE_STEP_MILLISECONDS
        if step != self._ages.interval():
            # Each setting starts the interval anew: samples of one node would keep the ages of all others from ticking.
            self._ages.setInterval(step)

    def _tick(self) -> None:
        turn = self._themes.current.metrics.motion.spinner_turn
        self._turn = (self._turn + 360 * self._ages.interval() / turn) % 360 if self._busy else 0.0
        if self.isVisible():
            self.view.tick(self._turn)

    def _dress(self, theme: Theme) -> None:
        self.view.set_theme(theme)
        self.update()

    def _menu(self, node_id: NodeId, place: QPoint) -> None:
        view = self._model.view(node_id)
        if view is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Open terminal"), partial(self.open_wanted.emit, node_id))
        if self.can_deploy:
            menu.addAction(_("Deploy model…"), partial(self.deploy_wanted.emit, node_id))
        menu.addAction(_("Retry"), partial(self.retry_wanted.emit, node_id))
        for entries in self.menu_entries:
            for words, call in entries(view):
                menu.addAction(words, call)
        menu.addSeparator()
        address = view.node.address_shown or view.node.host
        menu.addAction(_("Copy address"), partial(_copy, address))
        menu.popup(place)

    def _choice_menu(self, place: QPoint) -> None:
        choice = self.view.choice()
        found = [entry for entries in self.choice_entries for entry in entries(choice)]
        if not found:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, call in found:
            menu.addAction(words, call)
        menu.popup(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the line at the right."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.fillRect(self.rect(), colors.panel)
        painter.fillRect(self.width() - 1, 0, 1, self.height(), colors.line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the columns out anew."""
        self.view.rows.columns = columns_for(self.width() - 1)


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
