"""The tab strip of a window: a tab a terminal, those of one page side by side; what does not fit goes into a list."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QToolButton, QWidget

from console.model.ids import TerminalId
from console.settings.language import _
from console.ui.actions import action_spec
from console.ui.qtwords import key_words
from console.ui.tabbutton import TabButton
from console.ui.tabtext import TabLook
from console.ui.theme import Themes

_SLACK = 12
"""How far the pointer may leave the strip, in pixels, until the tab does."""

Pages = Sequence[Sequence[int]]
"""The terminals of each page, in order."""


class TabStrip(QWidget):
    """All tabs, the list of those that do not fit, and the button for a new one. It shows and asks; others arrange."""

    chosen = Signal(int)
    """TerminalId"""
    close_wanted = Signal(int)
    renamed = Signal(int, str)
    reconnect_wanted = Signal(int)
    move_wanted = Signal(int, int)
    """Move the page of a terminal so many places."""
    place_wanted = Signal(int, int)
    """Give a terminal a page of its own at a place among the other pages."""
    trade_wanted = Signal(int, int)
    """Let two terminals of one page trade places."""
    carried = Signal(int, QPoint)
    """A terminal is dragged beyond the strip, to a place on the screen."""
    brought_back = Signal()
    """The pointer is over the strip again."""
    let_go = Signal()
    """The mouse was released beyond the strip."""
    new_wanted = Signal()
    choice_wanted = Signal(QPoint)
    """Offer what a new terminal may be, at a place on the screen."""
    action_wanted = Signal(str)
    """The name of an action on the terminal in front."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._tabs: dict[TerminalId, TabButton] = {}
        self._pages: tuple[tuple[int, ...], ...] = ()
        self._front: TerminalId | None = None
        self._visible: Collection[int] = ()
        self._is_carrying = False
        self.setFixedHeight(themes.current.metrics.size.tab_bar)
        self.setAccessibleName(_("Terminals"))
        self.new_button = QToolButton(self)
        self.new_button.setText("+")
        self.new_button.setStyleSheet("font-size: 18px;")
        self.new_button.setToolTip(_("New local shell"))
        self.new_button.setAccessibleName(_("New local shell"))
        self.new_button.clicked.connect(self.new_wanted)
        self.choice_button = QToolButton(self)
        self.choice_button.setArrowType(Qt.ArrowType.DownArrow)
        self.choice_button.setToolTip(_("New terminal with…"))
        self.choice_button.setAccessibleName(_("New terminal with…"))
        self.choice_button.clicked.connect(self._choose)
        self._more = QToolButton(self)
        self._more.setToolTip(_("More terminals"))
        self._more.setAccessibleName(_("More terminals"))
        self._more.clicked.connect(self._list)
        self._editor: QLineEdit | None = None

    # ---- content -----------------------------------------------------------------------------

    def order(self) -> tuple[TerminalId, ...]:
        """Return the terminals in the order of their tabs."""
        return tuple(TerminalId(terminal) for page in self._pages for terminal in page)

    def active(self) -> TerminalId | None:
        """Return the terminal in front."""
        return self._front

    def arrange(
        self,
        pages: Pages,
        front: int | None,
        visible: Collection[int],
        looks: Mapping[TerminalId, TabLook],
        *,
        has_keyboard: bool = True,
    ) -> None:
        """Show exactly the terminals of ``pages``: the one in front, which can be seen, whether the window leads."""
        self._pages, self._visible = tuple(map(tuple, pages)), visible
        self._front = None if front is None else TerminalId(front)
        order = self.order()
        for gone in [terminal_id for terminal_id in self._tabs if terminal_id not in order]:
            tab = self._tabs.pop(gone)
            tab.hide()
            tab.deleteLater()
        for terminal_id in order:
            self.put(terminal_id, looks[terminal_id])
        for page in self._pages:
            for place, terminal in enumerate(page):
                self._tabs[TerminalId(terminal)].set_place(
                    (place, len(page)),
                    is_shown=terminal in visible,
                    is_front=terminal == front,
                    has_keyboard=terminal == front and has_keyboard,
                )
        self._lay_out()

    def put(self, terminal_id: TerminalId, look: TabLook) -> None:
        """Show a terminal in another state."""
        tab = self._tabs.get(terminal_id)
        if tab is None:
            tab = self._tabs[terminal_id] = TabButton(self._themes, terminal_id, look, self)
            tab.clicked.connect(partial(self.chosen.emit, terminal_id))
            tab.close_wanted.connect(partial(self.close_wanted.emit, terminal_id))
            tab.rename_wanted.connect(partial(self.rename, terminal_id))
            tab.menu_wanted.connect(partial(self._menu, terminal_id))
            tab.dragged.connect(partial(self._drag, tab))
            tab.let_go.connect(partial(self._end_drag, terminal_id))
            tab.installEventFilter(self)
        elif look != tab.look:
            tab.set_look(look)
            self._lay_out()

    def neighbour(self, step: int) -> TerminalId | None:
        """Return the terminal ``step`` tabs further, round the ends."""
        order = self.order()
        at = order.index(self._front) if self._front in order else 0
        return order[(at + step) % len(order)] if order else None

    def move_active(self, step: int) -> None:
        """Move the front page along the strip."""
        if self._front is not None:
            self.move_wanted.emit(self._front, step)

    def rename(self, terminal_id: TerminalId) -> None:
        """Edit the name of a tab in place."""
        tab = self._tabs.get(terminal_id)
        if tab is None:
            return
        if self._editor is not None:
            self._editor.deleteLater()
        editor = self._editor = QLineEdit(tab.look.name, self)
        editor.setAccessibleName(_("Name of the tab"))
        editor.setGeometry(tab.geometry().adjusted(4, 3, -4, -2))
        editor.selectAll()
        editor.show()
        editor.setFocus()
        editor.returnPressed.connect(partial(self._rename_done, terminal_id, editor))
        editor.editingFinished.connect(partial(self._editor_gone, editor))
        editor.installEventFilter(self)

    def _rename_done(self, terminal_id: TerminalId, editor: QLineEdit) -> None:
        if editor.isModified():  # what it is called may not be what it is called here
            self.renamed.emit(terminal_id, editor.text().strip())

    def _editor_gone(self, editor: QLineEdit) -> None:
        if self._editor is editor:
            self._editor = None
            editor.hide()
            editor.deleteLater()

    # ---- layout ------------------------------------------------------------------------------

    def _fitting(self) -> set[TerminalId]:
        """Return the tabs that find room: the one in front first, then what is seen beside it, then from the left."""
        order = self.order()
        widths = {terminal_id: self._tabs[terminal_id].wanted_width() for terminal_id in order}
        room = self.width() - 62
        if sum(widths.values()) <= room:
            return set(order)
        room -= 44
        front = [] if self._front is None else [self._front]
        seen = [terminal_id for terminal_id in order if terminal_id in self._visible]
        kept: set[TerminalId] = set()
        for terminal_id in dict.fromkeys((*front, *seen, *order)):
            room -= widths[terminal_id]
            if room < 0 and kept:
                break
            kept.add(terminal_id)
        return kept

    def _lay_out(self) -> None:
        fitting = self._fitting()
        x, height = 0, self.height()
        for terminal_id in self.order():
            tab = self._tabs[terminal_id]
            tab.setVisible(terminal_id in fitting)
            if terminal_id in fitting:
                width = min(tab.wanted_width(), max(self.width() - 106, 80))
                tab.setGeometry(x, 0, width, height)
                x += width
        hidden = len(self._tabs) - len(fitting)
        self._more.setVisible(hidden > 0)
        if hidden:
            self._more.setText(f"+{hidden}")
            self._more.setGeometry(x + 4, 5, 38, height - 7)
            x += 42
        self.new_button.setGeometry(x + 4, 5, 28, height - 7)
        self.choice_button.setGeometry(x + 34, 5, 22, height - 7)

    def _choose(self) -> None:
        self.choice_wanted.emit(self.choice_button.mapToGlobal(QPoint(0, self.choice_button.height())))

    def _drag(self, tab: TabButton, place: QPoint) -> None:
        """Take a tab where the pointer is: within its page it trades places, beyond it stands on its own."""
        if not self.rect().adjusted(0, -_SLACK, 0, _SLACK).contains(self.mapFromGlobal(place)):
            self._is_carrying = True
            self.carried.emit(tab.terminal_id, place)
            return
        if self._is_carrying:
            self._is_carrying = False
            self.brought_back.emit()
        x = self.mapFromGlobal(place).x()
        over = next((t for t in self._tabs.values() if t.isVisible() and t.x() <= x < t.x() + t.width()), None)
        if over is None or over is tab:
            return
        page = next(page for page in self._pages if over.terminal_id in page)
        if tab.terminal_id in page:
            self.trade_wanted.emit(tab.terminal_id, over.terminal_id)
            return
        alone = (tab.terminal_id,)
        wanted = [other for other in self._pages if other != alone].index(page) + (x >= self._middle(page))
        if alone not in self._pages or self._pages.index(alone) != wanted:
            self.place_wanted.emit(tab.terminal_id, wanted)

    def _middle(self, page: tuple[int, ...]) -> float:
        """Return the middle of the tabs of a page, far to the right where none of them finds room."""
        shown = [tab for tab in self._tabs.values() if tab.terminal_id in page and tab.isVisible()]
        if not shown:
            return float("inf")
        return (min(tab.x() for tab in shown) + max(tab.x() + tab.width() for tab in shown)) / 2

    def place_at(self, place: QPoint) -> int:
        """Return which place among the pages a place on the screen belongs to."""
        x = self.mapFromGlobal(place).x()
        return sum(self._middle(page) < x for page in self._pages)

    def _end_drag(self, terminal_id: TerminalId) -> None:
        if self._is_carrying:
            self._is_carrying = False
            self.let_go.emit()
        else:
            self.chosen.emit(terminal_id)

    def give_up_drag(self) -> None:
        """Let the pointer have no tab any more."""
        self._is_carrying = False
        for tab in self._tabs.values():
            tab.give_up_drag()

    def _menu(self, terminal_id: TerminalId, place: QPoint) -> None:
        self.chosen.emit(terminal_id)
        look = self._tabs[terminal_id].look
        is_on = {"record": look.is_recorded, "session_log": look.is_logged}
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, call in (
            ("rename_tab", partial(self.rename, terminal_id)),
            ("reconnect", partial(self.reconnect_wanted.emit, terminal_id)),
            ("record", partial(self.action_wanted.emit, "record")),
            ("session_log", partial(self.action_wanted.emit, "session_log")),
            ("export", partial(self.action_wanted.emit, "export")),
            ("move_left", partial(self.move_active, -1)),
            ("move_right", partial(self.move_active, 1)),
            ("close_tab", partial(self.close_wanted.emit, terminal_id)),
        ):
            spec = action_spec(name)
            action = menu.addAction(f"{_(spec.text)}\t{key_words(spec.keys)}" if spec.keys else _(spec.text), call)
            action.setCheckable(spec.is_on is not None)
            action.setChecked(is_on.get(name, False))
        menu.popup(place)

    def _list(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for terminal_id in self.order():
            tab = self._tabs[terminal_id]
            if not tab.isVisible():
                menu.addAction(tab.look.name, partial(self.chosen.emit, terminal_id))
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def eventFilter(self, watched: object, event: object) -> bool:
        """Arrow keys walk along the tabs, F2 renames; Escape ends a renaming."""
        if not isinstance(event, QKeyEvent) or event.type() != event.Type.KeyPress:
            return False
        if watched is self._editor and isinstance(watched, QLineEdit):
            if event.key() == Qt.Key.Key_Escape:
                self._editor_gone(watched)
                return True
            return False
        if isinstance(watched, TabButton) and event.key() == Qt.Key.Key_F2:
            self.rename(watched.terminal_id)
            return True
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        terminal_id = self.neighbour(step) if step else None
        if terminal_id is None or not isinstance(watched, TabButton):
            return False
        self.chosen.emit(terminal_id)
        tab = self._tabs.get(terminal_id)
        if tab is not None:
            tab.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Decide anew which tabs fit."""
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the line under the tabs."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.fillRect(self.rect(), colors.desk)
        painter.fillRect(0, self.height() - 1, self.width(), 1, colors.line)
