"""Marks beside the scroll bar: where prompts, errors and search hits are in the scrollback."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from console.model.text import N_
from console.settings.language import _
from console.ui.terminal.colors import TerminalColors
from console.ui.terminal.scrolling import GRIP_WIDTH, Scrollback

NEAR = 4.0
"""Logical pixels from the middle of a mark within which the pointer is on it."""


class MarkKind(Enum):
    """What a mark stands for. Each has its own shape and lane, so that nothing hangs on colour alone."""

    PROMPT = "prompt"
    ERROR = "error"
    SEARCH = "search"
    TRIGGER = "trigger"


_NAMES = {
    MarkKind.PROMPT: N_("Prompt"),
    MarkKind.ERROR: N_("Error"),
    MarkKind.SEARCH: N_("Search hit"),
    MarkKind.TRIGGER: N_("Trigger"),
}


class Marks:
    """Absolute rows by kind, and how they are drawn along the bar."""

    def __init__(self) -> None:
        self._rows: dict[MarkKind, list[int]] = {}

    def set(self, kind: MarkKind, rows: Iterable[int]) -> None:
        """Put other rows in place of those of a kind."""
        ordered = sorted(set(rows))
        if ordered:
            self._rows[kind] = ordered
        else:
            self._rows.pop(kind, None)

    @property
    def wanted(self) -> bool:
        """Return whether the bar is to be shown for their sake: somebody searches."""
        return MarkKind.SEARCH in self._rows

    def draw(
        self, painter: QPainter, scrollback: Scrollback, size: tuple[float, float], colors: TerminalColors
    ) -> None:
        """Draw into the strip at the right of a widget of this size, in logical pixels."""
        width, height = size
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for kind in self._rows:
            painter.setBrush(QColor.fromRgb(_color(kind, colors)))
            for y, _row, _count in self._places(kind, scrollback, height):
                _draw_mark(painter, kind, width - GRIP_WIDTH, y)
        painter.restore()

    def at(self, y: float, scrollback: Scrollback, height: float) -> tuple[int, str] | None:
        """Return the row of the mark nearest to ``y`` and what all marks there are, None where there is none."""
        near: list[tuple[float, int, str]] = []
        for kind in self._rows:
            places = [place for place in self._places(kind, scrollback, height) if abs(place[0] - y) <= NEAR]
            if places:
                count = sum(number for _y, _row, number in places)
                nearest = min(places, key=lambda place: abs(place[0] - y))
                name = _(_NAMES[kind])
                near.append((abs(nearest[0] - y), nearest[1], f"{name} ({count})" if count > 1 else name))
        if not near:
            return None
        return min(near)[1], ", ".join(text for _far, _row, text in near)

    def _places(self, kind: MarkKind, scrollback: Scrollback, height: float) -> Iterator[tuple[float, int, int]]:
        """Yield y, first row and number of rows for each pixel that has marks; at most one step a pixel."""
        rows, oldest = self._rows[kind], scrollback.oldest_row
        total = scrollback.live_row + scrollback.rows - oldest
        index = bisect_left(rows, oldest)
        while index < len(rows) and rows[index] < oldest + total:
            pixel = int((rows[index] - oldest) * height / total)
            after = bisect_left(rows, oldest + (pixel + 1) * total / height, index + 1)
            yield pixel + 0.5, rows[index], after - index
            index = after


def _color(kind: MarkKind, colors: TerminalColors) -> int:
    return {
        MarkKind.PROMPT: colors.caption,
        MarkKind.ERROR: colors.failure,
        MarkKind.SEARCH: colors.accent,
        MarkKind.TRIGGER: colors.warning,
    }[kind]


def _draw_mark(painter: QPainter, kind: MarkKind, left: float, y: float) -> None:
    """Draw a stroke for a prompt, a diamond for an error, a long stroke for a hit, a wedge for a trigger."""
    match kind:
        case MarkKind.PROMPT:
            painter.drawRect(QRectF(left + 1, y - 1, 4, 2))
        case MarkKind.ERROR:
            middle = QPointF(left + 3, y)
            corners = (QPointF(0, -3), QPointF(3, 0), QPointF(0, 3), QPointF(-3, 0))
            painter.drawPolygon(QPolygonF([middle + corner for corner in corners]))
        case MarkKind.SEARCH:
            painter.drawRect(QRectF(left + 5, y - 1, GRIP_WIDTH - 6, 2))
        case MarkKind.TRIGGER:
            tip = QPointF(left + 1, y)
            painter.drawPolygon(QPolygonF([tip, tip + QPointF(5, -3), tip + QPointF(5, 3)]))
