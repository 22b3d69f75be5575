"""What features of the window may lay over a terminal: marks, a gutter, highlights. ``TerminalWidget.overlay``."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from console.ui.terminal.display import Display
from console.ui.terminal.gutter import Provider
from console.ui.terminal.highlights import Layer, Span
from console.ui.terminal.marks import MarkKind


class Overlay:
    """Rows are absolute, as in frames and selections. Each call paints what changed, nothing else."""

    def __init__(self, display: Display, fit: Callable[[], None]) -> None:
        self._display = display
        self._fit = fit

    def set_marks(self, kind: MarkKind, rows: Iterable[int]) -> None:
        """Mark rows beside the scroll bar; search hits keep the bar in sight."""
        self._display.mark(kind, rows)

    def set_highlights(self, layer: Layer, spans: Iterable[Span]) -> None:
        """Put other spans on a layer; an empty one shows nothing."""
        self._display.highlight(layer, spans)

    def set_gutter(self, width_cells: int, provider: Provider | None) -> None:
        """Make room at the left of every row for what ``provider`` says; 0 takes it away.

        The program sees fewer columns. The last two cells are for the sign.
        """
        self._display.gutter.set(width_cells, provider)
        self._fit()
        self.refresh_gutter()

    def refresh_gutter(self) -> None:
        """Ask the provider anew."""
        self._display.refresh_gutter()
