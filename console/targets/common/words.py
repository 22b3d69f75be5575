"""Text as systemd reads it."""

from __future__ import annotations


def unit_quoted(text: str) -> str:
    """Return ``text`` as one word of a command line of systemd: C-like quotes, no specifiers, no variables."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t") + '"'


def unit_text(text: str) -> str:
    """Return ``text`` as a value on one line, without specifiers."""
    return " ".join(text.split()).replace("%", "%%")
