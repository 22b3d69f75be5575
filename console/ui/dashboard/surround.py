"""Holds the terminals and the dashboard; the terminals always keep their room."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSizeF
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QWidget

from console.panels import Shape
from console.ui.dashboard.shape import TERMINAL_COLUMNS, TERMINAL_ROWS, Extents, Room, shape_for
from console.ui.fonts import mono_font
from console.ui.theme import Themes

if TYPE_CHECKING:
    from console.ui.dashboard.board import Dashboard

_PADDING = QSizeF(4 + 2 * 14, 2 * 8)
"""Band and margins of a terminal."""


def usual_cell() -> QSizeF:
    """Return the cell of a terminal whose font nobody changed."""
    metrics = QFontMetricsF(mono_font("mono_key"))
    return QSizeF(metrics.horizontalAdvance("M"), 20)


class Surround(QWidget):
    """The dashboard stands under the terminals, in a wide window to the right of them."""

    def __init__(
        self,
        terminals: QWidget,
        themes: Themes,
        cell: Callable[[], QSizeF] = usual_cell,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._terminals, self._themes, self._cell = terminals, themes, cell
        self._board: Dashboard | None = None
        self._is_wanted = True
        self._has_way = True
        terminals.setParent(self)

    def take_in(self, board: Dashboard) -> None:
        """Give the dashboard its place; it is made after the window has been painted."""
        self._board = board
        board.setParent(self)
        self.arrange()

    @property
    def is_wanted(self) -> bool:
        """Tell whether the dashboard is shown where it has room."""
        return self._is_wanted

    def want(self, *, wanted: bool) -> None:
        """Show or hide the dashboard."""
        self._is_wanted = wanted
        self.arrange()

    def give_way(self, gives: bool) -> None:
        """Leave the whole room to a page that is shown in place of the terminals."""
        self._has_way = not gives
        self.arrange()

    def arrange(self) -> None:
        """Share the room out anew. A dashboard that is to come has its place already: no terminal changes its size."""
        shape = self._shape() if self._is_wanted and self._has_way else None
        terminals, place = self._places(shape)
        self._terminals.setGeometry(terminals)
        if self._board is None:
            return
        if shape is None:
            self._board.hide()
            return
        self._board.set_shape(shape)
        self._board.setGeometry(place)
        self._board.show()

    def _places(self, shape: Shape | None) -> tuple[QRect, QRect]:
        inside, size = self.rect(), self._themes.current.metrics.size
        width, height = inside.width(), inside.height()
        if shape is None:
            return inside, QRect()
        if shape is Shape.COLUMN:
            edge = width - size.dash_width_wide
            return QRect(0, 0, edge, height), QRect(edge, 0, size.dash_width_wide, height)
        edge = height - (size.dash_strip if shape is Shape.STRIP else size.dash_height)
        return QRect(0, 0, width, edge), QRect(0, edge, width, height - edge)

    def _shape(self) -> Shape | None:
        metrics, cell = self._themes.current.metrics, self._cell()
        size, points = metrics.size, metrics.breakpoint
        above = size.tab_bar + size.frame_head
        room = Room(
            window_width=self.window().width(),
            width=self.width(),
            height=self.height(),
            terminal_width=cell.width() * TERMINAL_COLUMNS + _PADDING.width(),
            terminal_height=cell.height() * TERMINAL_ROWS + _PADDING.height() + above,
        )
        extents = Extents(
            size.dash_strip, size.dash_height, size.dash_width_wide, points.compact_below, points.wide_from
        )
        return shape_for(room, extents)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out anew."""
        self.arrange()
