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
