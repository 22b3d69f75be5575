"""A widget that tells some of its events to others, without a filter that would see all of them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

Listener = Callable[[QEvent], bool]
"""Told an event before the widget is; True: nobody else gets it."""


class ListeningWidget(QWidget):
    """Tells events by their kind.

    An event filter of Qt in Python is called for each event of any kind, paints among them, and every call takes tens
    of microseconds until it finds that the event is none of its business. A terminal has four of them.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._listeners: dict[QEvent.Type, tuple[Listener, ...]] = {}

    def listen(self, listener: Listener, *kinds: QEvent.Type) -> None:
        """Tell ``listener`` events of these kinds, before those who came earlier, as Qt does with its filters."""
        for kind in kinds:
            self._listeners[kind] = (listener, *self._listeners.get(kind, ()))

    def ignore(self, listener: Listener) -> None:
        """Tell ``listener`` nothing more."""
        for kind, listeners in self._listeners.items():
            self._listeners[kind] = tuple(other for other in listeners if other != listener)

    def event(self, event: QEvent) -> bool:
        """Tell whom it concerns, then do what the widget does."""
        kind = event.type()
        return any(listener(event) for listener in self._listeners.get(kind, ())) or self.handle(kind, event)

    def handle(self, kind: QEvent.Type, event: QEvent) -> bool:
        """Do what the widget itself does at an event; return whether it knows it."""
        return super().event(event)
