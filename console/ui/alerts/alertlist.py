"""The list of alerts: a sign, what has happened, where and what to do, and since when."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from console.model.alert import Alert
from console.model.clock import Clock
from console.model.ids import NodeId
from console.settings.language import _, translate
from console.ui.alerts.words import second_line, sign_of_alert, spoken
from console.ui.dashboard.heads import draw
from console.ui.formats import age_text
from console.ui.signs import paint_sign
from console.ui.theme import Themes

Index = QModelIndex | QPersistentModelIndex
_MARGIN, _SIGN_ROOM, _AGE_ROOM = 14, 26, 84


class AlertModel(QAbstractListModel):
    """Alerts in the order in which the core has them."""

    def __init__(self, clock: Clock, name_of: Callable[[NodeId], str], parent: QWidget) -> None:
        super().__init__(parent)
        self._clock, self.name_of = clock, name_of
        self.alerts: tuple[Alert, ...] = ()
        self.silenced: frozenset[NodeId] = frozenset()

    def now(self) -> float:
        """Return the seconds since the epoch."""
        return self._clock.now().timestamp()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many there are."""
        return 0 if parent is not None and parent.isValid() else len(self.alerts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a row in words; the delegate reads the alert itself."""
        alert = self.alerts[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return spoken(alert, self.now(), self.name_of, silenced=alert.node_id in self.silenced)
        return None

    def replace(self, alerts: Sequence[Alert], silenced: frozenset[NodeId]) -> None:
        """Show others; rows that only changed are painted anew and stay chosen."""
        alerts = tuple(alerts)
        if [alert.id for alert in alerts] == [alert.id for alert in self.alerts]:
            self.alerts, self.silenced = alerts, silenced
            if alerts:
                self.dataChanged.emit(self.index(0), self.index(len(alerts) - 1))
            return
        self.beginResetModel()
        self.alerts, self.silenced = alerts, silenced
        self.endResetModel()


class _Rows(QStyledItemDelegate):
    def __init__(self, view: AlertList, model: AlertModel, themes: Themes) -> None:
        super().__init__(view)
        self._view, self._model, self._themes = view, model, themes

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, self._themes.current.metrics.size.alert_row)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        alert, now = self._model.alerts[index.row()], self._model.now()
        colors, rect = self._themes.current.colors, QRectF(option.rect)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = colors.panel
        if is_chosen:
            ground = colors.select if self._view.hasFocus() else colors.select_idle
        elif option.state & QStyle.StateFlag.State_MouseOver:
            ground = colors.hover
        painter.save()
        painter.fillRect(rect, ground)
        painter.fillRect(QRectF(rect.left(), rect.bottom(), rect.width(), 1), colors.line)
        sign = sign_of_alert(alert, now)
        paint_sign(painter, QRectF(rect.left() + _MARGIN, rect.top() + 7, 14, 14), sign, colors, ground)
        upper = QRectF(rect.left() + _MARGIN + _SIGN_ROOM, rect.top() + 5, rect.width() - _MARGIN * 2 - _SIGN_ROOM, 19)
        calls = alert.is_firing and not alert.is_acknowledged(now)
        painter.setPen(colors.text if calls else colors.text2)
        role = "body_strong" if calls else "body"
        draw(painter, upper.adjusted(0, 0, -_AGE_ROOM, 0), translate(alert.message), role)
        painter.setPen(colors.text3)
        draw(painter, upper, age_text(max(now - alert.since, 0)), "caption", right=True)
        silenced = alert.node_id in self._model.silenced
        words = second_line(alert, now, self._model.name_of, silenced=silenced)
        painter.setPen(colors.text2)
        draw(painter, upper.translated(0, 18), words, "small")
        if self._view.shows_focus(index):
            painter.setPen(QPen(colors.focus, 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -2))
        painter.restore()


class AlertList(QListView):
    """Enter goes to the node; the space bar acknowledges."""

    node_wanted = Signal(object)
    """Alert"""
    acknowledge_wanted = Signal(object)
    """Alert"""
    menu_wanted = Signal(object, QPoint)
    """Alert, place on the screen"""
    chosen = Signal()
    """Another row."""

    def __init__(
        self, clock: Clock, name_of: Callable[[NodeId], str], themes: Themes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model = AlertModel(clock, name_of, self)
        self.setModel(self._model)
        self.setItemDelegate(_Rows(self, self._model, themes))
        self.setObjectName("alerts")
        self.setAccessibleName(_("Alerts"))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self._by_keyboard = False
        self.doubleClicked.connect(lambda index: self.node_wanted.emit(self._model.alerts[index.row()]))

    def current(self) -> Alert | None:
        """Return the alert that is chosen."""
        row = self.currentIndex().row()
        return self._model.alerts[row] if 0 <= row < len(self._model.alerts) else None

    def show_alerts(self, alerts: Sequence[Alert], silenced: frozenset[NodeId]) -> None:
        """Show these; the one that was chosen stays so while it is among them."""
        before = self.current()
        self._model.replace(alerts, silenced)
        if self.current() is None and alerts:
            names = [alert.id for alert in alerts]
            row = names.index(before.id) if before is not None and before.id in names else 0
            self.setCurrentIndex(self._model.index(row))
        self.chosen.emit()

    def tick(self) -> None:
        """Paint the ages anew."""
        self.viewport().update()

    def shows_focus(self, index: Index) -> bool:
        """Tell whether the ring belongs round this row: keyboard use only."""
        return self._by_keyboard and self.hasFocus() and index == self.currentIndex()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Say that another row is chosen."""
        super().currentChanged(current, previous)
        self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the node, or acknowledge."""
        self._by_keyboard = True
        alert = self.current()
        if alert is not None and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.node_wanted.emit(alert)
        elif alert is not None and event.key() == Qt.Key.Key_Space:
            self.acknowledge_wanted.emit(alert)
        else:
            super().keyPressEvent(event)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a row."""
        self._by_keyboard = False
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of a row."""
        index, place = self.currentIndex(), self.visualRect(self.currentIndex()).center()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index, place = self.indexAt(event.pos()), event.pos()
        if index.isValid():
            self.setCurrentIndex(index)
            self.menu_wanted.emit(self._model.alerts[index.row()], self.viewport().mapToGlobal(place))
