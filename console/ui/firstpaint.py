"""Tells when a window has been painted for the first time, and is quiet, so that what can wait does."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

LOOK_MS, PATIENCE_MS = 10, 1000
"""How often it is looked whether somebody still waits, and for how long at most."""


class FirstPaint(QObject):
    """Calls once, with the first turn of the event loop after the paint."""

    def __init__(self, window: QWidget, call: Callable[[], None]) -> None:
        super().__init__(window)
        self._call = call
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the paint; let everything through."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._painted)
        return False

    def _painted(self) -> None:
        self._call()
        self.deleteLater()


def when_quiet(
    is_busy: Callable[[], bool], call: Callable[[], None], within: QObject, patience_ms: int = PATIENCE_MS
) -> None:
    """Call as soon as nothing more urgent is under way, or when patience ends, as long as ``within`` lives."""
    if patience_ms <= 0 or not is_busy():
        call()
    else:
        QTimer.singleShot(LOOK_MS, within, lambda: when_quiet(is_busy, call, within, patience_ms - LOOK_MS))
