"""The focus ring round controls: outside, where a style sheet cannot draw, and only for the keyboard's owner."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QCheckBox, QPushButton, QRadioButton, QWidget

from console.ui.theme import Themes

OFFSET, STROKE = 3, 2
_REACH = OFFSET + STROKE


class FocusRing(QWidget):
    """Follows the focused button of a window; entries of bars draw their own ring inside."""

    def __init__(self, themes: Themes, window: QWidget) -> None:
        super().__init__(window)
        self._themes = themes
        self._around: QWidget | None = None
        self._whole = QRect()
        self._watched: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    def _moved(self, _old: QWidget | None, _new: QWidget | None) -> None:
        for widget in self._watched:
            widget.removeEventFilter(self)
        self._around, self._watched = None, []
        # Handlers before this one may have moved the focus on.
        new = QApplication.focusWidget()
        if (
            isinstance(new, QPushButton | QRadioButton | QCheckBox)
            and new.property("kind") != "entry"
            and self.window().isAncestorOf(new)
        ):
            self._around = new
            self._watch(new)
        self._place()

    def _watch(self, button: QWidget) -> None:
        """Listen to the button and to all that carry it: it moves when they do."""
        carrier: QWidget | None = button
        while carrier is not None and carrier is not self.window():
            carrier.installEventFilter(self)
            self._watched.append(carrier)
            carrier = carrier.parentWidget()

    def _place(self) -> None:
        around = self._around
        if around is None or not around.isVisible():
            self.hide()
            return
        corner = around.mapTo(self.window(), QPoint(0, 0))
        # Choices stand close to their explanations: their ring is tight.
        reach = _REACH if isinstance(around, QPushButton) else STROKE
        whole = around.rect().translated(corner).adjusted(-reach, -reach, reach, reach)
        shown = self._shown(around, whole)
        if shown.isEmpty():
            self.hide()
            return
        self._whole = whole.translated(-shown.topLeft())
        self.setGeometry(shown)
        self.show()
        self.raise_()

    def _shown(self, around: QWidget, whole: QRect) -> QRect:
        """Return what of the ring stands within the scrolled areas that carry the button."""
        carrier = around.parentWidget()
        while carrier is not None and carrier is not self.window():
            parent = carrier.parentWidget()
            if isinstance(parent, QAbstractScrollArea) and carrier is parent.viewport():
                corner = carrier.mapTo(self.window(), QPoint(0, 0))
                # A ring outside the first or last row of an area is still its own.
                whole = whole.intersected(carrier.rect().translated(corner).adjusted(-_REACH, -_REACH, _REACH, _REACH))
            carrier = parent
        return whole

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move with the button, and go when it goes."""
        if event.type() in {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Hide, QEvent.Type.Show}:
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._themes.current.colors.focus, STROKE))
        half = STROKE / 2
        painter.drawRoundedRect(QRectF(self._whole).adjusted(half, half, -half, -half), 6 + OFFSET, 6 + OFFSET)
