"""Find in terminals, for one window: where the bar stands, what it asks of the core, how hits are shown."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QTimer

from console.model.errors import Problem
from console.model.ids import TerminalId
from console.ui.find.hits import Hits
from console.ui.find.lights import Lights
from console.ui.find.watched import Watched
from console.ui.terminal.scrolling import GRIP_WIDTH
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.bridge import Bridge
    from console.ui.find.bar import FindBar
    from console.ui.terminal.widget import TerminalWidget
    from console.ui.window import Window

TYPING_MS = 80
"""A pattern is searched for when the typing rests for so long."""
SHOWING_MS = 30
MOST_TEXTS = 100
"""Lines of each terminal in the list over all of them."""
MOST_TAKEN_OVER = 200
"""Characters of the selection that a search begins with."""


class Finder(QObject):
    """There is one bar. It belongs to the terminal that had the keyboard last and goes with it."""

    def __init__(self, window: Window, bridge: Bridge) -> None:
        super().__init__(window)
        self._window, self._bridge = window, bridge
        self._watched = Watched(self)
        self._widgets = self._watched.widgets
        self.watch = self._watched.add
        """Serves a new terminal."""
        self._names: dict[TerminalId, str] = {}
        self._hits: dict[TerminalId, Hits] = {}
        self._lights = Lights(self._widgets)
        self._bar: FindBar | None = None
        self._target: TerminalId | None = None
        self._number = 0
        self._anchor = 0
        self._stepped = False
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._search)
        self._showing = QTimer(self, singleShot=True, interval=SHOWING_MS)
        self._showing.timeout.connect(self._show)
        self._following = QTimer(self, singleShot=True, interval=0)
        self._following.timeout.connect(self._follow)
        self._watched.came_or_went.connect(self._following.start)
        self._watched.moved.connect(lambda terminal_id: self._place() if terminal_id == self._target else None)
        self._watched.focused.connect(self._focused)
        self._watched.repainted.connect(self._repainted)
        bridge.welcome.connect(self._welcome)
        bridge.tab_changed.connect(self._name)
        bridge.tab_closed.connect(lambda terminal_id: self._gone(TerminalId(terminal_id)))
        bridge.found.connect(self._found)
        bridge.search_failed.connect(lambda failed: self._refused(failed.number, failed.problem))
        window.commands.bind("find", self.open)
        window.commands.bind("find_next", lambda: self._step(1))
        window.commands.bind("find_previous", lambda: self._step(-1))

    # ---- the bar -----------------------------------------------------------------------------

    def open(self) -> None:
        """Show the bar over the terminal that has or had the keyboard; with what is marked there in it."""
        widget = self._watched.front(self._target)
        if widget is None:
            return
        bar = self._made(widget)
        bar.show()
        self._retarget(widget)
        bar.raise_()
        bar.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        bar.field.selectAll()
        selection = widget.surface.selection
        if selection is not None and selection.start.row == selection.end.row and not selection.block:
            self._bridge.ask(
                m.ReadText(
                    terminal_id=widget.terminal_id, start_row=selection.start.row, start_col=selection.start.col,
                    end_row=selection.end.row, end_col=selection.end.col,
                ),
                self._take_over,
            )  # fmt: skip

    def close(self) -> None:
        """Take bar and hits away and give the keyboard back."""
        if self._bar is None or not self._bar.isVisible():
            return
        widget = self._widget()
        if widget is not None:
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._bar.hide()
        self._typing.stop()
        self._number += 1
        self._bridge.send(m.EndSearch())
        self._forget()

    @property
    def is_open(self) -> bool:
        """Return whether the bar is to be seen."""
        return self._bar is not None and self._bar.isVisible()

    def _made(self, widget: TerminalWidget) -> FindBar:
        if self._bar is None:
            from console.ui.find.bar import FindBar

            self._bar = bar = FindBar(self._window.themes, widget.window())
            bar.changed.connect(self._typing.start)
            bar.stepped.connect(self._step)
            bar.left.connect(self.close)
            bar.results.chosen.connect(self._go)
            bar.destroyed.connect(self._lose_bar)
        return self._bar

    def _lose_bar(self) -> None:
        """Make another bar next time: the window that this one stood in is gone."""
        self._bar = None
        self._hits.clear()

    def _take_over(self, value: object) -> None:
        text = value.rstrip() if isinstance(value, str) else ""
        if self._bar is not None and text and len(text) <= MOST_TAKEN_OVER:
            self._bar.field.setText(text)
            self._bar.field.selectAll()

    def _widget(self) -> TerminalWidget | None:
        return None if self._target is None else self._widgets.get(self._target)

    def _retarget(self, widget: TerminalWidget) -> None:
        self._target = widget.terminal_id
        bar = self._bar
        if bar is None or not bar.isVisible():
            return
        if bar.parentWidget() is not widget.window():
            bar.setParent(widget.window())
            bar.show()
        self._place()
        self._search()

    def _place(self) -> None:
        """Put the bar into the upper right corner of its terminal, beside the scroll bar."""
        widget, bar = self._widget(), self._bar
        if widget is None or bar is None:
            return
        bar.fit(widget.width() - GRIP_WIDTH, widget.height())
        corner = widget.mapTo(widget.window(), QPoint(widget.width() - GRIP_WIDTH - bar.width(), 0))
        bar.move(max(0, corner.x()), corner.y())

    def _follow(self) -> None:
        """Go to the terminal that is seen now, where the one before is not."""
        widget = self._widget()
        if self.is_open and (widget is None or not widget.isVisible()):
            other = self._watched.front(self._target)
            if other is not None:
                self._retarget(other)
            elif self._bar is not None:
                self.close()

    def _focused(self, terminal_id: int) -> None:
        if terminal_id != self._target:
            self._retarget(self._widgets[TerminalId(terminal_id)])

    # ---- the search --------------------------------------------------------------------------

    def _search(self) -> None:
        """Ask the core for what the bar says."""
        bar, widget = self._bar, self._widget()
        if bar is None or widget is None or not bar.isVisible():
            return
        self._typing.stop()
        self._number += 1
        self._stepped = False
        self._anchor = self._place_to_begin(widget)
        everywhere = bar.all_option.isChecked()
        if not bar.field.text():
            self._bridge.send(m.EndSearch())
            self._forget()
            return
        self._fresh: set[TerminalId] = set()
        self._bridge.ask(
            m.Search(
                number=self._number, pattern=bar.field.text(), regex=bar.regex_option.isChecked(), case=bar.case,
                whole_word=bar.word_option.isChecked(), most_texts=MOST_TEXTS if everywhere else 0,
                terminal_ids=() if everywhere else (widget.terminal_id,),
            ),
            lambda _reply: None,
            partial(self._refused, self._number),
        )  # fmt: skip

    def _place_to_begin(self, widget: TerminalWidget) -> int:
        """Return the row up to which the first hit is looked for: that of the present one, where it is seen."""
        first, rows = widget.display.scrollback.first_row, widget.display.scrollback.rows
        hits = self._hits.get(widget.terminal_id)
        current = hits.current if hits is not None else None
        return current.row if current is not None and first <= current.row < first + rows else first + rows - 1

    def _refused(self, number: int, problem: Problem) -> None:
        if number == self._number and self._bar is not None:
            self._forget()
            self._bar.show_problem(problem)
            self._place()

    def _gone(self, terminal_id: TerminalId) -> None:
        self._names.pop(terminal_id, None)
        self._hits.pop(terminal_id, None)
        self._watched.forget(terminal_id)

    def _welcome(self, welcome: m.Welcome) -> None:
        for terminal_id in set(self._widgets) - {tab.terminal_id for tab in welcome.tabs}:
            self._gone(terminal_id)
        for tab in welcome.tabs:
            self._name(tab)
        if self.is_open:
            self._search()  # a core that was started anew knows of no search

    def _name(self, tab: m.Tab) -> None:
        self._names[tab.terminal_id] = tab.name or tab.title

    def _found(self, found: m.Found) -> None:
        if found.number != self._number or not self.is_open:
            return
        terminal_id = found.terminal_id
        if terminal_id not in self._fresh:
            # What an earlier pattern found stays in sight until now: typing must not flicker.
            if not self._fresh:
                self._forget()
            self._fresh.add(terminal_id)
            self._hits[terminal_id] = Hits()
        hits = self._hits[terminal_id]
        hits.take(found)
        if terminal_id == self._target and not self._stepped:
            before = hits.current
            hits.choose_near(self._anchor)
            if hits.current is not None and hits.current != before:
                self._reveal(hits.current)
        if not self._showing.isActive():
            self._showing.start()

    def _step(self, by: int) -> None:
        """Go on to another hit of the terminal."""
        hits = self._hits.get(self._target) if self._target is not None else None
        if hits is None or not self.is_open:
            return
        self._stepped = True
        hits.step(by)
        if hits.current is not None:
            self._reveal(hits.current)
        self._show()

    def _go(self, terminal_id: int, hit: m.Hit) -> None:
        """Go to a hit of any terminal."""
        hits = self._hits.get(TerminalId(terminal_id))
        if hits is None:
            return
        self._target = TerminalId(terminal_id)  # before its widget is shown: the search goes on as it is
        self._stepped, hits.current = True, hit
        self._window.desk.show_terminal(terminal_id)
        self._place()
        self._reveal(hit)
        self._show()

    def _reveal(self, hit: m.Hit) -> None:
        """Scroll to a hit that is not seen."""
        widget = self._widget()
        if widget is None:
            return
        scrollback = widget.display.scrollback
        if not scrollback.first_row <= hit.row < scrollback.first_row + scrollback.rows:
            widget.surface.scroll_to(hit.row - scrollback.rows // 3)

    # ---- what is seen of it ------------------------------------------------------------------

    def _show(self) -> None:
        bar = self._bar
        if bar is None or not bar.isVisible():
            return
        for terminal_id, hits in self._hits.items():
            self._lights.show(terminal_id, hits, is_target=terminal_id == self._target)
        shown = self._hits.get(self._target) if self._target is not None else None
        if shown is None:
            bar.show_count(0, 0, complete=not bar.field.text())
        else:
            bar.show_count(shown.number, shown.count, complete=shown.complete)
        if bar.all_option.isChecked():
            self._list()
        self._place()

    def _repainted(self, terminal_id: int) -> None:
        hits = self._hits.get(TerminalId(terminal_id))
        if hits is not None:
            self._lights.follow(TerminalId(terminal_id), hits, is_target=terminal_id == self._target)

    def _list(self) -> None:
        from console.ui.find.results import Results

        if self._bar is None:
            return
        self._bar.results.show_results(
            [
                Results(terminal_id, self._names.get(terminal_id, ""), hits.count, tuple(hits.newest_lines(MOST_TEXTS)))
                for terminal_id, hits in self._hits.items()
                if hits.count
            ]
        )

    def _forget(self) -> None:
        """Take all hits away."""
        self._lights.clear()
        self._hits.clear()
        if self._bar is not None:
            self._bar.results.show_results(())
            self._bar.show_count(0, 0, complete=True)
