"""What can be wrong with the files of a model."""

from __future__ import annotations

from console.model.errors import ConsoleError
from console.model.text import N_

FETCH_AGAIN = N_("Fetch the file again, or choose another model.")


class BadFile(ConsoleError):
    """A file of a model says what cannot be, or not what it has to."""


def no_format(file: str, kind: str, reason: str) -> BadFile:
    """Return that a file is not of the format that its name promises."""
    return BadFile(
        "weights.no_format",
        N_("{file} is no {kind} file: {reason}."),
        FETCH_AGAIN,
        file=file,
        kind=kind,
        reason=reason,
    )


def cut_off(file: str, needed: int, has: int) -> BadFile:
    """Return that a file ends too early."""
    return BadFile(
        "weights.cut_off",
        N_("{file} ends after {has} bytes, {needed} are needed."),
        FETCH_AGAIN,
        file=file,
        needed=needed,
        has=has,
    )


def too_much(file: str, what: str, limit: int) -> BadFile:
    """Return that a file wants more than any true one does."""
    return BadFile(
        "weights.too_much",
        N_("{file} has too much to be true: {what}, at most {limit} are read."),
        FETCH_AGAIN,
        file=file,
        what=what,
        limit=limit,
    )


def bad_field(file: str, field: str, value: object) -> BadFile:
    """Return that a field holds what cannot be."""
    shown = repr(value)
    return BadFile(
        "weights.bad_field",
        N_("{file}: {field} cannot be {value}."),
        N_("Correct the file, or choose another model."),
        file=file,
        field=field,
        value=shown if len(shown) <= 60 else f"{shown[:60]}…",
    )


def no_field(file: str, field: str) -> BadFile:
    """Return that something is not said."""
    return BadFile(
        "weights.no_field",
        N_("{file} does not say {field}."),
        N_("It is not the configuration of a language model, or of one that is not known yet."),
        file=file,
        field=field,
    )


class NeedMore(Exception):
    """A header goes on behind the bytes that were read; ``count`` are needed at least."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count
