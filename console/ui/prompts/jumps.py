"""From prompt to prompt, and the output of a command marked or copied; prompts beside the scroll bar."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from console.model.ids import TerminalId
from console.settings.language import _, ngettext
from console.ui.prompts.record import Record
from console.ui.prompts.words import command_words
from console.ui.signs import Sign
from console.ui.terminal.highlights import Layer, Span
from console.ui.terminal.marks import MarkKind
from console.ui.terminal.selection import Selection, Spot, without_trailing_blanks
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.bridge import Bridge
    from console.ui.tabbook import TabBook
    from console.ui.terminal.widget import TerminalWidget
    from console.ui.terminals import Terminals
    from console.ui.window import Window

ROW_ENDS = 1 << 15


class PromptJumps(QObject):
    """Serves every terminal of the window; its actions go to the one in front."""

    def __init__(self, window: Window, bridge: Bridge, terminals: Terminals, book: TabBook) -> None:
        super().__init__(window)
        self._window, self._bridge = window, bridge
        self.widget = terminals.widget
        self._records: dict[TerminalId, Record] = {}
        self._present: dict[TerminalId, int] = {}
        """The row of the prompt that was gone to last."""
        bridge.commands_changed.connect(self._take)
        book.forgotten.connect(self._forget)
        terminals.add(self.watch)
        bind = window.commands.bind
        bind("prompt_up", lambda: self._jump(-1))
        bind("prompt_down", lambda: self._jump(1))
        bind("select_output", lambda: self._with_front(self.select))
        bind("copy_output", lambda: self._with_front(self.copy))

    def watch(self, widget: TerminalWidget) -> None:
        """Serve a new terminal."""
        widget.menu_parts.append(partial(self._extend, widget))
        widget.frame_shown.connect(partial(self._settle, widget))
        self._mark(widget)

    def record(self, terminal_id: TerminalId) -> Record:
        """Return the commands of a terminal."""
        return self._records.setdefault(terminal_id, Record())

    # ---- what the core tells -----------------------------------------------------------------

    def _take(self, changed: m.CommandsChanged) -> None:
        record = self.record(changed.terminal_id)
        newest = record.newest
        record.take(changed)
        is_another = record.newest is not None and (newest is None or record.newest.row != newest.row)
        present = self._present.get(changed.terminal_id)
        widget = self.widget(changed.terminal_id)
        if widget is None:
            return
        record.forget_before(widget.display.scrollback.oldest_row)
        if present is not None and (is_another or record.of_prompt(present) is None):
            self._go_to(widget, None)
        self._mark(widget)

    def _forget(self, terminal_id: int) -> None:
        self._records.pop(TerminalId(terminal_id), None)
        self._present.pop(TerminalId(terminal_id), None)

    def _mark(self, widget: TerminalWidget) -> None:
        record = self.record(widget.terminal_id)
        widget.overlay.set_marks(MarkKind.PROMPT, record.prompts())
        widget.overlay.set_marks(MarkKind.ERROR, record.failures())

    # ---- from prompt to prompt ---------------------------------------------------------------

    def front(self) -> TerminalWidget | None:
        """Return the terminal in front."""
        tab = self._window.desk.active_tab()
        return None if tab is None else self.widget(tab.terminal_id)

    def _jump(self, by: int) -> None:
        widget = self.front()
        if widget is None or widget.surface.alternate():
            return
        record, scrollback = self.record(widget.terminal_id), widget.display.scrollback
        top = scrollback.wanted
        present = self._present.get(widget.terminal_id)
        if present is not None and top <= present < top + scrollback.rows:
            start = present
        else:
            start = top if scrollback.scrolled_back else record.next_prompt
        found = record.before(start) if by < 0 else record.after(start)
        if found is None or (by > 0 and found.started_at is None):
            if by > 0:
                self._go_to(widget, None)
                widget.surface.scroll_to(None)
            return
        self._go_to(widget, found.row)
        if not top <= found.row < top + scrollback.rows:
            widget.surface.scroll_to(found.row - 1)

    def _go_to(self, widget: TerminalWidget, row: int | None) -> None:
        """Light a prompt up, or none."""
        if row is None:
            self._present.pop(widget.terminal_id, None)
        else:
            self._present[widget.terminal_id] = row
        widget.overlay.set_highlights(Layer.PROMPT, () if row is None else (Span(row, 0, ROW_ENDS),))

    def _settle(self, widget: TerminalWidget) -> None:
        """Let go of a prompt once the live screen is there again without it, or a program took the screen."""
        present, scrollback = self._present.get(widget.terminal_id), widget.display.scrollback
        if present is None:
            return
        if widget.surface.alternate() or (not scrollback.scrolled_back and present < scrollback.live_row):
            self._go_to(widget, None)

    # ---- output ------------------------------------------------------------------------------

    def _with_front(self, do: Callable[[TerminalWidget, m.Command], None]) -> None:
        """Do something with the command whose prompt was gone to, else with the newest one."""
        widget = self.front()
        if widget is None:
            return
        record = self.record(widget.terminal_id)
        present = self._present.get(widget.terminal_id)
        command = record.newest if present is None else record.of_prompt(present)
        if command is None or command.started_at is None:
            self._window.toast.say(_("No command is known here yet"), sign=Sign.HOLLOW)
        else:
            do(widget, command)

    def _output(self, widget: TerminalWidget, command: m.Command) -> Selection | None:
        """Return the rows that a command has written; of one that runs, up to now."""
        scrollback = widget.display.scrollback
        end = command.end_row if command.end_row is not None else scrollback.live_row + scrollback.rows
        start = max(scrollback.oldest_row, command.row + 1 if command.output_row is None else command.output_row)
        if start >= end:
            self._window.toast.say(_("The command has written nothing"), sign=Sign.HOLLOW)
            return None
        return Selection(Spot(start, 0), Spot(end, 0))

    def select(self, widget: TerminalWidget, command: m.Command) -> None:
        """Mark what a command has written."""
        selection = self._output(widget, command)
        if selection is None:
            return
        top, rows = widget.display.scrollback.wanted, widget.display.scrollback.rows
        if not top <= selection.start.row < top + rows:
            widget.surface.scroll_to(selection.start.row - 1)
        widget.surface.select(selection)
        widget.surface.selection_done()

    def copy(self, widget: TerminalWidget, command: m.Command) -> None:
        """Put what a command has written on the clipboard."""
        selection = self._output(widget, command)
        if selection is None:
            return
        start, end = selection.start, selection.end
        request = m.ReadText(
            terminal_id=widget.terminal_id, start_row=start.row, start_col=0, end_row=end.row, end_col=0
        )
        self._bridge.ask(request, self._copied)

    def _copied(self, value: object) -> None:
        text = without_trailing_blanks(value).rstrip("\n") if isinstance(value, str) else ""
        if text:
            QGuiApplication.clipboard().setText(text + "\n")
            count = text.count("\n") + 1
            self._window.toast.say(_("Output copied"), ngettext("{count} line", "{count} lines", count))

    def _extend(self, widget: TerminalWidget, menu: QMenu, place: QPoint) -> None:
        """Offer the output of the command under the pointer."""
        row = widget.surface.first_row() + int(widget.surface.cell_at(QPointF(place))[1])
        command = self.record(widget.terminal_id).at(row)
        if command is None:
            return
        menu.addSeparator()
        words = command_words(command)
        if words:
            menu.addAction(words).setEnabled(False)
        menu.addAction(_("Select the output of the command"), partial(self.select, widget, command))
        menu.addAction(_("Copy the output of the command"), partial(self.copy, widget, command))
