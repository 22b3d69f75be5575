"""The panes of the page in front: where each lies, and the lines between them that can be dragged."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from console.model.arrangement import Page
from console.model.ids import TerminalId
from console.model.split import Axis, Box, Edge, Least, Places, Side, beside, edge_of, fits, lay_out, moved, neighbour
from console.ui.panes import TerminalPane
from console.ui.theme import Themes

LEAST_COLUMNS, LEAST_ROWS = 20, 3
"""Of a pane; a page whose panes would be smaller shows one of them."""

_NO_HINT = (640, 448)
"""The room of 80 columns and 24 rows where a terminal does not know it yet."""

_NOBODY = -1
"""No terminal has this number."""

_BEFORE, _AFTER = 2, 5
"""How far the grip of a line reaches over the panes beside it: little over a scroll bar, more over band and head."""

STEP = 24
"""How far a key moves a line, in pixels: about three columns."""


class Divider(QWidget):
    """A line between two panes: one pixel to see, more to hold."""

    dragged = Signal(int)
    """By how many pixels since it was taken hold of."""
    released = Signal()
    equal_wanted = Signal()

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._axis = Axis.ROW
        self._grip: int | None = None
        self.setMouseTracking(True)

    def put(self, edge: Edge) -> None:
        """Lie over an edge of the page."""
        self._axis = edge.axis
        box, upright = edge.box, edge.axis is Axis.ROW
        reach = QRect(box.x, box.y, box.width, box.height)
        reach.adjust(*((-_BEFORE, 0, _AFTER, 0) if upright else (0, -_BEFORE, 0, _AFTER)))
        self.setGeometry(reach)
        self.setCursor(Qt.CursorShape.SplitHCursor if upright else Qt.CursorShape.SplitVCursor)

    def _along(self, event: QMouseEvent) -> int:
        place = event.globalPosition().toPoint()
        return place.x() if self._axis is Axis.ROW else place.y()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the line."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip = self._along(event)
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the line with the pointer."""
        if self._grip is not None:
            self.dragged.emit(self._along(event) - self._grip)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the line."""
        if self._grip is not None:
            self._grip = None
            self.update()
            self.released.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Make the panes of the page equal."""
        self.equal_wanted.emit()

    def enterEvent(self, event: QEvent) -> None:
        """Show that the line can be held."""
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Be a thin line again."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line, thicker where it can be held now."""
        colors = self._themes.current.colors
        held = self._grip is not None or self.underMouse()
        color, width = (colors.accent, 3) if held else (colors.line, 1)
        at = _BEFORE - width // 2
        painter = QPainter(self)
        if self._axis is Axis.ROW:
            painter.fillRect(at, 0, width, self.height(), color)
        else:
            painter.fillRect(0, at, self.width(), width, color)


