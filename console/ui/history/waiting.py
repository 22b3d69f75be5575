"""What plots without values wait for: the library that draws them, or the history itself."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from console.model.clock import Clock
from console.settings.language import _, problem_text
from console.ui.history.feed import Feed
from console.ui.history.loading import Plots

SHORT_SECONDS = 1.0
"""What takes no longer needs no words."""


class Waiting(QObject):
    """Tells it, and since how many seconds."""

    turned = Signal(str)
    """The words of now; empty: nothing is waited for, or not for long."""

    def __init__(self, plots: Plots, feed: Feed, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._plots, self._feed, self._clock = plots, feed, clock
        self._since = clock.monotonic()
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._tell)
        feed.turned.connect(self._follow)
        plots.turned.connect(self._follow)

    def words(self) -> str:
        """Return what is waited for now."""
        if self._plots.has_failed:
            return _("The plots cannot be loaded. Trying again…")
        if not self._plots.is_ready:
            return self._counted(_("Loading the plots… {seconds} s"), self._since)
        if self._feed.problem is not None:
            return problem_text(self._feed.problem)
        if self._feed.asked_at is not None:
            return self._counted(_("Reading the history… {seconds} s"), self._feed.asked_at)
        return ""

    def _counted(self, words: str, since: float) -> str:
        seconds = self._clock.monotonic() - since
        return "" if seconds < SHORT_SECONDS else words.format(seconds=int(seconds))

    def _follow(self) -> None:
        waits = not self._plots.is_ready or self._feed.asked_at is not None
        if not waits or not self._feed.is_running:
            self._tick.stop()
        elif not self._tick.isActive():
            self._tick.start()
        self._tell()

    def _tell(self) -> None:
        self.turned.emit(self.words())
