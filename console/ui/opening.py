"""The window of the first moment: the ground of each part where it will stand, painted before any part is loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from threading import Thread

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QKeyEvent,
    QKeySequence,
    QMoveEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from console.ui import themefiles

LOOK_MS = 2
"""How often it is looked whether a thread has done its work."""


class Ground(Struct, frozen=True):
    """The few colours and lengths of the look that the first paint needs; lengths in logical pixels."""

    colors: Mapping[str, str]
    size: Mapping[str, int]
    breakpoint: Mapping[str, int]

    def tree_width(self, window_width: int) -> int:
        """Return the width of the tree, as the breakpoints of the look say."""
        if window_width < self.breakpoint["compact_below"]:
            return self.size["tree_width_compact"]
        if window_width >= self.breakpoint["wide_from"]:
            return self.size["tree_width_wide"]
        return self.size["tree_width_standard"]


def read_ground(folder: Path, theme: str) -> Ground:
    """Read the ground of a theme from the folder of themes."""
    metrics = themefiles.read(folder / "metrics.toml")
    return Ground(themefiles.read(folder / f"{theme}.toml")["color"], metrics["size"], metrics["breakpoint"])


class Opening(QWidget):
    """The top-level window. It is shown at once and takes the desk in when that is made."""

    changed = Signal()
    """It has another place, size or state."""

    def __init__(self, ground: Ground) -> None:
        super().__init__()
        self._ground = ground
        self._content: QWidget | None = None
        self._close_soon = self._is_equipped = False
        self._typed: list[QKeyEvent] = []
        self.setWindowTitle("Leitstand")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def take_in(self, content: QWidget) -> None:
        """Show ``content`` instead of the empty ground; it decides from now on whether the window may close."""
        self._content = content
        self._layout.addWidget(content)
        content.show()
        # The desk gets its core in this turn of the event loop, and what the person typed meanwhile in the next.
        # Until then keys are kept further: those that reached a part of the desk would overtake the ones before.
        if (app := QApplication.instance()) is not None:
            app.installEventFilter(self)
        QTimer.singleShot(0, self._hand_over)

    def equipped(self) -> None:
        """Hand over the keys that had to wait: whoever does something at a key is there now."""
        self._is_equipped = True
        self._hand_over()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the keys of our widgets, also those that are shortcuts; let everything else through."""
        if not isinstance(watched, QWidget) or not (watched is self or self.isAncestorOf(watched)):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._typed.append(QKeyEvent(event))
            return True
        return False

    def _hand_over(self) -> None:
        """Give the desk the keys in their order, up to the first that nobody does something at yet."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        while self._typed and self._type(self._typed[0]):
            del self._typed[0]
        if self._typed and app is not None:
            app.installEventFilter(self)
        if self._close_soon:
            self._close_soon = False
            self.close()

    def _type(self, event: QKeyEvent) -> bool:
        """Do what a key is for; tell whether that was possible by now."""
        keys = QKeySequence(event.keyCombination())
        actions = [] if self._content is None else self._content.actions()
        action = next((action for action in actions if keys in action.shortcuts()), None)
        if action is not None and action.isEnabled():
            action.trigger()
            return True
        if action is not None and not self._is_equipped:
            return False
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            # Posted, it would be overtaken by a key that is pressed now.
            QCoreApplication.sendEvent(focus, event)
        return True

    def parts(self) -> list[tuple[QRect, str]]:
        """Return the rectangles of the parts and the names of their colours."""
        size, width, height = self._ground.size, self.width(), self.height()
        top, bottom, tree = size["top_bar"], size["status_bar"], self._ground.tree_width(width)
        middle = height - top - bottom
        strip = size["tab_bar"]
        return [
            (QRect(0, 0, width, height), "desk"),
            (QRect(0, top, tree, middle), "panel"),
            (QRect(tree + 1, top + strip, width - tree - 1, middle - strip), "term_bg"),
            (QRect(0, top - 1, width, 1), "line"),
            (QRect(tree, top, 1, middle), "line"),
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground until the desk covers it."""
        if self._content is not None:
            return
        painter = QPainter(self)
        for place, color in self.parts():
            painter.fillRect(place, QColor(self._ground.colors[color]))

    def moveEvent(self, event: QMoveEvent) -> None:
        """Tell that it has another place."""
        self.changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell that it has another size."""
        self.changed.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Tell that it fills the screen, or no longer."""
        if event.type() == QEvent.Type.WindowStateChange:
            self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep what is typed until the desk is there."""
        if self._content is None:
            self._typed.append(QKeyEvent(event))
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask the desk; one that is not there yet is asked as soon as it is."""
        if self._content is None:
            self._close_soon = True
            event.ignore()
        else:
            event.setAccepted(self._content.close())


def aside(call: Callable[[], object], then: Callable[[], object], within: QObject) -> None:
    """Do ``call`` in a thread, which may touch nothing of Qt, and ``then`` behind it, as long as ``within`` lives."""
    thread = Thread(target=call, daemon=True)
    thread.start()

    def look() -> None:
        if thread.is_alive():
            QTimer.singleShot(LOOK_MS, within, look)
        else:
            then()

    QTimer.singleShot(0, within, look)


def in_turns(calls: Iterable[Callable[[], object]], within: QObject) -> None:
    """Do each call in a turn of the event loop of its own, as long as ``within`` lives: the window answers between."""
    waiting = iter(calls)

    def turn() -> None:
        call = next(waiting, None)
        if call is not None:
            call()
            QTimer.singleShot(0, within, turn)

    QTimer.singleShot(0, within, turn)
