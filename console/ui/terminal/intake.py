"""Text that comes to a terminal from outside: clipboard, what was marked last, what is dropped on it."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDragMoveEvent, QDropEvent

from console.ui.terminal.input import Stroke
from console.ui.terminal.listening import ListeningWidget
from console.ui.terminal.pasting import clean, quoted
from console.ui.terminal.sender import Sender
from console.ui.terminal.surface import TerminalSurface
from console.wire.messages import Mods


class Offer(Struct, frozen=True):
    """Text that a person wants to paste, as it came. ``paste`` sends what they agree to, cleaned."""

    text: str
    is_held: bool
    """The program takes a paste as a whole, or has the screen for itself: it runs no lines as they come."""
    paste: Callable[[str], None]
    enter: bool = False
    """Enter is pressed after it."""


class Intake(QObject):
    """Takes text for one terminal. ``guard`` is asked about everything but the quoted names of files."""

    paths_typed = Signal(int)
    """Files were dropped and their paths typed; so many."""

    def __init__(self, terminal: ListeningWidget, surface: TerminalSurface, sender: Sender) -> None:
        super().__init__(terminal)
        self._terminal, self._surface, self._sender = terminal, surface, sender
        self.guard: Callable[[Offer], None] = lambda offer: offer.paste(offer.text)
        terminal.setAcceptDrops(True)
        terminal.listen(self._drop, QEvent.Type.Drop)
        terminal.listen(self._drag, QEvent.Type.DragEnter, QEvent.Type.DragMove)

    def take(self, text: str, *, enter: bool = False) -> None:
        """Offer text to the guard, which pastes it at once, later or never; ``enter`` presses Enter after it."""
        if text:
            paste = self._paste_and_enter if enter else self._paste
            self.guard(Offer(text, self._surface.takes_paste_as_whole(), paste, enter))

    def _paste_and_enter(self, text: str) -> None:
        # The key and not a line break: a program that brackets a paste runs nothing at its end.
        self._paste(text)
        self._sender.key(Stroke("Enter", "", Mods()))

    def _paste(self, text: str) -> None:
        self._surface.back_to_live()
        self._sender.paste(clean(text))

    def _drop(self, event: QEvent) -> bool:
        """Take files and text that are dropped on the terminal."""
        if not isinstance(event, QDropEvent) or not _is_ours(event.mimeData()):
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._dropped(event.mimeData())
        return True

    def _drag(self, event: QEvent) -> bool:
        """Say that they may be dropped here."""
        if isinstance(event, QDragMoveEvent) and _is_ours(event.mimeData()):
            # Moving would delete the text, or the file, where it came from.
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            return True
        return False

    def _dropped(self, data: QMimeData) -> None:
        self._terminal.setFocus(Qt.FocusReason.MouseFocusReason)
        paths = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
        if paths:
            self._paste(quoted(paths))
            self.paths_typed.emit(len(paths))
        else:
            self.take(data.text())


def _is_ours(data: QMimeData) -> bool:
    return data.hasUrls() or data.hasText()
