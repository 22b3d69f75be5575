"""Finds a text in a recording that is played, and goes to where it comes up."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from console.model.text import fill
from console.settings.language import _
from console.ui.fonts import mono_font
from console.ui.formats import whole

WIDTH = 150
HERE_SECONDS = 0.001

Search = Callable[[str, Callable[[tuple[float, ...]], None]], None]
"""Finds a text, and calls back with the seconds at which it comes up."""


class MomentField(QLineEdit):
    """Enter goes on to the next place, Shift+Enter to the one before, Escape gives the keyboard back."""

    wanted = Signal(float)
    """Seconds that a person goes to."""
    found = Signal(object)
    """All of them, as a tuple; empty: nothing is looked for."""
    said = Signal(str)
    """Which of how many it is."""
    left = Signal()

    def __init__(self, position: Callable[[], float], search: Search, parent: QWidget) -> None:
        super().__init__(parent)
        self._position, self._search = position, search
        self._times: tuple[float, ...] | None = None
        self.setFont(mono_font("mono_small"))
        self.setFixedWidth(WIDTH)
        self.setPlaceholderText(_("Find"))
        self.setToolTip(_("Find in the recording (/)"))
        self.setAccessibleName(_("Find in the recording"))
        self.textChanged.connect(self._forget)

    def _forget(self) -> None:
        self._times = None
        self.found.emit(())
        self._say("")

    def _say(self, words: str) -> None:
        self.setAccessibleDescription(words)
        self.said.emit(words)

    def look_again(self) -> None:
        """Forget the places: they are played at other times now."""
        self._times = None

    def _step(self, by: int) -> None:
        text = self.text()
        if not text:
            return
        if self._times is None:
            self._search(text, lambda times: self._take(text, times, by))
            return
        self._go(by)

    def _take(self, text: str, times: tuple[float, ...], by: int) -> None:
        if text != self.text():
            return
        self._times = times
        self.found.emit(times)
        self._go(by)

    def _go(self, by: int) -> None:
        times, here = self._times, self._position()
        if not times:
            self._say(_("No hit"))
            return
        beyond = [at for at, when in enumerate(times) if (when - here) * by > HERE_SECONDS]
        at = (beyond[0] if by > 0 else beyond[-1]) if beyond else (0 if by > 0 else len(times) - 1)
        self._say(fill(_("{number} of {count}"), {"number": whole(at + 1), "count": whole(len(times))}))
        self.wanted.emit(times[at])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from place to place; everything else is text."""
        key = event.key()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif key == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        else:
            super().keyPressEvent(event)
