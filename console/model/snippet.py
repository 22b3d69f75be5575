"""Texts and watchers of the person's own: snippets to insert, triggers on what a terminal prints."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

_PLACEHOLDER = re.compile(r"\{\{(?P<plain>[a-z][a-z0-9_]*)\}\}|(?<!\$)\{(?P<name>[a-z][a-z0-9_]*)\}")


class Snippet(Struct, frozen=True):
    """A command text with a name. ``{name}`` in it is filled in; ``{{name}}`` and ``${name}`` stay as they are."""

    section: str
    name: str
    text: str
    run: bool = False
    """Press Enter after it."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """What stands in the question for a value."""
    seen_as: str = ""
    """The text as others may see it; empty: as it is."""

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Return the names of the values that it needs, in the order of the text."""
        names = (found["name"] for found in _PLACEHOLDER.finditer(self.text))
        return tuple(dict.fromkeys(name for name in names if name is not None))

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the text with its values; one that is missing keeps its braces."""

        def value(found: re.Match[str]) -> str:
            if found["plain"] is not None:
                return "{" + found["plain"] + "}"
            return values.get(found["name"], found[0])

        return _PLACEHOLDER.sub(value, self.text)


class Accent(StrEnum):
    """How a trigger marks what it finds, by meaning; each has a colour and a line of its own."""

    WARN = "warn"
    FAIL = "fail"
    OK = "ok"
    INFO = "info"
    NONE = "none"


class Trigger(Struct, frozen=True):
    """What is done when a line of a terminal matches a regular expression."""

    name: str
    pattern: str
    nodes: tuple[str, ...] = ()
    """Names of nodes with ``*`` and ``?``; none: all."""
    accent: Accent = Accent.WARN
    mark: bool = False
    """Put a mark beside the scroll bar."""
    notice: bool = False
    type_text: str = ""
    """Typed literally, never with anything that the node has printed. Empty: types nothing."""
    run: bool = False
    """Press Enter after what is typed."""
    place: str = ""
    """``file:line:column``, for what is said about it."""
