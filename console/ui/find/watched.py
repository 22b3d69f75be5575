"""The terminals of a window, and what happens to them: shown, moved, focused, gone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QApplication

from console.model.ids import TerminalId

if TYPE_CHECKING:
    from console.ui.terminal.listening import Listener
    from console.ui.terminal.widget import TerminalWidget


class Watched(QObject):
    """Tells of its terminals by their TerminalId."""

    focused = Signal(int)
    moved = Signal(int)
    """It has another place or size."""
    came_or_went = Signal()
    """One was shown or hidden, or is gone."""
    repainted = Signal(int)
    """It shows another frame."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.widgets: dict[TerminalId, TerminalWidget] = {}
        self._listeners: dict[TerminalId, Listener] = {}

    def add(self, widget: TerminalWidget) -> None:
        """Watch a new terminal."""
        terminal_id = widget.terminal_id
        self.widgets[terminal_id] = widget
        told = self._listeners[terminal_id] = partial(self._told, terminal_id)
        kinds = QEvent.Type
        widget.listen(told, kinds.Show, kinds.Hide, kinds.Resize, kinds.Move, kinds.FocusIn)
        widget.frame_shown.connect(partial(self.repainted.emit, terminal_id))

    def front(self, last: TerminalId | None) -> TerminalWidget | None:
        """Return the terminal with the keyboard, else ``last`` where it is seen, else any that is seen."""
        focus = QApplication.focusWidget()
        for widget in self.widgets.values():
            if widget is focus:
                return widget
        before = None if last is None else self.widgets.get(last)
        if before is not None and before.isVisible():
            return before
        return next((widget for widget in self.widgets.values() if widget.isVisible()), None)

    def forget(self, terminal_id: TerminalId) -> None:
        """Let go of a terminal whose tab is gone."""
        widget = self.widgets.pop(terminal_id, None)
        if widget is not None:
            widget.ignore(self._listeners.pop(terminal_id))
            self.came_or_went.emit()

    def _told(self, terminal_id: TerminalId, event: QEvent) -> bool:
        """Tell what happens to a terminal."""
        kind = event.type()
        if kind in {QEvent.Type.Show, QEvent.Type.Hide}:
            self.came_or_went.emit()
        else:
            (self.focused if kind == QEvent.Type.FocusIn else self.moved).emit(terminal_id)
        return False
