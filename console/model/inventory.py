"""Where the nodes are from, in values: what each source said, how it is, and what a reading of all of them changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.node import Environment, Node, Source

FIELDS = (
    "name", "path", "host", "port", "user", "identity_files", "known_hosts", "jumps", "alias", "environment", "rack",
    "tags", "groups", "notes", "color",
)  # fmt: skip
"""What a source can say of a node, in the order in which people read it; all are attributes of Node."""


class Told(Struct, frozen=True):
    """What one source says of a node."""

    source_id: str
    says: tuple[tuple[str, str], ...]
    """Fields and their values in words; also what SSH finds out by itself."""
    wins: tuple[str, ...] = ()
    """The fields in which it is believed."""


class SourceState(Struct, frozen=True):
    """A source and how its last reading went."""

    id: str
    kind: Source
    place: str
    nodes: int = 0
    loaded_at: datetime | None = None
    """When its nodes were read; None: never."""
    is_kept: bool = False
    """The last reading failed: these are the nodes of an earlier one."""
    problems: tuple[Problem, ...] = ()
    interval_seconds: float | None = None
    is_removable: bool = False
    """Whether it stands in the person's own file, from which it can be taken out."""


class ChangeKind(StrEnum):
    """What became of a node."""

    ADDED = "added"
    CHANGED = "changed"
    GONE = "gone"


class FieldChange(Struct, frozen=True):
    """A field before and after; empty is: not said."""

    field: str
    old: str
    new: str


class NodeChange(Struct, frozen=True):
    """A node that a reading adds, changes or does not have any more."""

    kind: ChangeKind
    node_id: NodeId
    name: str
    fields: tuple[FieldChange, ...] = ()
    """Of an added node what is said of it, of a changed one what changed."""


def said(node: Node) -> dict[str, str]:
    """Return what an entry says, in words; what it leaves open is not there."""
    found = {}
    for field in FIELDS:
        value = getattr(node, field)
        if not is_said(node, field):
            continue
        separator = " / " if field == "path" else ", "
        found[field] = separator.join(value) if isinstance(value, tuple) else str(value)
    return found


def is_said(node: Node, field: str) -> bool:
    """Tell whether an entry says something in a field. A host that is the name is no more than the name."""
    value: object = getattr(node, field)
    if field == "host":
        return value != node.name
    return value not in (None, "", (), Environment.UNKNOWN)


def compare(before: Iterable[Node], after: Iterable[Node]) -> tuple[NodeChange, ...]:
    """Return what has to happen to ``before`` to become ``after``: added, changed and gone, in this order."""
    old = {node.id: node for node in before}
    new = {node.id: node for node in after}
    changes = [
        NodeChange(ChangeKind.ADDED, node.id, node.name, _fields({}, said(node)))
        for node in new.values()
        if node.id not in old
    ]
    for node in new.values():
        known = old.get(node.id)
        if known is not None and (fields := _fields(said(known), said(node))):
            changes.append(NodeChange(ChangeKind.CHANGED, node.id, node.name, fields))
    changes += [NodeChange(ChangeKind.GONE, node.id, node.name) for node in old.values() if node.id not in new]
    return tuple(changes)


def _fields(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(field, old.get(field, ""), new.get(field, ""))
        for field in FIELDS
        if old.get(field, "") != new.get(field, "") and (field != "name" or old)
    )


def count(changes: Iterable[NodeChange]) -> Counter[ChangeKind]:
    """Return how many nodes are added, changed and gone."""
    return Counter(change.kind for change in changes)
