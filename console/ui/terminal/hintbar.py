"""A line over a terminal that says which mode is on, what its keys do and where the caret is."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from console.ui.fonts import ui_font
from console.ui.terminal.colors import TerminalColors

HEIGHT = 24


class HintBar(QWidget):
    """Lies over the last rows of a terminal, over the first ones where it would hide what matters."""

    def __init__(self, host: QWidget, colors: TerminalColors, title: str, keys: str) -> None:
        super().__init__(host)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._host, self._colors = host, colors
        self._title, self._keys, self._place = QLabel(title, self), QLabel(keys, self), QLabel(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 0, 14, 0)
        layout.setSpacing(16)
        for label, role in ((self._title, "small_strong"), (self._keys, "small"), (self._place, "small")):
            label.setFont(ui_font(role))
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setStyleSheet(f"color: {QColor.fromRgb(colors.on_accent).name()}")
            layout.addWidget(label)
        layout.insertStretch(2, 1)
        self.setAccessibleName(title)
        self.setAccessibleDescription(keys)
        self.place(at_top=False)
        self.show()

    def say_keys(self, keys: str) -> None:
        """Say what the keys do now."""
        self._keys.setText(keys)
        self.setAccessibleDescription(keys)

    def say_place(self, place: str) -> None:
        """Say where the caret is."""
        self._place.setText(place)

    def place(self, *, at_top: bool) -> None:
        """Lie at the lower edge of the terminal, or at the upper one."""
        y = 0 if at_top else self._host.height() - HEIGHT
        self.setGeometry(QRect(0, y, self._host.width(), HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        QPainter(self).fillRect(self.rect(), QColor.fromRgb(self._colors.accent))


def announce(widget: QWidget, text: str) -> None:
    """Let a screen reader say something."""
    if QAccessible.isActive() and text:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
