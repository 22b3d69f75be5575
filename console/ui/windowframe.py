"""The top-level window around the desk: full screen, and what of it is found again the next time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from console.model.errors import ConsoleError
from console.settings.window_state import WindowState
from console.ui.bridge import Bridge
from console.ui.opening import Opening
from console.ui.window import Window
from console.wire import messages as m

SETTLED_MS = 1000
"""How long nothing has changed when the state is kept."""


class Zooming(Protocol):
    """The terminals, as far as their text grows."""

    @property
    def zoomed(self) -> int:
        """Return by how many steps the text is larger than the settings say."""
        ...

    def zoom(self, steps: int) -> None:
        """Make the text larger or smaller."""
        ...


class WindowFrame(QObject):
    """Puts the window as it was left, and keeps how it is."""

    def __init__(
        self,
        frame: Opening,
        window: Window,
        terminals: Zooming,
        bridge: Bridge,
        state: WindowState,
        keep: Callable[[WindowState], None],
    ) -> None:
        super().__init__(frame)
        self._frame, self._window, self._terminals, self._bridge = frame, window, terminals, bridge
        self._kept, self._keep = state, keep
        self._settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settled.timeout.connect(self.keep_now)
        if state.text_zoom:
            terminals.zoom(state.text_zoom)
        commands = window.commands
        commands["dashboard"].setChecked(state.has_dashboard)
        window.surround.want(wanted=state.has_dashboard)
        commands.bind("full_screen", self._toggle)
        for name in ("dashboard", "text_larger", "text_smaller", "text_normal"):
            commands[name].triggered.connect(lambda _checked=False: self._settled.start())
        window.left.connect(self.keep_now)
        frame.changed.connect(self._changed)

    def state(self) -> WindowState:
        """Return how the window is."""
        frame = self._frame
        covers = frame.isMaximized() or frame.isFullScreen()
        place = frame.normalGeometry() if covers else frame.geometry()
        known = (place.x(), place.y(), place.width(), place.height()) if place.isValid() else self._kept.geometry
        return WindowState(known, covers, self._terminals.zoomed, self._window.surround.is_wanted)

    def keep_now(self) -> None:
        """Keep how the window is, where that has changed."""
        self._settled.stop()
        state = self.state()
        if state == self._kept:
            return
        self._kept = state
        try:
            self._keep(state)
        except ConsoleError as error:
            self._bridge.tell(m.Notice(error.problem))

    def _toggle(self) -> None:
        """Let the window with the keyboard fill its screen, or be as it was before."""
        active = QApplication.activeWindow() or self._frame
        active.setWindowState(active.windowState() ^ Qt.WindowState.WindowFullScreen)
        self._show_state()

    def _show_state(self) -> None:
        active = QApplication.activeWindow() or self._frame
        self._window.commands["full_screen"].setChecked(active.isFullScreen())

    def _changed(self) -> None:
        """Keep the state when the window has come to rest."""
        self._settled.start()
        self._show_state()
