"""What a program asks of the terminal beyond its screen. The terminal reports, it never acts."""

from __future__ import annotations

from collections import deque
from typing import Literal

from msgspec import Struct


class Bell(Struct, frozen=True):
    """The program rang."""


class Title(Struct, frozen=True):
    """The program named its window."""

    text: str


class ClipboardWrite(Struct, frozen=True):
    """The program put text on the clipboard (OSC 52). Whether that is allowed is decided elsewhere."""

    text: str


class Notify(Struct, frozen=True):
    """The program wants a person's attention (OSC 9 or 777)."""

    title: str
    body: str


class WorkingDirectory(Struct, frozen=True):
    """The shell told where it is (OSC 7), as it wrote it: ``file://host/path``."""

    uri: str


MarkKind = Literal["prompt", "input", "output", "end", "command"]
"""Where a prompt, what is typed at it and what a command says begin, where a command ended, what it was."""


class PromptMark(Struct, frozen=True):
    """The shell told where it is in its work (OSC 133 A, B, C and D; VS Code's OSC 633 and its E)."""

    kind: MarkKind
    row: int
    """The absolute row of the cursor at that moment; ``Engine.resize`` tells where it goes."""
    col: int
    exit_status: int | None = None
    """Of an ``end`` that told it."""
    command: str = ""
    """What was typed, where the shell told it: at ``command`` or ``output``. Not to be trusted, only to be shown."""


TerminalEvent = Bell | Title | ClipboardWrite | Notify | WorkingDirectory | PromptMark

MOST_NOTICES = 64
MOST_MARKS = 1_000
MOST_REPLY_BYTES = 1_000_000
"""What an engine keeps of its answers until they are taken: a program that asks without end is answered no more."""
SECONDARY_ATTRIBUTES = b"\x1b[>1;400;0c"
"""The answer to DA2, a version counted as xterm counts: below 242 emacs asks for no background and takes it for light,
below 216 it leaves the keys that modifyOtherKeys tells, below 203 the clipboard. Above 2000 it takes us for VTE."""


class EventLog:
    """Events until they are taken. A program that floods them is heard once, with its latest word."""

    def __init__(self) -> None:
        self._latest: dict[type[TerminalEvent], TerminalEvent] = {}
        self._notices: list[Notify] = []
        self._marks: deque[PromptMark] = deque(maxlen=MOST_MARKS)

    def add(self, event: TerminalEvent) -> None:
        """Add ``event``; except for notifications and marks, the last of a kind replaces the ones before."""
        if isinstance(event, PromptMark):
            self._marks.append(event)
        elif not isinstance(event, Notify):
            self._latest.pop(type(event), None)
            self._latest[type(event)] = event
        elif len(self._notices) < MOST_NOTICES:
            self._notices.append(event)

    def take(self) -> list[TerminalEvent]:
        """Return the events once: the latest of each kind, then notifications, then marks, each in their order."""
        if not self._latest and not self._notices and not self._marks:
            return []
        events = [*self._latest.values(), *self._notices, *self._marks]
        self._latest = {}
        self._notices = []
        self._marks.clear()
        return events
