"""What a person may choose about an engine or a target: the wizard makes its forms of these."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from console.model.text import Text

Pairs = tuple[tuple[str, str], ...]
"""Names and values; in a fixed order, so that what holds them can be compared."""


class Kind(StrEnum):
    """What a field takes."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    CHOICE = "choice"
    SWITCH = "switch"
    """``yes`` or ``no``."""


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a person may choose about an engine or a target: the wizard makes its form of it."""

    name: str
    title: Text
    meaning: Text
    kind: Kind = Kind.TEXT
    default: str = ""
    """What it is where nobody chose; empty: the program decides."""
    low: float | None = None
    high: float | None = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    pattern: str = ""
    """A regular expression that a text has to match as a whole."""
    is_rare: bool = False
    """It stands among those that few want."""
