"""Scrolling by fractions of a row: the wheel glides, fingers are followed exactly, at rest the view stands on rows.

The core knows whole rows only. The desk asks it for the row where the view will come to rest and moves the picture
by the rest of the way, over rows that it still has from before (``painter.SPARE``).
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor

from PySide6.QtCore import QElapsedTimer, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QWheelEvent

from console.ui.terminal.display import Display

LINES_A_NOTCH = 3
NOTCH = 120
"""Qt's eighths of a degree in one notch of a wheel."""
STEP_MS = 16
PART = 0.4
"""How much of the way that is left is gone with each step: a notch takes a tenth of a second."""
QUIET_MS = 120
"""When fingers that rest no longer scroll."""


class Glide(QObject):
    """Moves the view of one terminal. While it does, ``_at`` is the absolute row at its top, with a fraction."""

    def __init__(self, display: Display, ask: Callable[[int | None], None]) -> None:
        super().__init__(display)
        self.smooth = True
        """False: the view jumps from row to row."""
        self._display = display
        self._ask = ask
        self._at: float | None = None
        self._goal = 0.0
        self._rest = 0.0
        """Fractions of a row that have not made one yet, where the view jumps."""
        self._quiet = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self._step)
        display.on_frame = self.follow

    def by(self, rows: float, *, exact: bool) -> None:
        """Scroll; negative is back. ``exact`` is for what follows fingers, everything else glides there."""
        scrollback = self._display.scrollback
        if not self.smooth:
            self._rest += rows
            lines = int(self._rest)
            self._rest -= lines
            if lines and scrollback.moves(lines):
                self._ask(scrollback.by(lines))
            return
        start = float(scrollback.wanted) if self._at is None else self._goal
        goal = min(max(start + rows, scrollback.oldest_row), scrollback.live_row)
        if self._at is None and goal == start:
            return
        self._at = start if self._at is None else self._at
        self._goal = goal
        if exact:
            self._at = goal
        self._quiet.start()
        self._timer.start()
        self._place()

    def stop(self) -> None:
        """Leave the view on the rows that it shows: somebody goes elsewhere."""
        self._at = None
        self._timer.stop()
        self._display.shift(0.0)

    def follow(self) -> bool:
        """Put the picture where it belongs now that a frame has brought other rows; return whether it has moved."""
        if self._at is None:
            return False
        if not self._timer.isActive() and self._display.scrollback.first_row == self._at:
            self._at = None
        return self._shift()

    def _step(self) -> None:
        if self._at is None:
            self._timer.stop()
            return
        self._at += (self._goal - self._at) * PART
        if abs(self._goal - self._at) * self._display.geometry.metrics.height < 1:
            self._at = self._goal
            if self._quiet.elapsed() >= QUIET_MS:
                self._rest_on_row()
        self._place()

    def _rest_on_row(self) -> None:
        """Glide on to the nearest row; when the view is there, be done."""
        if self._goal != round(self._goal):
            self._goal = float(round(self._goal))
            return
        self._timer.stop()
        scrollback = self._display.scrollback
        if scrollback.wanted != self._goal:
            self._ask(scrollback.to(int(self._goal)))
        elif scrollback.first_row == self._goal:
            self._at = None

    def _place(self) -> None:
        """Ask for the rows that the goal needs, and move the picture as far as its rows reach."""
        scrollback = self._display.scrollback
        wanted = scrollback.wanted
        above, below = self._display.spare_rows()
        if wanted != scrollback.first_row:
            # What the rows on their way push out will be beside them.
            above, below = wanted > scrollback.first_row, wanted < scrollback.first_row
        behind = self._goal < wanted and (wanted - self._goal >= 1 or not above)
        ahead = self._goal > wanted and (self._goal - wanted >= 1 or not below)
        if behind or ahead:
            self._ask(scrollback.to(floor(self._goal) if behind else ceil(self._goal)))
        if self._shift():
            self._display.update_all()

    def _shift(self) -> bool:
        away = 0.0 if self._at is None else self._at - self._display.scrollback.first_row
        return self._display.shift(away)


def wheel_rows(event: QWheelEvent, row_height: float) -> tuple[float, bool]:
    """Return by how many rows a wheel event scrolls (negative: back), and whether fingers are to be followed."""
    # On X11 the pixels are whatever the driver takes them for.
    pixels = QPoint() if QGuiApplication.platformName() == "xcb" else event.pixelDelta()
    fingers = event.phase() is not Qt.ScrollPhase.NoScrollPhase
    if not pixels.isNull():
        return -pixels.y() / row_height, True
    turned = event.angleDelta().y()
    return -turned * LINES_A_NOTCH / NOTCH, fingers or turned % NOTCH != 0
