"""One step of a run as a row: its sign, how far it is or how long it took. Enter or a click opens it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from console.model.service import StepState, StepView
from console.settings.language import _, translate
from console.ui.dialogs import label
from console.ui.services.stepwords import exit_text, step_sign, step_word, took_text
from console.ui.signs import SignLabel
from console.ui.theme import Themes

_KEYS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}
_OPENS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}


class Progress(QWidget):
    """A bar without a number; the number stands beside it."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.share = 0.0
        self.setFixedSize(90, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar on its track."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        track = QRectF(0, 6, self.width(), 4)
        painter.setBrush(colors.track)
        painter.drawRoundedRect(track, 2, 2)
        if self.share > 0:
            painter.setBrush(colors.bar)
            painter.drawRoundedRect(QRectF(0, 6, max(4.0, track.width() * min(self.share, 1.0)), 4), 2, 2)


class StepRow(QWidget):
    """Sign, title, progress, duration. Of all rows one takes the tab key; the arrows go on from there."""

    opened = Signal(str)
    """The id of the step."""
    moved = Signal(int)
    """So many rows down, or up."""

    def __init__(self, themes: Themes, view: StepView, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.step_id = view.step.id
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(_("Open the step: its command and all that it has printed"))
        line = QHBoxLayout(self)
        line.setContentsMargins(4, 2, 8, 2)
        line.setSpacing(10)
        self.sign = SignLabel(themes, step_sign(view.state), 14, self)
        self.title = label(translate(view.step.title), "", self)
        self.progress = Progress(themes, self)
        self.figure = label("", "hint", self, wraps=False)
        self.figure.setMinimumWidth(64)
        self.figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for widget in (self.sign, self.title, self.progress, self.figure):
            line.addWidget(widget, 1 if widget is self.title else 0)
        self.show_step(view)

    def take_turn(self) -> None:
        """Be the row that the tab key reaches."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_step(self, view: StepView) -> None:
        """Show how far the step is."""
        self.sign.set_sign(step_sign(view.state))
        running = view.state is StepState.RUNNING and view.progress is not None
        self.progress.setVisible(running)
        self.progress.share = view.progress or 0.0
        self.progress.update()
        text = f"{(view.progress or 0.0) * 100:.0f} %" if running else took_text(view)
        if view.exit_code:
            text = " · ".join(each for each in (exit_text(view), text) if each)
        self.figure.setText(text)
        self.setAccessibleName(f"{self.title.text()}: {step_word(view.state)} {text}")

    # ---- keys and mouse ----------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or the space bar opens the step; the arrows go to its neighbours."""
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if plain and event.key() in _OPENS:
            self.opened.emit(self.step_id)
        elif plain and event.key() in _KEYS:
            self.moved.emit(_KEYS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the step."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self.step_id)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Show so no longer."""
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Draw it no more."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground under the pointer, and the ring of the focus inside, as rows have it."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.fillRect(self.rect(), colors.hover)
        if self.hasFocus():
            painter.setPen(QPen(colors.focus, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 3, 3)
