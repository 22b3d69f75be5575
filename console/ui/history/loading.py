"""Loads the plots beside the window: the library takes a third of a second, and who sees no plot never waits for it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from threading import Thread

from PySide6.QtCore import QObject, Qt, Signal

MODULE = "console.ui.history.chart"


class Plots(QObject):
    """Says when plots can be made."""

    loaded = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.is_ready = False
        self._thread: Thread | None = None
        self.loaded.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._waiting: list[Callable[[], None]] = []

    def when_ready(self, call: Callable[[], None]) -> None:
        """Call back in the window's thread as soon as there are plots; at once where they are there."""
        if self.is_ready:
            call()
            return
        self._waiting.append(call)
        if self._thread is None:
            self._thread = Thread(target=self._load, name="plots", daemon=True)
            self._thread.start()

    def _load(self) -> None:
        import_module(MODULE)
        self.loaded.emit()

    def _take(self) -> None:
        self.is_ready = True
        waiting, self._waiting = self._waiting, []
        for call in waiting:
            call()
