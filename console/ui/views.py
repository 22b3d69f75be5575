"""Pages in place of the terminals: a head with their names over the one that is shown.

Whoever has a page opens it by a key::

    window.views.open("history", _("History"), make)

``make`` is called when no page of that key is open. A page is a plain widget with an accessible name; what it costs
starts in its ``showEvent`` and stops in its ``hideEvent``. Choosing a terminal leads back, the pages stay open.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from console.model.text import fill
from console.settings.language import _
from console.ui.actions import Actions
from console.ui.focuschain import focus_chain
from console.ui.icons import IconButton
from console.ui.tabarea import TabArea
from console.ui.theme import Themes
from console.ui.turning import follow

_LONGEST_NAME = 28
"""Of a page in the head, in characters; the whole name is in the tooltip."""


class _Open(Struct, frozen=True):
    """A page and what stands for it in the head."""

    page: QWidget
    part: QWidget
    button: QToolButton
    closing: IconButton


class Views(QWidget):
    """The pages that are open. Nobody else shows or hides them."""

    shown_changed = Signal(bool)
    """Whether a page stands where the terminals were."""

    def __init__(self, area: TabArea, commands: Actions, themes: Themes) -> None:
        super().__init__()
        self._area, self._commands, self._themes = area, commands, themes
        self._open: dict[str, _Open] = {}
        self._front: str | None = None
        self.setAccessibleName(_("Pages"))
        self._head = QWidget(self)
        self._head.setFixedHeight(themes.current.metrics.size.tab_bar)
        self._back = IconButton(themes, "ph.terminal-window", _("Back to the terminals"), self._head)
        self._back.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._back.clicked.connect(self.leave)
        self._names = QHBoxLayout(self._head)
        self._names.setContentsMargins(8, 2, 8, 2)
        self._names.setSpacing(4)
        self._names.addWidget(self._back)
        self._names.addStretch(1)
        self._stack = QStackedWidget(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        layout.addWidget(self._stack, 1)
        area.covered.connect(self._covered)
        themes.changed.connect(self.update)
        commands.bind("pages", self.toggle)
        commands.bind("close_page", self.close_front)
        self._offer()

    @property
    def front(self) -> str | None:
        """Return the key of the page that is shown; None while the terminals are."""
        return self._front if self._area.is_covered else None

    def page(self, key: str) -> QWidget | None:
        """Return an open page."""
        found = self._open.get(key)
        return found.page if found else None

    def open(self, key: str, title: str, make: Callable[[], QWidget]) -> QWidget:
        """Show the page ``key``, made by ``make`` if it is not open yet, and give it the keyboard."""
        if key not in self._open:
            self._add(key, make())
        self.rename(key, title)
        self._show(key)
        return self._open[key].page

    def rename(self, key: str, title: str) -> None:
        """Give an open page another name."""
        found = self._open[key]
        short = title if len(title) <= _LONGEST_NAME else title[: _LONGEST_NAME - 1] + "…"
        found.button.setText(short.replace("&", "&&"))  # an ampersand alone would mark a key
        found.button.setToolTip(title)
        found.button.setAccessibleName(title)
        found.closing.say("ph.x", fill(_("Close {name}"), {"name": title}))

    def close_page(self, key: str) -> None:
        """Take a page away; the one beside it follows, or the terminals."""
        found = self._open.pop(key, None)
        if found is None:
            return
        was_shown = self.front == key
        self._stack.removeWidget(found.page)
        for gone in (found.page, found.part):
            gone.hide()
            gone.deleteLater()
        if self._front == key:
            self._front = next(reversed(self._open), None)
        self._offer()
        if was_shown and self._front is not None:
            self._show(self._front)
        elif was_shown:
            self.leave()

    def close_all(self) -> None:
        """Take every page away."""
        for key in [*self._open]:
            self.close_page(key)

    def close_front(self) -> None:
        """Close the page that is shown."""
        if self.front is not None:
            self.close_page(self.front)

    def toggle(self) -> None:
        """Go from the terminals to the pages or back."""
        if self.front is not None:
            self.leave()
        elif self._front is not None:
            self._show(self._front)

    def leave(self) -> None:
        """Go back to the terminals; the pages stay open."""
        self._area.focus_terminal()

    def _add(self, key: str, page: QWidget) -> None:
        part = QWidget(self._head)
        button = QToolButton(part)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        follow(button, lambda: key == self._front, partial(self._show, key))
        closing = IconButton(self._themes, "ph.x", _("Close"), part, 12)
        closing.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        closing.clicked.connect(partial(self.close_page, key))
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 4, 0)
        row.setSpacing(0)
        row.addWidget(button)
        row.addWidget(closing)
        self._names.insertWidget(self._names.count() - 1, part)
        self._open[key] = _Open(page, part, button, closing)
        self._stack.addWidget(page)
        page.installEventFilter(self)

    def _show(self, key: str) -> None:
        self._front = key
        found = self._open[key]
        self._stack.setCurrentWidget(found.page)
        for other, entry in self._open.items():
            entry.button.setChecked(other == key)
        self._area.cover(self)
        self._offer()
        first = found.page.focusProxy() or next(iter(focus_chain([found.page])), found.page)
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _covered(self, is_covered: bool) -> None:
        self._offer()
        self.shown_changed.emit(is_covered)

    def _offer(self) -> None:
        self._commands.offer("pages", available=bool(self._open))
        self._commands.offer("close_page", available=self.front is not None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leads back, where the page had no use for it."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow a page that names itself anew."""
        if event.type() == QEvent.Type.WindowTitleChange and isinstance(watched, QWidget):
            for key, entry in self._open.items():
                if entry.page is watched:
                    self.rename(key, watched.windowTitle())
        return False

    def minimumSizeHint(self) -> QSize:
        """Ask for no room: a page scrolls where the window is small."""
        return QSize(0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, and the line under the head."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.fillRect(self.rect(), colors.panel)
        painter.fillRect(self._head.geometry(), colors.desk)
        painter.fillRect(0, self._head.height() - 1, self.width(), 1, colors.line)
