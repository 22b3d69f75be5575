"""What a person marks nodes and groups with in their own file: environment, colour, tags, notes."""

from __future__ import annotations

from msgspec import Struct

from console.model.ids import NodeId
from console.model.node import Environment

FIELDS = ("environment", "color", "tags", "notes")
"""Attributes of Node that a mark may say."""
LONGEST_NOTES = 2000
LONGEST_TAG = 60
MOST_TAGS = 40


class Mark(Struct, frozen=True):
    """Marks of a node, or of all that stand in a group; ``None`` and empty are "not said"."""

    node: str = ""
    """The name of a node; empty: a group is meant."""
    group: tuple[str, ...] = ()
    """The names of a group and those around it, outermost first. With a node: where that one stands."""
    environment: Environment | None = None
    color: str = ""
    tags: tuple[str, ...] = ()
    notes: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields in which it says something."""
        return tuple(name for name in FIELDS if getattr(self, name))


class MarkChange(Struct, frozen=True):
    """What is done to the marks of several nodes and groups. ``None`` leaves a field as it is."""

    environment: Environment | None = None
    """UNKNOWN: no mark of one's own, others count."""
    color: str | None = None
    """Empty: none of one's own."""
    notes: str | None = None
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()


class MarkTargets(Struct, frozen=True):
    """What is marked together."""

    node_ids: tuple[NodeId, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
