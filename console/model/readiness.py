"""Whether a node is ready for models: the report of its checks, what would run there, and how nodes compare."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnowledgeEdition:
    """A file of knowledge that a verdict may rest on, and of when it is."""

    name: str
    date: str
    """ISO: ``2026-11-22``."""
    is_own: bool = False
    """The person's own file, in place of the one that came with the program."""
