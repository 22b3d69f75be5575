"""The cursor's blinking, where it is wanted: calm, in the focused terminal only, and not for ever."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

HALF_MS = 600
MOST_HALVES = 40
"""Nobody has typed and nothing was printed for this long: the cursor stays, and the desk may sleep."""


class CursorBlink(QObject):
    """Says whether the cursor is to be seen at this moment."""

    def __init__(self, host: QWidget, repaint: Callable[[], None]) -> None:
        super().__init__(host)
        self._host, self._repaint = host, repaint
        self.shown = True
        self.wanted = False
        """Whether the frame in hand asks for it."""
        self._halves = 0
        self._timer = QTimer(self, interval=HALF_MS)
        self._timer.timeout.connect(self._turn)

    def restart(self) -> None:
        """Show the cursor from now on: it has moved, or the focus came or went."""
        self.shown = True
        self._halves = 0
        if self.wanted and self._host.hasFocus():
            self._timer.start()
        else:
            self._timer.stop()

    def _turn(self) -> None:
        self._halves += 1
        self.shown = not self.shown
        if self.shown and (self._halves >= MOST_HALVES or not self._host.isVisible()):
            self._timer.stop()
        self._repaint()
