"""One field to connect anywhere and to run any action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QListView, QSizePolicy, QWidget

from console.model.ids import NodeId
from console.settings.language import _
from console.ui.fonts import ui_font
from console.ui.icons import IconLabel
from console.ui.theme import Themes

MAX_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that the field can complete: a node or an action."""

    words: str
    detail: str = ""
    node_id: NodeId | None = None
    action: str = ""


class KeyHint(QWidget):
    """The keys that lead to the field."""

    def __init__(self, themes: Themes, keys: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._themes, self._keys = themes, keys
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        metric = QFontMetricsF(ui_font("caption"))
        self._widths = [metric.horizontalAdvance(key) + 12 for key in keys]
        self.setFixedSize(round(sum(self._widths) + 4 * (len(keys) - 1)) + 1, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw one cap a key."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(ui_font("caption"))
        x = 0.0
        for key, width in zip(self._keys, self._widths, strict=True):
            cap = QRectF(x + 0.5, 0.5, width - 1, 19)
            painter.setPen(QPen(colors.line, 1))
            painter.setBrush(colors.raised)
            painter.drawRoundedRect(cap, 3, 3)
            painter.setPen(colors.text2)
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
            x += width + 4


class CommandEdit(QLineEdit):
    """The line itself; Escape gives the focus back."""

    left = Signal()
    focus_changed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape empties the line and leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose all that is there, so that typing replaces it."""
        super().focusInEvent(event)
        if event.reason() not in {Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason}:
            self.selectAll()
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the focus has gone."""
        super().focusOutEvent(event)
        self.focus_changed.emit()


class CommandField(QWidget):
    """Typing a node opens it, ``user@host:port`` connects, an action's words run it."""

    node_chosen = Signal(object)
    """NodeId"""
    action_chosen = Signal(str)
    destination_chosen = Signal(str)
    left = Signal()

    def __init__(self, themes: Themes, entries: Callable[[], list[Entry]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes, self._entries = themes, entries
        self.edit = CommandEdit(self)
        self.edit.setObjectName("command")
        self.edit.setAccessibleName(_("Connect or run a command"))
        self.edit.setPlaceholderText(_("Connect or run a command"))
        self.edit.setFont(ui_font("body"))
        self._hint = KeyHint(themes, (_("Ctrl"), _("Shift"), "P"), self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 6, 0)
        layout.setSpacing(9)
        layout.addWidget(IconLabel(themes, "ph.terminal-window", self))
        layout.addWidget(self.edit, 1)
        layout.addWidget(self._hint)
        self.setFixedHeight(28)
        self.setMaximumWidth(560)
        self.setMinimumWidth(160)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._choices = QStandardItemModel(self)
        self._completer, self._popup = self._make_completer()
        self._by_words: dict[str, Entry] = {}
        self.edit.setCompleter(self._completer)
        self.edit.returnPressed.connect(self._entered)
        self.edit.left.connect(self.left)
        self.edit.focus_changed.connect(self.update)
        self.edit.textEdited.connect(self._fill)

    def _make_completer(self) -> tuple[QCompleter, QListView]:
        completer = QCompleter(self._choices, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(MAX_SHOWN)
        popup = QListView()
        popup.setObjectName("choices")
        popup.setAccessibleName(_("Suggestions"))
        popup.setUniformItemSizes(True)
        completer.setPopup(popup)
        completer.activated.connect(self._picked)
        return completer, popup

    def _fill(self, _text: str) -> None:
        if self._by_words:
            return
        for entry in self._entries():
            self._by_words[entry.words] = entry
            item = QStandardItem(entry.words)
            item.setToolTip(entry.detail)
            item.setSizeHint(QSize(100, 28))
            self._choices.appendRow(item)

    def forget(self) -> None:
        """Collect nodes and actions anew at the next key."""
        if self._by_words and not self._popup.isVisible():
            self._by_words.clear()
            self._choices.clear()

    def _picked(self, words: str) -> None:
        entry = self._by_words.get(words)
        if entry is not None:
            self._run(entry)

    def _entered(self) -> None:
        text = self.edit.text().strip()
        if not text or (self._popup.isVisible() and self._popup.currentIndex().isValid()):
            return  # the completer takes what is chosen in its list
        self._popup.hide()
        self._fill(text)
        entry = self._meant(text)
        if entry is None:
            self.edit.clear()
            self.destination_chosen.emit(text)
        else:
            self._run(entry)

    def _meant(self, text: str) -> Entry | None:
        """Return the entry of these words, or the only one that is suggested; a host has no blank in its name."""
        sought = text.casefold()
        found = {words.casefold(): entry for words, entry in self._by_words.items() if sought in words.casefold()}
        if sought in found:
            return found[sought]
        return next(iter(found.values()), None) if " " in text or len(found) == 1 else None

    def _run(self, entry: Entry) -> None:
        # The completer writes its choice into the line after this signal.
        QTimer.singleShot(0, self.edit.clear)
        if entry.node_id is not None:
            self.node_chosen.emit(entry.node_id)
        else:
            self.action_chosen.emit(entry.action)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.edit.hasFocus()
        width = 2.0 if focused else 1.0
        painter.setPen(QPen(colors.focus if focused else colors.edge, width))
        painter.setBrush(colors.well)
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 6, 6)
