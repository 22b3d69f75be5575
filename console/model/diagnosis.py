"""What the last words of a server mean, and what would help."""

from __future__ import annotations

from msgspec import Struct

from console.model.field import Pairs
from console.model.text import Text


class Diagnosis(Struct, frozen=True):
    """What a server's last words mean, and what would help."""

    meaning: Text
    arguments: Pairs = ()
    """Arguments of the engine with which it may work; empty: none would help."""
    fix: Text | None = None
    """What these do, as the words of a button."""
