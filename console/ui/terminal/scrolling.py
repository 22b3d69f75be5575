"""The scrollback from the desk's side: where the view should be, and the thin bar that shows where it is."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF

BAR_WIDTH = 4
BAR_MARGIN = 3
GRIP_WIDTH = 14
"""As wide as the padding: what reacts to the pointer is wider than what is seen."""
SHORTEST_BAR = 24.0


class Scrollback(Struct):
    """Absolute rows of the scrollback, and the place that was asked for but is not shown yet."""

    oldest_row: int = 0
    live_row: int = 0
    first_row: int = 0
    rows: int = 1
    _asked: int | None = None

    def update(self, oldest_row: int, live_row: int, first_row: int, rows: int) -> None:
        """Take what a frame says."""
        self.oldest_row, self.live_row, self.first_row, self.rows = oldest_row, live_row, first_row, rows
        if self._asked == first_row:
            self._asked = None

    @property
    def wanted(self) -> int:
        """Return the first row that was asked for last, which is the one shown where nothing is under way."""
        return self.first_row if self._asked is None else self._asked

    @property
    def scrolled_back(self) -> bool:
        """Return whether the view is, or will be, above the live screen."""
        return self.wanted < self.live_row

    def by(self, lines: int) -> int | None:
        """Return the first row after scrolling by ``lines`` (negative: back), None for the live screen."""
        return self.to(self.wanted + lines)

    def to(self, row: int) -> int | None:
        """Return the first row for a view that begins at ``row``, None for the live screen."""
        self._asked = min(max(row, self.oldest_row), self.live_row)
        return self._asked if self._asked < self.live_row else None

    def moves(self, lines: int) -> bool:
        """Return whether scrolling by ``lines`` would show anything else."""
        return min(max(self.wanted + lines, self.oldest_row), self.live_row) != self.wanted

    def bar(self, width: float, height: float) -> QRectF | None:
        """Return the thumb of the scroll bar in a widget of this size, None when there is no scrollback."""
        total = self.live_row + self.rows - self.oldest_row
        if total <= self.rows:
            return None
        length = max(SHORTEST_BAR, height * self.rows / total)
        way = self.live_row - self.oldest_row
        at = (self.first_row - self.oldest_row) / way * (height - length)
        return QRectF(width - BAR_WIDTH - BAR_MARGIN, at, BAR_WIDTH, length)

    def row_at(self, place: QPointF, grip: float, height: float) -> int:
        """Return the first row of the view when the thumb is held ``grip`` below its top at ``place``."""
        total = self.live_row + self.rows - self.oldest_row
        length = max(SHORTEST_BAR, height * self.rows / total)
        part = (place.y() - grip) / max(1.0, height - length)
        return self.oldest_row + round(min(1.0, max(0.0, part)) * (self.live_row - self.oldest_row))
