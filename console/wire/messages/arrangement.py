"""How the terminals of a desk are arranged: the desk changes it, the core keeps it."""

from __future__ import annotations

from console.model.arrangement import Arrangement
from console.wire.messages.base import Event, Request


class ArrangeTabs(Request, frozen=True, kw_only=True):
    """Keep an arrangement. What the desk does not know of is kept too; then ``Arranged`` says how."""

    arrangement: Arrangement


class Arranged(Event, frozen=True):
    """The core, or another desk, has arranged the terminals anew."""

    arrangement: Arrangement
