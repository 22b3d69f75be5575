"""How hits are seen on the terminals: over the text around what is shown, and beside the scroll bar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from console.model.ids import TerminalId
from console.ui.find.hits import Hits, spans_of
from console.ui.terminal.highlights import Layer

if TYPE_CHECKING:
    from console.ui.terminal.widget import TerminalWidget

AHEAD_SCREENS = 3
"""Hits are highlighted so far above and below what is seen: all of them would be too many."""


class Lights:
    """Puts hits on the widgets of their terminals, and takes them away."""

    def __init__(self, widgets: Mapping[TerminalId, TerminalWidget]) -> None:
        self._widgets = widgets
        self._lit: dict[TerminalId, int] = {}
        """By terminal the topmost row for which its hits are highlighted."""

    def show(self, terminal_id: TerminalId, hits: Hits, *, is_target: bool) -> None:
        """Show the hits of a terminal as they are now."""
        from console.ui.terminal.marks import MarkKind

        self._highlight(terminal_id, hits, is_target=is_target)
        widget = self._widgets.get(terminal_id)
        if widget is not None:
            widget.overlay.set_marks(MarkKind.SEARCH, hits.rows())

    def follow(self, terminal_id: TerminalId, hits: Hits, *, is_target: bool) -> None:
        """Highlight other hits when the terminal shows other rows."""
        widget = self._widgets.get(terminal_id)
        if widget is not None and self._lit.get(terminal_id) != widget.display.scrollback.first_row:
            self._highlight(terminal_id, hits, is_target=is_target)

    def _highlight(self, terminal_id: TerminalId, hits: Hits, *, is_target: bool) -> None:
        """Highlight the hits around what is seen; only where a person searches one is the present one."""
        widget = self._widgets.get(terminal_id)
        if widget is None:
            return
        scrollback = widget.display.scrollback
        self._lit[terminal_id] = scrollback.first_row
        ahead = AHEAD_SCREENS * scrollback.rows
        first = scrollback.first_row - ahead
        widget.overlay.set_highlights(Layer.SEARCH, hits.spans(first, first + 2 * ahead + scrollback.rows))
        current = hits.current if is_target else None
        widget.overlay.set_highlights(Layer.CURRENT, () if current is None else spans_of(current))

    def clear(self) -> None:
        """Take everything away."""
        from console.ui.terminal.marks import MarkKind

        for terminal_id in self._lit:
            widget = self._widgets.get(terminal_id)
            if widget is not None:
                widget.overlay.set_marks(MarkKind.SEARCH, ())
                for layer in (Layer.SEARCH, Layer.CURRENT):
                    widget.overlay.set_highlights(layer, ())
        self._lit.clear()
