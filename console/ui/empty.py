"""What stands where nothing is yet, and the banner over a desk without a core."""

from __future__ import annotations

from functools import partial

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
    """A line across the desk: the core is lost, another desk has taken over, or this one only watches."""

    way_chosen = Signal(int)
    """0: the first button, 1: the second."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._text, self._hint = QLabel(self), QLabel(self)
        self._text.setProperty("role", "strong")
        self._hint.setProperty("role", "second")
        self._hint.setWordWrap(True)
        self._is_calm = False
        self._sign = SignLabel(themes, Sign.FAILED, 14, self)
        self.button, self.other = QPushButton(_("Start again"), self), QPushButton(self)
        self.button.setProperty("kind", "primary")
        for way, button in enumerate((self.button, self.other)):
            button.setAccessibleName(_("Start again"))
            button.setProperty("small", "true")
            button.clicked.connect(partial(self.way_chosen.emit, way))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.setSpacing(10)
        layout.addWidget(self._sign)
        layout.addWidget(self._text)
        layout.addWidget(self._hint, 1)
        layout.addWidget(self.other)
        layout.addWidget(self.button)
        self.hide()

    def say(self, problem: Problem, button: str, other: str = "", *, calm: bool = False) -> None:
        """Show what happened and the ways on; where nothing is wrong, the keyboard stays where it is."""
        self._is_calm = calm
        self._sign.set_sign(Sign.HOLLOW if calm else Sign.FAILED)
        self._text.setText(problem_text(problem))
        self._hint.setText(problem_advice(problem))
        for target, words in ((self.button, button), (self.other, other)):
            target.setText(words)
            target.setAccessibleName(words)
            target.setVisible(bool(words))
        self.show()
        self.update()
        if not calm:
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a tinted ground with an edge."""
        colors = self._themes.current.colors
        ground, edge = (colors.info_bg, colors.accent) if self._is_calm else (colors.fail_bg, colors.fail)
        painter = QPainter(self)
        painter.fillRect(self.rect(), ground)
        painter.fillRect(0, 0, 4, self.height(), edge)
        painter.fillRect(0, self.height() - 1, self.width(), 1, colors.line)
