"""What a shell's integration tells: OSC 133 as FinalTerm began it, OSC 633 as VS Code has it.

https://gitlab.freedesktop.org/Per_Bothner/specifications/-/blob/master/proposals/semantic-prompts.md
https://code.visualstudio.com/docs/terminal/shell-integration#_vs-code-custom-sequences-osc-633-st
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from msgspec import Struct

from console.terminal.events import MarkKind, PromptMark

NUMBERS = ("133", "633")
KINDS: dict[str, MarkKind] = {
    "A": "prompt", "N": "prompt", "P": "prompt", "B": "input", "I": "input", "C": "output", "D": "end",
}  # fmt: skip
FOLLOWING_LINES = {"k=s", "k=c", "k=r"}
"""Prompts that stand for no command of their own: of a second line, of a continuation, at the right edge."""
MOST_COMMAND = 4096
ESCAPED = re.compile(r"\\(?:x([0-9a-fA-F]{2})|(.))", re.DOTALL)


class Mark(Struct, frozen=True):
    """A mark before it is known where it stands."""

    kind: MarkKind
    exit_status: int | None = None
    command: str = ""
    fresh_line: bool = False
    """It wants to stand at the start of a line."""

    def at(self, row: int, col: int) -> PromptMark:
        """Return the event."""
        return PromptMark(self.kind, row, col, self.exit_status, self.command)


def parse_mark(number: str, text: str) -> Mark | None:
    """Return the mark in ``OSC number ; text``; None where it is none that matters."""
    name, *options = text.split(";")
    if number == "633":
        if name == "E":
            return Mark("command", command=_clean(ESCAPED.sub(_unescaped, options[0] if options else "")))
        if name not in {"A", "B", "C", "D"}:
            return None
    kind = KINDS.get(name)
    if kind is None or FOLLOWING_LINES.intersection(options):
        return None
    if kind == "end":
        return Mark(kind, _status(options[0]) if options else None)
    fresh = number == "133" and name in {"A", "N"}
    return Mark(kind, command=_told_command(options) if kind == "output" else "", fresh_line=fresh)


def _status(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else None


def _told_command(options: list[str]) -> str:
    """Return what kitty's and fish's ``C`` tells of the command."""
    for option in options:
        if option.startswith("cmdline_url="):
            return _clean(unquote(option.removeprefix("cmdline_url="), errors="replace"))
    return ""


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else match[2]


def _clean(text: str) -> str:
    """Return text without what could act on whoever shows it."""
    return "".join(c if c.isprintable() else " " for c in text[:MOST_COMMAND]).strip()
