"""Windows beside the main one: tabs and panes alone, for another screen. Closing one gives its tabs back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QMoveEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.model.arrangement import MAIN, Arrangement, Geometry, WindowPages
from console.ui.screens import on_a_screen
from console.ui.tabarea import TabArea
from console.ui.theme import Themes

SETTLED_MS = 400
"""How long a window has stood still when its place is remembered."""

_SMALLEST = (360, 240)

MakeArea = Callable[[int, Callable[[], bool]], TabArea]
"""Makes the area of a window by its id; the other function tells whether the window is narrow."""


class SecondWindow(QWidget):
    """One window with a strip and panes."""

    closed = Signal()
    """A person closed it."""
    placed = Signal()
    """It has been moved or resized, and stands now."""

    def __init__(self, themes: Themes, area: TabArea, geometry: Geometry | None) -> None:
        super().__init__(None)
        self._themes, self.area = themes, area
        self._is_going = False
        self._settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settled.timeout.connect(self.placed)
        self.setMinimumSize(*_SMALLEST)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        area.titled.connect(self.setWindowTitle)  # Qt adds whose window it is
        if geometry is not None:
            self.setGeometry(on_a_screen(geometry))

    def where(self) -> Geometry:
        """Return where it stands."""
        return (self.x(), self.y(), self.width(), self.height())

    def go(self) -> None:
        """Close without telling: it holds nothing any more."""
        self._is_going = True
        self.close()
        self.deleteLater()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Remember the place, once it stands."""
        self._settled.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Remember the size, once it stands."""
        self._settled.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the owner move the tabs back; that closes the window."""
        if self._is_going:
            event.accept()
        else:
            event.ignore()
            self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        QPainter(self).fillRect(self.rect(), self._themes.current.colors.desk)


class SecondWindows(QObject):
    """Opens and closes windows as the arrangement has them."""

    opened = Signal(object)
    """QWidget"""
    closed = Signal(int)
    """A person closed a window of this id."""
    placed = Signal(int, object)
    """Id and Geometry"""

    def __init__(self, themes: Themes, make_area: MakeArea, parent: QObject) -> None:
        super().__init__(parent)
        self._themes, self._make_area = themes, make_area
        self._windows: dict[int, SecondWindow] = {}

    def areas(self) -> dict[int, TabArea]:
        """Return the areas of all windows by their ids."""
        return {window_id: window.area for window_id, window in self._windows.items()}

    def open_missing(self, arrangement: Arrangement) -> None:
        """Open the windows that the arrangement has and the desk has not."""
        for pages in arrangement.windows:
            if pages.id != MAIN and pages.id not in self._windows:
                self._open(pages)

    def close_others(self, arrangement: Arrangement) -> None:
        """Close the windows that the arrangement has not; their panes stand elsewhere by now."""
        kept = {pages.id for pages in arrangement.windows}
        for window_id in [known for known in self._windows if known not in kept]:
            self._windows.pop(window_id).go()

    def close_all(self) -> None:
        """Close every window, because the main one closes."""
        self.close_others(Arrangement())

    def _open(self, pages: WindowPages) -> None:
        points, size = self._themes.current.metrics.breakpoint, self._themes.current.metrics.size
        # The main window has a tree beside its panes; what it takes is theirs here.
        narrow_below = points.compact_below - size.tree_width_standard
        area = self._make_area(pages.id, lambda: area.window().width() < narrow_below)
        window = self._windows[pages.id] = SecondWindow(self._themes, area, pages.geometry)
        window.closed.connect(lambda: self.closed.emit(pages.id))
        window.placed.connect(lambda: self.placed.emit(pages.id, window.where()))
        self.opened.emit(window)
        window.show()
