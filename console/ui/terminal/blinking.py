"""What blinks, where it is wanted: the cursor of the focused terminal, and text. Calm, and not for ever."""

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
        self.allowed = True
        """Whether the person bears it."""
        self._halves = 0
        self._timer = QTimer(self, interval=HALF_MS)
        self._timer.timeout.connect(self._turn)

    def restart(self) -> None:
        """Show the cursor from now on: it has moved, or the focus came or went."""
        self.shown = True
        self._halves = 0
        if self.wanted and self.allowed and self._host.hasFocus():
            self._timer.start()
        else:
            self._timer.stop()

    def _turn(self) -> None:
        self._halves += 1
        self.shown = not self.shown
        if self.shown and (self._halves >= MOST_HALVES or not self._host.isVisible()):
            self._timer.stop()
        self._repaint()


class TextBlink(QObject):
    """Says whether blinking text is faded at this moment. It never goes away: it can be read all the time."""

    def __init__(self, host: QWidget, repaint: Callable[[], None]) -> None:
        super().__init__(host)
        self._host, self._repaint = host, repaint
        self.faded = False
        self._there = False
        self._allowed = True
        self._halves = 0
        self._timer = QTimer(self, interval=HALF_MS)
        self._timer.timeout.connect(self._turn)

    def watch(self, *, there: bool) -> None:
        """Take note of a frame: whether there is blinking text in it. Its rhythm goes on."""
        self._there = there
        self._halves = 0
        if there and self._allowed and not self._timer.isActive():
            self._timer.start()

    def allow(self, *, allowed: bool) -> None:
        """Let text blink, or stand still."""
        self._allowed = allowed
        self.watch(there=self._there)
        if not allowed:
            self._rest()

    def _turn(self) -> None:
        self._halves += 1
        if self.faded and not (self._there and self._halves < MOST_HALVES and self._host.isVisible()):
            self._rest()
            return
        if not self._there:
            self._timer.stop()
            return
        self.faded = not self.faded
        self._repaint()

    def _rest(self) -> None:
        """Stand still and clear, until a frame comes."""
        self._timer.stop()
        if self.faded:
            self.faded = False
            self._repaint()
