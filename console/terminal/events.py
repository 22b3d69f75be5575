"""What a program asks of the terminal beyond its screen. The terminal reports, it never acts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bell:
    """The program rang."""


@dataclass(frozen=True, slots=True)
class Title:
    """The program named its window."""

    text: str


@dataclass(frozen=True, slots=True)
class ClipboardWrite:
    """The program put text on the clipboard (OSC 52). Whether that is allowed is decided elsewhere."""

    text: str


@dataclass(frozen=True, slots=True)
class Notify:
    """The program wants a person's attention (OSC 9 or 777)."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class WorkingDirectory:
    """The shell told where it is (OSC 7), as it wrote it: ``file://host/path``."""

    uri: str


TerminalEvent = Bell | Title | ClipboardWrite | Notify | WorkingDirectory

MOST_EVENTS = 64


class EventLog:
    """Events until they are taken. A program that floods them is heard once, with its latest word."""

    def __init__(self) -> None:
        self._events: list[TerminalEvent] = []

    def add(self, event: TerminalEvent) -> None:
        """Add ``event``; except for notifications, the last of a kind replaces the ones before."""
        if not isinstance(event, Notify):
            self._events = [old for old in self._events if type(old) is not type(event)]
        if len(self._events) < MOST_EVENTS:
            self._events.append(event)

    def take(self) -> list[TerminalEvent]:
        """Return the events once."""
        if not self._events:
            return []
        events, self._events = self._events, []
        return events
