"""Marks of nodes and groups in the person's own file: read, changed, taken back."""

from __future__ import annotations

from console.model.marks import Mark, MarkChange, MarkTargets
from console.wire.messages.base import Request, Result


class AskMarks(Request, frozen=True, kw_only=True):
    """Ask what a person's own file says of nodes and groups. Reply: Marks."""

    targets: MarkTargets


class Marks(Result, frozen=True):
    """The marks of each, nodes first, in the order in which they were asked for; and how the file was then."""

    marks: tuple[Mark, ...]
    file: str
    """Where they stand, for people."""
    version: str
    """To be given back with a change: it is refused when the file is another by then."""


class ChangeMarks(Request, frozen=True, kw_only=True):
    """Write marks into the person's own file. Reply: MarksChanged."""

    targets: MarkTargets
    change: MarkChange
    version: str


class MarksChanged(Result, frozen=True):
    """They stand there."""

    number: int
    """To take the change back by; 0: nothing had to be changed."""


class UndoMarks(Request, frozen=True, kw_only=True):
    """Take a change of marks back; it is refused when the file was changed since."""

    number: int
