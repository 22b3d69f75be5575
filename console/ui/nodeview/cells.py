"""A table as values: what stands in its cells and in which tone, for the screen and for copies."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from console.model.gpu import Absence
from console.settings.language import _


class Tone(StrEnum):
    """How a cell is to be read."""

    PLAIN = "plain"
    QUIET = "quiet"
    """Nothing to see here, or the reason why there is no value."""
    WARN = "warn"
    FAIL = "fail"


class Cell(Struct, frozen=True):
    """A text, what it is in a file, and more words about it for who points at it."""

    text: str
    value: object = None
    """A number, a truth, a text or a list as JSON has them; None: there is no value."""
    tone: Tone = Tone.PLAIN
    tip: str = ""
    is_number: bool = False


class Table(Struct, frozen=True):
    """Rows under heads. ``names`` are the heads in a file, in English and the same in every language."""

    heads: tuple[str, ...]
    names: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()
    empty: str = ""
    """What is said where there are no rows."""


def text(value: str | None, tone: Tone = Tone.PLAIN, tip: str = "") -> Cell:
    """Return a text as a cell; an unknown one is quiet."""
    return Cell(value, value, tone, tip) if value else Cell("-", None, Tone.QUIET, tip)


def number(value: float | None, words: str = "", tone: Tone = Tone.PLAIN, tip: str = "") -> Cell:
    """Return a number as a cell, shown as ``words``."""
    if value is None:
        return Cell("-", None, Tone.QUIET, tip, is_number=True)
    return Cell(words or str(value), value, tone, tip, is_number=True)


def absent(reason: Absence | None) -> Cell:
    """Return the cell of a value that is not there: four reasons are four different things."""
    match reason:
        case Absence.UNSUPPORTED:
            return Cell(_("not supported"), None, Tone.QUIET, _("The device or its driver does not have this value."))
        case Absence.NO_PERMISSION:
            tip = _("A user with more rights would be told.")
            return Cell(_("no permission"), None, Tone.WARN, tip)
        case Absence.LOST:
            return Cell(_("lost"), None, Tone.FAIL, _("The device does not answer any more."))
        case Absence.FAILED:
            return Cell(_("error"), None, Tone.FAIL, _("The device answered with an error."))
    return Cell("-", None, Tone.QUIET, _("Not told."))
