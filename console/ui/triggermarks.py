"""What triggers found, on the terminals; and the question before one types for the first time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from console.model.ids import TerminalId
from console.model.snippet import Accent
from console.model.text import fill
from console.settings.language import _
from console.ui.models.rows import name_of
from console.ui.questionbar import Ask
from console.ui.terminal.highlights import Highlight, Layer, Line, Span
from console.ui.terminal.marks import MarkKind
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.bridge import Bridge
    from console.ui.tabbook import TabBook
    from console.ui.terminal.colors import TerminalColors
    from console.ui.terminals import Terminals
    from console.ui.window import Window


class TriggerMarks(QObject):
    """Keeps the hits of every terminal, for another theme."""

    def __init__(self, window: Window, bridge: Bridge, book: TabBook, terminals: Terminals) -> None:
        super().__init__(window)
        self._window, self._bridge, self._book, self._terminals = window, bridge, book, terminals
        self._hits: dict[TerminalId, tuple[m.TriggerHit, ...]] = {}
        bridge.trigger_hits.connect(self._take)
        bridge.trigger_asks.connect(self._ask)
        book.forgotten.connect(self._forget)
        # After the terminals have taken the colours.
        window.themes.changed.connect(lambda _theme: QTimer.singleShot(0, self, self._show_all))

    def _take(self, event: m.TriggerHits) -> None:
        self._hits[event.terminal_id] = event.hits
        self._show(event.terminal_id)

    def _show_all(self) -> None:
        for terminal_id in self._hits:
            self._show(terminal_id)

    def _show(self, terminal_id: TerminalId) -> None:
        widget = self._terminals.widget(terminal_id)
        if widget is None:
            return
        hits, colors = self._hits[terminal_id], widget.display.colors
        looks = {accent: look_of(accent, colors) for accent in Accent}
        spans = [Span(hit.row, hit.first, hit.last, looks[hit.accent]) for hit in hits if hit.accent is not Accent.NONE]
        widget.display.highlight(Layer.TRIGGER, spans)
        widget.display.mark(MarkKind.TRIGGER, {hit.row for hit in hits if hit.mark})

    def _forget(self, terminal_id: int) -> None:
        self._hits.pop(TerminalId(terminal_id), None)
        self._window.desk.question.withdraw(f"trigger/{terminal_id}")

    def _ask(self, asks: m.TriggerAsks) -> None:
        tab = self._book.tab(asks.terminal_id)
        if tab is None:
            return
        words = _("The trigger {name} wants to type into {node}:")
        if asks.run:
            words = _("The trigger {name} wants to run a command on {node}:")
        view = self._window.fleet.view(tab.node_id)
        node = name_of(view.node) if view is not None else str(tab.node_id)
        question = Ask(
            f"trigger/{asks.terminal_id}/{asks.name}",
            fill(words, {"name": asks.name, "node": node}),
            asks.text,
            (
                (_("Allow in this session"), partial(self._answer, asks, allowed=True)),
                (_("Never in this session"), partial(self._answer, asks, allowed=False)),
            ),
        )
        self._window.desk.question.ask(question)

    def _answer(self, asks: m.TriggerAsks, *, allowed: bool) -> None:
        self._bridge.send(m.AllowTrigger(terminal_id=asks.terminal_id, name=asks.name, allowed=allowed))


def look_of(accent: Accent, colors: TerminalColors) -> Highlight:
    """Return how an accent looks: each has a colour and a line of its own."""
    match accent:
        case Accent.FAIL:
            return Highlight(ink=colors.failure, line=Line.DOUBLE, line_color=colors.failure)
        case Accent.OK:
            return Highlight(ink=colors.success, line=Line.SINGLE, line_color=colors.success)
        case Accent.INFO:
            return Highlight(ink=colors.accent, line=Line.DOTTED, line_color=colors.accent)
        case _:
            return Highlight(ink=colors.warning, line=Line.DASHED, line_color=colors.warning)
