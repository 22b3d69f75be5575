"""What a person may choose about an engine or a target: the wizard makes its forms of these."""

from __future__ import annotations

import math
import re
from enum import StrEnum

from msgspec import Struct

from console.model.text import N_, Text
from console.model.words import words_fault

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
    FOLDER = "folder"
    """A path on the desk."""


YES, NO = "yes", "no"
LONGEST = 4000


class Field(Struct, frozen=True):
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
    is_required: bool = False
    """Nothing works before something was chosen."""
    is_words: bool = False
    """A text that is taken apart as a shell would, and passed on as words of a command line."""
    root_choices: tuple[str, ...] = ()
    """Those with which something is done as root."""

    def is_missing(self, value: str) -> bool:
        """Say whether it has to be filled in and is not."""
        return self.is_required and not (value or self.default)

    def fault(self, value: str) -> Text | None:
        """Say why ``value`` cannot stay; None when it can. An empty one leaves the choice to the default."""
        if not value:
            return None
        if len(value) > LONGEST or not value.isprintable():
            return Text(N_("It is too long, or has characters that cannot be seen."))
        if self.kind in {Kind.INTEGER, Kind.NUMBER}:
            return self._number_fault(value)
        allowed = (YES, NO) if self.kind is Kind.SWITCH else self.choices
        if allowed and value not in allowed:
            return Text(N_("Use one of: {choices}."), {"choices": ", ".join(allowed)})
        if self.pattern and re.fullmatch(self.pattern, value) is None:
            return Text(N_("It cannot be written like this."))
        return words_fault(value) if self.is_words else None

    def _number_fault(self, value: str) -> Text | None:
        number = _number(value, whole=self.kind is Kind.INTEGER)
        if number is not None and not self._is_outside(number):
            return None
        low, high = plain_number(self.low), plain_number(self.high)
        if low and high:
            return Text(N_("Use a number from {low} to {high}."), {"low": low, "high": high})
        if low:
            return Text(N_("Use a number from {low} on."), {"low": low})
        return Text(N_("Use a number up to {high}."), {"high": high}) if high else Text(N_("Use a number."))

    def _is_outside(self, number: float) -> bool:
        return (self.low is not None and number < self.low) or (self.high is not None and number > self.high)


def plain_number(value: float | None) -> str:
    """Return a limit as people write it, without an exponent; empty for none."""
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else str(value)


def _number(text: str, *, whole: bool) -> float | None:
    if not text.isascii():
        return None
    try:
        number = float(int(text)) if whole else float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
