"""Texts of the person's own: snippets, and what triggers found."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from console.model.ids import TerminalId
from console.model.snippet import Accent, Snippet
from console.wire.messages.base import Event, Request


class Snippets(Event, frozen=True):
    """The snippets that there are. Comes after Welcome and when the files were read anew."""

    snippets: tuple[Snippet, ...]


class ReloadTexts(Request, frozen=True, kw_only=True):
    """Read all files of the person's own texts anew; notices say what in the files does not count."""


class OwnText(StrEnum):
    """The files of the person's own texts."""

    SNIPPETS = "snippets.toml"
    TRIGGERS = "triggers.toml"
    ALERTS = "alerts.toml"
    HIDDEN = "hidden.toml"


class EditText(Request, frozen=True, kw_only=True):
    """Open a file in the person's editor, in a terminal; it is read again when that ends. Reply: TerminalId."""

    text: OwnText


class TriggerHit(msgspec.Struct, frozen=True, array_like=True):
    """Columns ``[first, last)`` of an absolute row that a trigger found."""

    row: int
    first: int
    last: int
    accent: Accent
    mark: bool


class TriggerHits(Event, frozen=True):
    """What triggers found in a terminal: all of it, not only what is new."""

    terminal_id: TerminalId
    hits: tuple[TriggerHit, ...]


class TriggerAsks(Event, frozen=True):
    """A trigger wants to type into a terminal, for the first time in this session."""

    terminal_id: TerminalId
    name: str
    text: str
    run: bool


class AllowTrigger(Request, frozen=True, kw_only=True):
    """The answer for the rest of the session; a trigger that may type does so at once for what it asked about."""

    terminal_id: TerminalId
    name: str
    allowed: bool
