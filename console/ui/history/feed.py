"""Asks the core for series while somebody looks: one question at a time, no oftener than something new can be seen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from console.model.clock import Clock
from console.model.errors import Problem
from console.ui.bridge import Bridge
from console.ui.history.subjects import Span
from console.wire import messages as m

SETTLE_MILLISECONDS = 120
"""Zooming and panning ask once they have paused."""
LEAST_SPAN_SECONDS = 20.0


class Feed(QObject):
    """Knows the stretch of time that is shown."""

    answered = Signal(object)
    """messages.History"""
    refused = Signal(object)
    """Problem"""
    turned = Signal()
    """It has asked, or it has been answered or refused."""

    def __init__(self, bridge: Bridge, clock: Clock, span: Span, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._clock = bridge, clock
        self.span = span
        self.window: tuple[float, float] | None = None
        """A stretch that a person has chosen by zooming; None: the span up to now."""
        self.is_paused = False
        self.asked_at: float | None = None
        """Since when an answer is waited for, by the monotonic clock."""
        self.problem: Problem | None = None
        """Why there was no answer the last time."""
        self._series: Sequence[m.SeriesRef] = ()
        self._points = 400
        self.is_running = self._is_waiting = self._is_late = False
        self._soon = QTimer(self, singleShot=True, interval=SETTLE_MILLISECONDS)
        self._soon.timeout.connect(self._ask)
        self._again = QTimer(self)
        self._again.timeout.connect(self._follow)

    @property
    def stretch(self) -> tuple[float, float]:
        """Return from when to when is shown."""
        if self.window is not None:
            return self.window
        now = self._clock.now().timestamp()
        return now - self.span.seconds, now

    def want(self, series: Sequence[m.SeriesRef], points: int) -> None:
        """Ask for these from now on."""
        self._series, self._points = series, points
        self._soon.start()

    def show_span(self, span: Span) -> None:
        """Show another stretch up to now, and follow the time."""
        self.span, self.window, self.is_paused = span, None, False
        self._again.setInterval(span.refresh_seconds * 1000)
        self._ask()

    def show_window(self, start: float, end: float) -> None:
        """Show what a person has zoomed to. What would reach beyond now ends there."""
        now = self._clock.now().timestamp()
        length = max(end - start, LEAST_SPAN_SECONDS)
        end = min(max(end, start + length), now)
        self.window = (end - length, end)
        self._soon.start()

    def reset(self) -> None:
        """Go back to the span up to now."""
        self.window = None
        self._ask()

    def pause(self, *, paused: bool) -> None:
        """Stand still, or follow the time again."""
        self.is_paused = paused
        if not paused:
            self._ask()

    def start(self) -> None:
        """Begin to ask: somebody looks."""
        self.is_running = True
        self._again.start(self.span.refresh_seconds * 1000)
        self._ask()

    def stop(self) -> None:
        """Stop asking."""
        self.is_running = False
        self._again.stop()
        self._soon.stop()
        self.turned.emit()

    def _follow(self) -> None:
        if self.window is None and not self.is_paused:
            self._ask()

    def _ask(self) -> None:
        if not self.is_running or not self._series:
            return
        if self._is_waiting:
            self._is_late = True
            return
        self._is_waiting = True
        self.asked_at = self._clock.monotonic()
        self.turned.emit()
        start, end = self.stretch
        request = m.ReadHistory(series=tuple(self._series), start=start, end=end, points=self._points)
        self._bridge.ask(request, self._take, self._fail)

    def _take(self, value: m.Value) -> None:
        self._is_waiting, self.asked_at, self.problem = False, None, None
        if isinstance(value, m.History) and self.is_running:
            self.answered.emit(value)
        self.turned.emit()
        if self._is_late:
            self._is_late = False
            self._soon.start()

    def _fail(self, problem: Problem) -> None:
        self._is_waiting = self._is_late = False
        is_new = self.problem is None or self.problem.code != problem.code
        self.asked_at, self.problem = None, problem
        self.turned.emit()
        if is_new:
            self.refused.emit(problem)
