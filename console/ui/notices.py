"""The messages under the bell: what happened, what to do, when."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from console.model.errors import Problem
from console.model.ids import NodeId
from console.settings.language import _, problem_advice, problem_text
from console.ui.fonts import ui_font
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Themes

LIMIT = 200
PROGRAM_CODES = frozenset({"terminal.notice", "trigger.met", "trigger.met_often", "trigger.flood"})
MOST_OF_PROGRAMS = 20
"""Notices of what programs print: one that goes on and on must not push out what the house has to say."""


class Entry(Struct, frozen=True):
    """A message and when it came."""

    problem: Problem
    at: datetime
    node_id: NodeId | None = None


class NoticeList(QFrame):
    """Opens under the bell; newest first."""

    changed = Signal()
    node_wanted = Signal(object)
    """NodeId"""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._themes = themes
        self.entries: list[Entry] = []
        self._aside: list[Entry] = []
        self.unread = 0
        self.setAccessibleName(_("Messages"))
        self.setFixedWidth(460)
        self._title = QLabel(_("Messages"), self)
        self._title.setProperty("role", "section")
        self._clear = QPushButton(_("Clear"), self)
        self._clear.setAccessibleName(_("Clear"))
        self._clear.setProperty("small", "true")
        self._clear.clicked.connect(self.clear)
        head = QHBoxLayout()
        head.setContentsMargins(14, 10, 14, 6)
        head.addWidget(self._title, 1)
        head.addWidget(self._clear)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 8)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._area, 1)

    def add(self, entry: Entry) -> None:
        """Keep a message; the same one again only moves to the top."""
        self.entries = [known for known in self.entries if known.problem != entry.problem]
        self.entries.insert(0, entry)
        for spoken in [known for known in self.entries if known.problem.code in PROGRAM_CODES][MOST_OF_PROGRAMS:]:
            self.entries.remove(spoken)
        del self.entries[LIMIT:]
        self.unread = min(self.unread + 1, len(self.entries))
        self.changed.emit()

    def set_aside(self, *, aside: bool) -> None:
        """Take what is there out of sight until it may be seen again."""
        entries, self.entries = self.entries, []
        if aside:
            self._aside += entries
        else:
            self.entries, self._aside = [*entries, *self._aside][:LIMIT], []
        self.unread = min(self.unread, len(self.entries))
        self.changed.emit()

    def clear(self) -> None:
        """Forget all messages."""
        self.entries, self.unread = [], 0
        self.changed.emit()
        self.hide()

    def open_under(self, anchor: QWidget) -> None:
        """Open the list below ``anchor``; what is in it counts as read."""
        self.unread = 0
        self.changed.emit()
        colors = self._themes.current.colors
        self.setStyleSheet(
            f"NoticeList {{ background: {colors.raised.name()}; border: 1px solid {colors.line.name()}; }}"
        )
        height = self._fill()
        corner = anchor.mapToGlobal(QPoint(anchor.width(), anchor.height() + 4))
        self.setFixedHeight(min(64 + height, 520))
        self.move(corner.x() - self.width(), corner.y())
        self.show()
        self._clear.setFocus(Qt.FocusReason.PopupFocusReason)

    def _fill(self) -> int:
        """Show the messages; return how high they are."""
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for entry in self.entries:
            column.addWidget(self._card(entry, body))
        if not self.entries:
            none = QLabel(_("No messages."), body)
            none.setProperty("role", "second")
            none.setContentsMargins(14, 8, 14, 8)
            column.addWidget(none)
        column.addStretch(1)
        self._area.setWidget(body)
        self._clear.setVisible(bool(self.entries))
        return body.heightForWidth(self.width() - 2) if body.hasHeightForWidth() else body.sizeHint().height()

    def _card(self, entry: Entry, parent: QWidget) -> QWidget:
        card = QWidget(parent)
        line = QHBoxLayout(card)
        line.setContentsMargins(14, 6, 14, 6)
        line.setSpacing(10)
        is_key = entry.problem.code.startswith("ssh.host_key")
        line.addWidget(
            SignLabel(self._themes, Sign.KEY if is_key else Sign.WARNING, 14, card), 0, Qt.AlignmentFlag.AlignTop
        )
        words = QVBoxLayout()
        words.setSpacing(1)
        for text, role in ((problem_text(entry.problem), "strong"), (problem_advice(entry.problem), "hint")):
            if text:
                label = QLabel(text, card)
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setWordWrap(True)
                label.setProperty("role", role)
                words.addWidget(label)
        line.addLayout(words, 1)
        when = QLabel(f"{entry.at.astimezone():%H:%M:%S}", card)
        when.setFont(ui_font("caption"))
        when.setProperty("role", "caption")
        line.addWidget(when, 0, Qt.AlignmentFlag.AlignTop)
        return card

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes the list."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return
        super().keyPressEvent(event)
