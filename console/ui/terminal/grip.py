"""The scroll bar under the pointer: shown when it comes near, dragged by absolute place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from console.ui.terminal.display import Display
from console.ui.terminal.scrolling import GRIP_WIDTH


class ScrollGrip:
    """Takes the mouse events that are the scroll bar's; each method says whether it did."""

    def __init__(self, host: QWidget, display: Display, scroll_to: Callable[[int | None], None]) -> None:
        self._host = host
        self._display = display
        self._scroll_to = scroll_to
        self._held: float | None = None
        """How far below the top of the thumb it is held."""

    def press(self, event: QMouseEvent) -> bool:
        """Take hold of the thumb; beside it, go to the mark there or bring the thumb's middle to the pointer."""
        bar = self._display.scrollback.bar(self._host.width(), self._host.height())
        if bar is None or not self._near(event) or event.button() is not Qt.MouseButton.LeftButton:
            return False
        y = event.position().y()
        mark = self._mark_at(event)
        if mark is not None and not bar.top() <= y <= bar.bottom():
            self._scroll_to(mark[0] - self._display.scrollback.rows // 3)
            return True
        self._held = y - bar.top() if bar.top() <= y <= bar.bottom() else bar.height() / 2
        self._drag(event, self._held)
        return True

    def move(self, event: QMouseEvent) -> bool:
        """Drag, or show the bar when the pointer is near."""
        if self._held is not None:
            self._drag(event, self._held)
            return True
        near = self._near(event) and not event.buttons()
        self._hover(near=near)
        mark = self._mark_at(event) if near else None
        text = mark[1] if mark else ""
        if text != self._host.toolTip():
            self._host.setToolTip(text)
        return False

    def release(self) -> bool:
        """Let go."""
        held, self._held = self._held, None
        return held is not None

    def leave(self) -> None:
        """Hide the bar: the pointer is elsewhere."""
        self._hover(near=False)
        self._host.setToolTip("")

    def _mark_at(self, event: QMouseEvent) -> tuple[int, str] | None:
        """Return the row of the mark under the pointer and what it is."""
        display = self._display
        return display.marks.at(event.position().y(), display.scrollback, self._host.height())

    def _near(self, event: QMouseEvent) -> bool:
        return event.position().x() >= self._host.width() - GRIP_WIDTH

    def _drag(self, event: QMouseEvent, held: float) -> None:
        self._scroll_to(self._display.scrollback.row_at(event.position(), held, self._host.height()))

    def _hover(self, *, near: bool) -> None:
        if near != self._display.bar_hovered:
            self._display.bar_hovered = near
            self._host.setCursor(Qt.CursorShape.ArrowCursor if near else Qt.CursorShape.IBeamCursor)
            self._host.update(self._host.width() - GRIP_WIDTH, 0, GRIP_WIDTH, self._host.height())
