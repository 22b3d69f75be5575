"""One field to connect anywhere and to find everything that the program can do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from console.model.text import fill
from console.settings.language import _
from console.ui.fonts import ui_font
from console.ui.icons import IconLabel
from console.ui.theme import Themes

if TYPE_CHECKING:
    from console.ui.models.suggest import Entry
    from console.ui.suggestions import Suggestions

Source = Callable[[], "Iterable[Entry]"]


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
    """The line itself. It keeps the keyboard while one walks through the suggestions."""

    left = Signal()
    focus_changed = Signal()
    stepped = Signal(int)
    """So many suggestions further."""
    forget_wanted = Signal()

    _STEPS: ClassVar[dict[int, int]] = {
        Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10,
    }  # fmt: skip

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape empties the line and leaves; the arrows walk through the suggestions."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        elif event.key() in self._STEPS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.stepped.emit(self._STEPS[event.key()])
        elif event.key() == Qt.Key.Key_Delete and self.cursorPosition() == len(self.text()):
            self.forget_wanted.emit()
        else:
            super().keyPressEvent(event)
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                # It ends here: whatever has the focus by now, a button of a sheet, must not be pressed with it.
                event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the frame of the focus."""
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the frame without the focus."""
        super().focusOutEvent(event)
        self.focus_changed.emit()


class CommandField(QWidget):
    """Connects to any host and finds everything that the program can do."""

    destination_chosen = Signal(str)
    left = Signal()
    """Escape: the keyboard goes back."""

    def __init__(self, themes: Themes, sources: Sequence[Source], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.sources: list[Source] = list(sources)
        """Who says what there is; asked when the field is used."""
        self._entries: list[Entry] | None = None
        self._is_complete, self._is_due = True, False
        """Whether all that there is can be found already; whether Enter was pressed before that."""
        self._list: Suggestions | None = None
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
        self.edit.returnPressed.connect(self._entered)
        self.edit.left.connect(self._leave)
        self.edit.focus_changed.connect(self._focus_changed)
        self.edit.textEdited.connect(lambda _text: self._edited())
        self.edit.stepped.connect(self._step)
        self.edit.forget_wanted.connect(self._forget_current)

    def open(self) -> None:
        """Take the keyboard and show all that there is."""
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()
        self._suggest()

    @property
    def is_open(self) -> bool:
        """Tell whether somebody chooses something here."""
        is_listing = self._list is not None and self._list.isVisible()
        return is_listing or (self.edit.hasFocus() and bool(self.edit.text()))

    def forget(self) -> None:
        """Collect entries anew when they are needed next."""
        self._entries = None

    def suggestions(self) -> Suggestions:
        """Return the list under the field; it is made when it is needed first."""
        if self._list is None:
            from console.ui.suggestions import Suggestions

            self._list = Suggestions(self._themes, self)
            self._list.chosen.connect(self._run)
        return self._list

    def wait_for(self, furnished: SignalInstance) -> None:
        """Know that much is still to come until ``furnished``: what is typed and entered before is done then."""
        self._is_complete = False
        furnished.connect(self._complete)

    def _complete(self) -> None:
        self._is_complete = True
        self.refresh()
        if self._is_due:
            self._entered()

    def _edited(self) -> None:
        self._is_due = False
        self._suggest()

    def _suggest(self) -> None:
        """Show what fits; what is suggested stays the same while one walks through it."""
        from console.ui.models.suggest import suggest

        if self._entries is None:
            self._entries = [entry for source in self.sources for entry in source()]
        nothing = _("Nothing is called that.") if self._is_complete and self.edit.text().strip() else ""
        self.suggestions().show_hits(suggest(self.edit.text(), self._entries, self._connect), nothing)
        self._announce()

    def _connect(self, text: str) -> Entry:
        from console.ui.models.suggest import Entry, Section

        words = fill(_("Connect to {destination}"), {"destination": text})
        return Entry(words, Section.CONNECT, lambda: self.destination_chosen.emit(text))

    def _step(self, by: int) -> None:
        found = self.suggestions()
        if found.isVisible():
            found.step(by)
            self._announce()
        else:
            self._suggest()

    def _announce(self) -> None:
        """Let a screen reader say what Enter would do: the keyboard stays in the line."""
        hit = self.suggestions().current()
        if hit is not None and QAccessible.isActive():
            from console.ui.suggestions import spoken

            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.edit, spoken(hit)))

    def _entered(self) -> None:
        if not self.suggestions().isVisible():
            if not self.edit.text().strip():
                return
            self._suggest()
        hit = self.suggestions().current()
        if not self._is_complete and (hit is None or self._may_be_a_command(hit.entry)):
            self._is_due = True
        elif hit is not None:
            self._run(hit.entry)

    def _may_be_a_command(self, entry: Entry) -> bool:
        """Tell whether what would be taken for a host may be the name of an action that has yet to come."""
        from console.ui.models.suggest import Section, is_destination

        return entry.section is Section.CONNECT and not is_destination(self.edit.text())

    def _run(self, entry: Entry) -> None:
        self._is_due = False
        self._close()
        self.edit.clear()
        if self.edit.hasFocus():
            self.left.emit()
        entry.run()

    def _forget_current(self) -> None:
        hit = self.suggestions().current()
        if self.suggestions().isVisible() and hit is not None and hit.entry.forget is not None:
            hit.entry.forget()

    def refresh(self) -> None:
        """Show anew what there is, where the list is open."""
        self.forget()
        if self._list is not None and self._list.isVisible():
            self._suggest()

    def _close(self) -> None:
        self.forget()
        if self._list is not None:
            self._list.hide()

    def _leave(self) -> None:
        self._is_due = False
        self._close()
        self.left.emit()

    def _focus_changed(self) -> None:
        if not self.edit.hasFocus():
            self._close()
        self.update()

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
