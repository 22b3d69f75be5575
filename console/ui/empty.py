"""What stands where nothing is yet, and the banner over a desk without a core."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from console.model.errors import Problem
from console.settings.language import _, problem_advice, problem_text
from console.ui.icons import IconLabel
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Themes


class EmptyDesk(QWidget):
    """No terminals are open."""

    shell_wanted = Signal()
    connect_wanted = Signal()

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        title = QLabel(_("No terminals open"), self)
        title.setProperty("role", "section")
        words = QLabel(_("Choose a node in the tree and press Enter, or connect to any host."), self)
        words.setProperty("role", "second")
        words.setWordWrap(True)
        self.shell = QPushButton(_("Open local shell"), self)
        self.shell.setProperty("kind", "primary")
        self.connect_button = QPushButton(_("Quick connect"), self)
        for button, signal in ((self.shell, self.shell_wanted), (self.connect_button, self.connect_wanted)):
            button.setAccessibleName(button.text())
            button.clicked.connect(signal)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.shell)
        buttons.addWidget(self.connect_button)
        buttons.addStretch(1)
        block = QVBoxLayout()
        block.setSpacing(8)
        block.addWidget(IconLabel(themes, "ph.terminal-window", self, 22))
        block.addSpacing(4)
        block.addWidget(title)
        block.addWidget(words)
        block.addSpacing(12)
        block.addLayout(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(48, 0, 48, 0)
        layout.addStretch(2)
        layout.addLayout(block)
        layout.addStretch(3)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground of a terminal."""
        QPainter(self).fillRect(self.rect(), self._themes.current.colors.term_bg)


class Banner(QWidget):
    """A line across the desk: the core is lost, or another desk has taken over."""

    start_wanted = Signal()

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._text, self._hint = QLabel(self), QLabel(self)
        self._text.setProperty("role", "strong")
        self._hint.setProperty("role", "second")
        self._hint.setWordWrap(True)
        self.button = QPushButton(_("Start again"), self)
        self.button.setAccessibleName(_("Start again"))
        self.button.setProperty("kind", "primary")
        self.button.setProperty("small", "true")
        self.button.clicked.connect(self.start_wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.setSpacing(10)
        layout.addWidget(SignLabel(themes, Sign.FAILED, 14, self))
        layout.addWidget(self._text)
        layout.addWidget(self._hint, 1)
        layout.addWidget(self.button)
        self.hide()

    def say(self, problem: Problem, button: str) -> None:
        """Show what happened and the way on."""
        self._text.setText(problem_text(problem))
        self._hint.setText(problem_advice(problem))
        self.button.setText(button)
        self.button.setAccessibleName(button)
        self.show()
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a tinted ground with an edge."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.fillRect(self.rect(), colors.fail_bg)
        painter.fillRect(0, 0, 4, self.height(), colors.fail)
        painter.fillRect(0, self.height() - 1, self.width(), 1, colors.line)