class PaneField(QWidget):
    """Shows one page at a time; its panes keep their size while they are hidden."""

    reshaped = Signal(int, object)
    """A terminal of the page, and its tree after a line was moved."""
    equal_wanted = Signal(int)
    """A terminal of the page whose panes are to be equal."""
    shown_changed = Signal()
    """Another room shows more or fewer panes of the same page."""

    def __init__(self, themes: Themes, is_narrow: Callable[[], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes, self.is_narrow = themes, is_narrow
        self._panes: Mapping[TerminalId, TerminalPane] = {}
        self._page: Page | None = None
        self._places = Places({}, ())
        self._held: tuple[Page, Edge] | None = None
        self._dividers: list[Divider] = []

    # ---- what it shows -----------------------------------------------------------------------

    def pane(self, terminal_id: int | None) -> TerminalPane | None:
        """Return the pane of a terminal of this window."""
        return self._panes.get(TerminalId(terminal_id)) if terminal_id is not None else None

    def visible_terminals(self) -> tuple[int, ...]:
        """Return the terminals that are seen."""
        return tuple(self._places.panes)

    def show_page(self, page: Page | None, panes: Mapping[TerminalId, TerminalPane]) -> None:
        """Show a page; ``panes`` are all of this window. A narrow window shows one of them, unless told otherwise."""
        self._page, self._panes = page, panes
        for pane in panes.values():
            if pane.parent() is not self:
                pane.hide()
                pane.setParent(self)
        self._lay_out()

    def is_folded(self) -> bool:
        """Tell whether the page has more panes than are seen."""
        return self._page is not None and len(self._page.terminals) > len(self._places.panes)

    def would_show(self, side: Side) -> bool:
        """Tell whether all panes would be seen if the focused one were split."""
        page = self._page
        if page is None:
            return True
        more = beside(page.tree, page.focused, _NOBODY, side)
        return not self._shows_one(Page(more, page.focused, page.zoomed), self._least())

    def neighbour(self, side: Side) -> int | None:
        """Return the terminal that lies at a side of the focused one."""
        page = self._page
        if page is None or page.focused not in self._places.panes:
            return None
        return neighbour(self._places, page.focused, side)

    def push(self, side: Side) -> None:
        """Move the nearest line of the focused pane towards a side, by a step."""
        page = self._page
        edge = None if page is None else edge_of(page.tree, self._places, page.focused, side.axis)
        if page is not None and edge is not None:
            self.reshaped.emit(page.focused, moved(page.tree, edge, -STEP if side.is_before else STEP))

    # ---- layout ------------------------------------------------------------------------------

    def _least(self) -> Least:
        size = self._themes.current.metrics.size
        width, height = _NO_HINT
        for pane in self._panes.values():
            hint = pane.part.widget.sizeHint()
            if hint.isValid():
                width, height = hint.width(), hint.height()
            break
        return Least(
            math.ceil(width * LEAST_COLUMNS / 80) + size.env_band,
            math.ceil(height * LEAST_ROWS / 24) + size.frame_head,
            size.divider,
        )

    def _lay_out(self) -> None:
        page = self._page
        box, least = Box(0, 0, self.width(), self.height()), self._least()
        if page is None:
            self._places = Places({}, ())
        elif self._shows_one(page, least):
            self._places = Places({page.focused: box}, ())
        else:
            self._places = lay_out(page.tree, box, least)
        for terminal_id, pane in self._panes.items():
            if terminal_id not in self._places.panes:
                pane.hide()
        for terminal, place in self._places.panes.items():
            pane = self._panes[TerminalId(terminal)]
            pane.setGeometry(place.x, place.y, place.width, place.height)
            pane.show()
        self._put_dividers()

    def _shows_one(self, page: Page, least: Least) -> bool:
        if page.zoomed or not fits(page.tree, self.width(), self.height(), least):
            return True
        return page.zoomed is None and self.is_narrow()

    def _put_dividers(self) -> None:
        edges = self._places.edges
        while len(self._dividers) < len(edges):
            self._dividers.append(self._divider(len(self._dividers)))
        for number, divider in enumerate(self._dividers):
            divider.setVisible(number < len(edges))
            if number < len(edges):
                divider.put(edges[number])
                divider.raise_()

    def _divider(self, number: int) -> Divider:
        made = Divider(self._themes, self)
        made.dragged.connect(lambda by: self._drag(number, by))
        made.released.connect(self._release)
        made.equal_wanted.connect(lambda: self.equal_wanted.emit(self._page.focused) if self._page else None)
        return made

    def _drag(self, number: int, by: int) -> None:
        if self._page is None:
            return
        if self._held is None:
            self._held = (self._page, self._places.edges[number])
        page, edge = self._held
        self._page = Page(moved(page.tree, edge, by), page.focused, page.zoomed)
        self._lay_out()

    def _release(self) -> None:
        held, self._held = self._held, None
        if held is not None and self._page is not None:
            self.reshaped.emit(self._page.focused, self._page.tree)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out anew."""
        before = self.visible_terminals()
        self._lay_out()
        if self.visible_terminals() != before:
            self.shown_changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground that is seen before a pane has been laid out."""
        QPainter(self).fillRect(self.rect(), self._themes.current.colors.term_bg)
