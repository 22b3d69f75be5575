"""How a service stands, in a word; while it is at work also for how long, second by second."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from console.model.clock import Clock
from console.model.service import DeployView
from console.ui.wizards.deploywords import elapsed_text, view_word

SECOND_MS = 1000


class WorkLine(QLabel):
    """Counts while it is seen; who hears the screen is told what has begun and how it ended, not each second."""

    def __init__(self, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self._clock = clock
        self._view: DeployView | None = None
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "second")
        self._timer = QTimer(self)
        self._timer.setInterval(SECOND_MS)
        self._timer.timeout.connect(self._tick)

    def show_deploy(self, view: DeployView) -> None:
        """Show a service, or how it is now."""
        before, self._view = self._view, view
        word = view_word(view)
        self.setAccessibleName(word)
        self._tick()
        is_news = before is not None and before.id == view.id and view_word(before) != word
        if is_news and self.isVisible() and QAccessible.isActive():
            words = f"{view.plan.service_name}: {word}"
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _tick(self) -> None:
        if self._view is None:
            return
        elapsed = elapsed_text(self._view, self._clock)
        self.setText(" ".join(filter(None, (view_word(self._view), elapsed))))
        if bool(elapsed) != self._timer.isActive():
            self._timer.start() if elapsed and self.isVisible() else self._timer.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """Count from now on, where there is something to count."""
        super().showEvent(event)
        self._tick()

    def hideEvent(self, event: QHideEvent) -> None:
        """Count no more."""
        super().hideEvent(event)
        self._timer.stop()
