"""Terminals and recordings as files that others can open."""

from __future__ import annotations

from enum import StrEnum

from console.model.ids import TerminalId
from console.wire.messages.base import Event, Request, Result


class ExportScope(StrEnum):
    """What of a terminal is exported."""

    SCREEN = "screen"
    SCROLLBACK = "scrollback"
    """Everything that it holds, the screen too."""
    RECORDING = "recording"
    """Everything that a recording shows, from its start to its end."""


class ExportForm(StrEnum):
    """What the core writes; pictures are the desk's."""

    TEXT = "text"
    SVG = "svg"


class Export(Request, frozen=True, kw_only=True):
    """Write a terminal into a file; ExportProgress tells how far it is. Reply: the path."""

    terminal_id: TerminalId
    scope: ExportScope
    form: ExportForm
    path: str


class CancelExport(Request, frozen=True, kw_only=True):
    """Give up the export with that request id; it is answered with a Problem."""

    export_id: int


class ExportProgress(Event, frozen=True):
    """How much of an export is done, from 0 to 1."""

    export_id: int
    done: float


class OpenFilm(Request, frozen=True, kw_only=True):
    """Begin to make pictures of the recording that a terminal plays. Reply: Film."""

    terminal_id: TerminalId


class Film(Result, frozen=True):
    """A screen that nobody sees: its frames come for ``film_id``. Of the largest size that the recording has."""

    film_id: TerminalId
    cols: int
    rows: int
    duration: float


class FilmAt(Request, frozen=True, kw_only=True):
    """Go on to a time of the film. Its frame comes first, if anything has changed. Reply: whether it has."""

    film_id: TerminalId
    seconds: float


class CloseFilm(Request, frozen=True, kw_only=True):
    """Let go of a film."""

    film_id: TerminalId
