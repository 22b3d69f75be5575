"""Loads the plots beside the window: the library takes a third of a second, and who sees no plot never waits for it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from threading import Thread

from PySide6.QtCore import QObject, Qt, QTimer, Signal

MODULE = "console.ui.history.chart"
AGAIN_MILLISECONDS = 2000
"""Before it is tried again what failed: on a machine without memory or free descriptors that may help."""


class Plots(QObject):
    """Says when plots can be made."""

    turned = Signal()
    """They are there, or could not be loaded."""
    _loaded = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.is_ready = self.has_failed = False
        self._thread: Thread | None = None
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MILLISECONDS)
        self._again.timeout.connect(self._start)
        self._loaded.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._waiting: list[Callable[[], None]] = []

    def when_ready(self, call: Callable[[], None]) -> None:
        """Call back in the window's thread as soon as there are plots; at once where they are there."""
        if self.is_ready:
            call()
            return
        self._waiting.append(call)
        if self._thread is None:
            self._start()

    def _start(self) -> None:
        self._thread = Thread(target=self._load, name="plots", daemon=True)
        self._thread.start()

    def _load(self) -> None:
        is_loaded = False
        try:
            import_module(MODULE)
            is_loaded = True
        finally:
            # Else whoever waits would wait for ever.
            self._loaded.emit(is_loaded)

    def _take(self, is_loaded: bool) -> None:
        self.is_ready, self.has_failed = is_loaded, not is_loaded
        if is_loaded:
            waiting, self._waiting = self._waiting, []
            for call in waiting:
                call()
        else:
            self._again.start()
        self.turned.emit()
