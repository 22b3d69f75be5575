"""The filter above the tree: terms as chips, the count of matches, a line that explains a mistake."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextCharFormat,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from console.model.clock import Clock
from console.model.text import fill
from console.settings.language import _, ngettext
from console.ui.fonts import mono_font, ui_font
from console.ui.icons import IconLabel
from console.ui.models.query import Query, QueryError, parse
from console.ui.models.queryfields import field_of
from console.ui.theme import Themes


class QueryEdit(QLineEdit):
    """A line whose terms stand on chips, key and value told apart."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._query = Query()
        self.setObjectName("query")
        self.setFont(mono_font("mono_small"))
        self.setAccessibleName(_("Filter"))
        self._example = _("Filter:  state:warn  gpu:h100  free:>40G")
        self.setAccessibleDescription(self._example)

    def show_terms(self, query: Query) -> None:
        """Colour the keys of ``query``."""
        self._query = query
        colors = self._themes.current.colors
        attributes = []
        for term in query.terms:
            if not term.key:
                continue
            style = QTextCharFormat()
            style.setForeground(colors.s3 if term.negated else colors.accent)
            length = len(term.key) + int(term.negated)
            kind = QInputMethodEvent.AttributeType.TextFormat
            start = term.start - self.cursorPosition()
            attributes.append(QInputMethodEvent.Attribute(kind, start, length, style))
        QCoreApplication.sendEvent(self, QInputMethodEvent("", attributes))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape empties the filter; without one it goes on to the window."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chips under the text."""
        if self._query.terms:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            colors = self._themes.current.colors
            painter.setPen(QPen(colors.line, 1))
            painter.setBrush(colors.raised)
            advance = QFontMetricsF(self.font()).horizontalAdvance
            # The line scrolls with its cursor, so positions are counted from there.
            cursor = self.cursorRect().center().x() - advance(self.text()[: self.cursorPosition()])
            for term in self._query.terms:
                left = cursor + advance(self.text()[: term.start]) - 2.5
                width = advance(self.text()[term.start : term.end]) + 5
                painter.drawRoundedRect(QRectF(left, self.height() / 2 - 10, width, 20), 3, 3)
            painter.end()
        super().paintEvent(event)
        if not self.text():
            painter = QPainter(self)
            painter.setFont(ui_font("body"))
            painter.setPen(self._themes.current.colors.text3)
            room = self.rect().adjusted(4, 0, 0, 0)
            example = painter.fontMetrics().elidedText(self._example, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, example)


class FilterField(QWidget):
    """The filter row. ``query_changed`` comes with every understood query."""

    query_changed = Signal(object)
    """Query"""
    leave_wanted = Signal()
    """Down or Enter: on to the tree."""

    def __init__(self, themes: Themes, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes, self._clock = themes, clock
        self._error: QueryError | None = None
        self.edit = QueryEdit(themes, self)
        self.edit.installEventFilter(self)
        self._count = QLabel(self)
        self._count.setProperty("role", "caption")
        self._message = QLabel(self)
        self._message.setProperty("role", "error")
        self._message.setWordWrap(True)
        self._message.hide()
        line = self._line = QHBoxLayout()
        line.setContentsMargins(22, 8, 22, 8)
        line.setSpacing(9)
        line.addWidget(IconLabel(themes, "ph.funnel", self))
        line.addWidget(self.edit, 1)
        line.addWidget(self._count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(line)
        layout.addWidget(self._message)
        self._message.setContentsMargins(14, 0, 14, 6)
        self.edit.setFixedHeight(themes.current.metrics.size.input)
        self.edit.textChanged.connect(self._changed)
        self.edit.returnPressed.connect(self.leave_wanted)

    def add_button(self, button: QWidget) -> None:
        """Put a button at the end of the line."""
        self._line.addWidget(button)

    def set_counts(self, shown: int, total: int) -> None:
        """Say how many nodes match."""
        text = f"{shown}/{total}" if self.edit.text().strip() else ngettext("{count} node", "{count} nodes", total)
        self._count.setText(text)

    def set_text(self, text: str) -> None:
        """Use another query, as if it had been typed."""
        self.edit.setText(text)

    def _changed(self, text: str) -> None:
        query = parse(text, self._clock)
        self._error = query.error
        self.edit.show_terms(query)
        self._message.setVisible(query.error is not None)
        if query.error is not None:
            self._message.setText(error_text(query.error))
        self.query_changed.emit(query)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame round icon, line and count."""
        theme = self._themes.current
        colors = theme.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color, width = (colors.edge, 1.0)
        if self._error is not None:
            color, width = colors.fail, 2.0
        elif self.edit.hasFocus():
            color, width = colors.focus, 2.0
        painter.setPen(QPen(color, width))
        painter.setBrush(colors.well)
        size = theme.metrics.size
        rect = QRectF(10, (size.filter_row - size.input) / 2, self.width() - 20, size.input)
        inset = width / 2
        painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), 6, 6)

    def eventFilter(self, watched: object, event: object) -> bool:
        """Repaint the frame when the focus comes or goes; Down leads to the tree."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down and event.type() == event.Type.KeyPress:
            self.leave_wanted.emit()
            return True
        if isinstance(event, QFocusEvent):
            # Not at every event: the edit's own paint event would start this one's next.
            self.update()
        return False


def error_text(error: QueryError) -> str:
    """Return what is wrong with a query, with the nearest key that exists."""
    if error.value and error.nearest:
        template = _("“{value}” is no value for “{key}”. Did you mean {nearest}?")
        return fill(template, {"key": error.key, "value": error.value, "nearest": error.nearest})
    if error.value:
        found = field_of(error.key)
        if found is not None and found.example:
            template = _("“{value}” is no value for “{key}”. Write it as in {key}:{example}.")
            return fill(template, {"key": error.key, "value": error.value, "example": found.example})
        return fill(_("“{value}” is no value for “{key}”."), {"key": error.key, "value": error.value})
    if error.nearest:
        template = _("No field “{key}”. Did you mean {nearest}?")
        return fill(template, {"key": error.key, "nearest": error.nearest})
    return fill(_("No field “{key}”."), {"key": error.key})
