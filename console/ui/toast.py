"""Short messages above the status bar. They go by themselves, unless a person looks at them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from console.settings.language import _
from console.ui.sheets import paint_shadow
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Themes

_SHADOW = 8


class Toast(QWidget):
    """Sign, title, one line, one action."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._sign = SignLabel(themes, Sign.TICK, 14, self)
        self._title, self._line = QLabel(self), QLabel(self)
        self._title.setProperty("role", "strong")
        self._line.setProperty("role", "hint")
        for part in (self._title, self._line):
            part.setTextFormat(Qt.TextFormat.PlainText)
            part.setWordWrap(True)
        self._action = QPushButton(self)
        self._action.setAccessibleName(_("Action"))
        self._action.setProperty("small", "true")
        self._call: Callable[[], None] | None = None
        self._action.clicked.connect(self._run)
        words = QGridLayout()
        words.setHorizontalSpacing(10)
        words.setVerticalSpacing(1)
        words.addWidget(self._sign, 0, 0, Qt.AlignmentFlag.AlignTop)
        words.addWidget(self._title, 0, 1)
        words.addWidget(self._line, 1, 1)
        words.setColumnStretch(1, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14 + _SHADOW, 10 + _SHADOW, 14 + _SHADOW, 10 + _SHADOW)
        layout.setSpacing(10)
        layout.addLayout(words, 1)
        layout.addWidget(self._action, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setFixedWidth(themes.current.metrics.size.toast_width + 2 * _SHADOW)
        self._leaving = QTimer(self, singleShot=True, interval=themes.current.metrics.motion.toast_stay)
        self._leaving.timeout.connect(self._leave)
        parent.installEventFilter(self)
        self.hide()

    def say(
        self,
        title: str,
        line: str = "",
        sign: Sign = Sign.TICK,
        action: str = "",
        call: Callable[[], None] | None = None,
    ) -> None:
        """Show a message in place of the one before."""
        self._sign.set_sign(sign)
        self._title.setText(title)
        self._line.setText(line)
        self._line.setVisible(bool(line))
        self._action.setText(action)
        self._action.setAccessibleName(action or _("Action"))
        self._action.setVisible(bool(action))
        self._call = call
        self.setAccessibleName(f"{title} {line}".strip())
        self.show()
        self._place()
        self.raise_()
        self._leaving.start()

    def _run(self) -> None:
        self.hide()
        if self._call is not None:
            self._call()

    def _leave(self) -> None:
        if self.underMouse() or self._action.hasFocus():
            self._leaving.start()
        else:
            self.hide()

    def _place(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.invalidate()  # else it answers for the words before, until the next turn
        self.resize(self.width(), self.heightForWidth(self.width()))
        parent = self.parentWidget()
        if parent is not None:
            edge = 16 - _SHADOW
            bottom = parent.height() - self._themes.current.metrics.size.status_bar - edge
            self.move(QPoint(parent.width() - self.width() - edge, bottom - self.height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card and its shadow."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.rect()).adjusted(_SHADOW, _SHADOW, -_SHADOW, -_SHADOW)
        paint_shadow(painter, card, drop=3, blur=_SHADOW, alpha=0.20)
        painter.setPen(QPen(colors.line, 1))
        painter.setBrush(colors.raised)
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
