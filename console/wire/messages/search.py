"""Search: what a desk asks to be found in the terminals, and where it is found."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from console.model.errors import Problem
from console.model.ids import TerminalId
from console.wire.messages.base import Event, Request

MOST_HITS = 20_000
"""So many hits of a terminal are told, the newest ones; the others are only counted."""


class SearchCase(StrEnum):
    """Whether capitals matter."""

    SMART = "smart"
    """Only where the pattern has one."""
    SENSITIVE = "sensitive"
    INSENSITIVE = "insensitive"


class Search(Request, frozen=True, kw_only=True):
    """Find ``pattern`` in the scrollback and the screen of terminals, and go on as they change.

    It takes the place of the search before. Reply: None, and ``Found`` events follow until ``EndSearch``; or
    the Problem ``search.pattern``, whose parameter ``position`` is the character that is wrong, counted from 1.
    """

    number: int
    """Given by the desk, so that it knows which search an event belongs to."""
    pattern: str
    terminal_ids: tuple[TerminalId, ...] = ()
    """Empty: every terminal."""
    regex: bool = False
    case: SearchCase = SearchCase.SMART
    whole_word: bool = False
    most_texts: int = 0
    """So many hits of each terminal, the newest ones, come with their text."""


class EndSearch(Request, frozen=True, kw_only=True):
    """Stop the search."""


class Hit(msgspec.Struct, frozen=True, array_like=True, order=True):
    """Cells from a place up to and without another, in absolute rows; over several rows where a line is wrapped."""

    row: int
    col: int
    end_row: int
    end_col: int
    text: str = ""
    """The row that it begins in, where it was asked for and the hit is among the newest."""


class Found(Event, frozen=True, kw_only=True):
    """Hits of one terminal. The desk first forgets those from ``from_row`` on, then adds ``hits``."""

    number: int
    terminal_id: TerminalId
    hits: tuple[Hit, ...] = ()
    from_row: int | None = None
    oldest_row: int = 0
    """The terminal has forgotten the rows before it, and the hits in them."""
    count: int = 0
    """All that have been found, also those that are not told."""
    complete: bool = False
    """The whole scrollback has been looked through."""


class SearchFailed(Event, frozen=True, kw_only=True):
    """The search had to be given up; what it found stays."""

    number: int
    problem: Problem
