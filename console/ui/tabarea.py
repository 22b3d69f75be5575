"""The terminals of one window: the tab strip over the panes of the page in front."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from console.model.arrangement import WindowPages
from console.model.ids import TerminalId
from console.ui.empty import EmptyDesk
from console.ui.panefield import PaneField
from console.ui.panes import TerminalPane
from console.ui.tabs import TabStrip
from console.ui.tabtext import TabLook
from console.ui.theme import Themes


class TabArea(QWidget):
    """Shows the pages of one window as the arrangement has them."""

    titled = Signal(str)
    """The name of the terminal in front."""
    folded = Signal()
    """Another room shows more or fewer panes of the page in front."""
    covered = Signal(bool)
    """Whether something else stands where the panes are."""

    def __init__(
        self, window_id: int, themes: Themes, is_narrow: Callable[[], bool], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.window_id = window_id
        self._window = WindowPages(window_id)
        self._looks: dict[TerminalId, TabLook] = {}
        self._has_keyboard = True
        self._cover: QWidget | None = None
        self.strip = TabStrip(themes, self)
        self.field = PaneField(themes, is_narrow, self)
        self.empty = EmptyDesk(themes, self)
        self.content = QStackedWidget(self)
        self.content.addWidget(self.empty)
        self.content.addWidget(self.field)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self.strip)
        self._layout.addWidget(self.content, 1)
        self.field.shown_changed.connect(self._fold)

    def put_below_strip(self, bar: QWidget) -> None:
        """Give a bar its place between the tabs and the panes."""
        self._layout.insertWidget(1, bar)

    def show_window(
        self,
        window: WindowPages,
        panes: Mapping[TerminalId, TerminalPane],
        looks: Mapping[TerminalId, TabLook],
        *,
        has_keyboard: bool = True,
    ) -> None:
        """Show the page in front; ``panes`` and ``looks`` are those of all terminals of this window."""
        self._window, self._looks, self._has_keyboard = window, dict(looks), has_keyboard
        page = window.page
        self.field.show_page(page, panes)
        self._show_content()
        self._show_tabs()

    def show_look(self, terminal_id: TerminalId, look: TabLook) -> None:
        """Show a terminal of this window in another state."""
        self._looks[terminal_id] = look
        if terminal_id in self.strip.order():
            self.strip.put(terminal_id, look)
        if terminal_id == self.strip.active():
            self.titled.emit(look.name)

    def _show_tabs(self) -> None:
        window, page = self._window, self._window.page
        if page is not None:
            several, is_folded = len(page.terminals) > 1, self.field.is_folded()
            for terminal in page.terminals:
                pane = self.field.pane(terminal)
                if pane is not None:
                    pane.show_place(is_one_of_many=several, is_front=terminal == page.focused, is_alone=is_folded)
        self.strip.arrange(
            [page.terminals for page in window.pages],
            None if page is None else page.focused,
            self.field.visible_terminals(),
            self._looks,
            has_keyboard=self._has_keyboard,
        )
        if page is not None:
            self.titled.emit(self._looks[TerminalId(page.focused)].name)

    def _fold(self) -> None:
        self._show_tabs()
        self.folded.emit()

    @property
    def is_covered(self) -> bool:
        """Tell whether something else stands where the panes are."""
        return self._cover is not None

    def cover(self, widget: QWidget) -> None:
        """Show ``widget`` where the panes are, until a terminal is chosen."""
        if self.content.indexOf(widget) < 0:
            self.content.addWidget(widget)
        self._put_cover(widget)

    def holds_keyboard(self, focus: QWidget) -> bool:
        """Tell whether the focused widget is one of the terminals or belongs to them."""
        return self.isAncestorOf(focus) and not (self._cover is not None and self._cover.isAncestorOf(focus))

    def _put_cover(self, widget: QWidget | None) -> None:
        was_covered, self._cover = self.is_covered, widget
        self._show_content()
        if was_covered != self.is_covered:
            self.covered.emit(self.is_covered)

    def _show_content(self) -> None:
        below = self.empty if self._window.page is None else self.field
        self.content.setCurrentWidget(self._cover or below)

    def focus_terminal(self) -> None:
        """Give the keyboard to the terminal in front; what stands in its place goes."""
        self._put_cover(None)
        pane = self.field.pane(self.strip.active())
        where = self.empty.shell if pane is None else pane
        where.setFocus(Qt.FocusReason.ShortcutFocusReason)
