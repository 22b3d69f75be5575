"""The alerts that call for somebody, over everything else in a wide window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from console.model.alert import Alert
from console.model.clock import Clock
from console.model.ids import NodeId
from console.panels import AlertPanel, Shape
from console.settings.language import _, ngettext
from console.ui.alerts.alertlist import AlertList
from console.ui.dashboard.heads import HEAD_HEIGHT, MARGIN, draw, paint_head
from console.ui.models.fleet import FleetModel
from console.ui.theme import Themes


class AlertPanelView(QWidget):
    """Enter, or a double click, goes to the node; the page of alerts does everything else."""

    node_wanted = Signal(object)
    """NodeId"""

    def __init__(self, panel: AlertPanel, fleet: FleetModel, themes: Themes, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self._panel, self._fleet, self._themes, self._clock = panel, fleet, themes, clock
        self._alerts: tuple[Alert, ...] = ()
        self.setAccessibleName(_(panel.title))
        self.list = AlertList(clock, self._name, themes, self)
        self.list.node_wanted.connect(lambda alert: self.node_wanted.emit(alert.node_id))
        self.list.hide()

    def show_alerts(self, alerts: Sequence[Alert]) -> None:
        """Show those of these alerts that nobody takes care of yet."""
        now = self._clock.now().timestamp()
        self._alerts = tuple(
            alert for alert in alerts if alert.is_firing and not alert.part_of and not alert.is_acknowledged(now)
        )
        self.list.show_alerts(self._alerts, frozenset())
        self.list.setVisible(bool(self._alerts))
        self.update()

    def set_shape(self, shape: Shape) -> None:
        """Take the form of a column: there is no other."""

    def refresh(self) -> None:
        """Count the ages on."""
        self.list.tick()

    def dress(self) -> None:
        """Draw in the theme of now."""
        self.update()

    def summary(self) -> str:
        """Return how many there are."""
        count = len(self._alerts)
        return ngettext("{count} needs attention", "{count} need attention", count) if count else ""

    def _name(self, node_id: NodeId) -> str:
        view = self._fleet.view(node_id)
        return view.node.name if view is not None else str(node_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the list what the head leaves."""
        self.list.setGeometry(0, HEAD_HEIGHT, self.width(), max(self.height() - HEAD_HEIGHT, 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the head, and what stands there while nothing calls."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        inner = QRectF(MARGIN, 2, self.width() - 2 * MARGIN, HEAD_HEIGHT - 2)
        paint_head(painter, inner, _(self._panel.title), self.summary(), colors)
        if not self._alerts:
            painter.setPen(colors.text3)
            draw(painter, inner.translated(0, HEAD_HEIGHT - 6), _(self._panel.empty), "small")
