"""Marks in the person's own inventory file, as text: what stands there is found, changed in its place or added.

A node or group that has a table of its own keeps its marks there; whatever other sources know gets a ``[[mark]]``.
Comments, order and layout of everything else stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from console.app.inventoryfile import dumped, parsed
from console.model.marks import Mark, MarkChange
from console.model.node import Environment

_GROUPS = ("datacenter", "group")

Table = MutableMapping[str, Any]


class Target(Struct, frozen=True):
    """One node or group to mark."""

    name: str = ""
    """Of a node; empty: the group is meant."""
    group: tuple[str, ...] = ()
    """A group, outermost first; of a node only where its name alone is not enough."""
    own_path: tuple[str, ...] | None = None
    """The groups of the file in which the node itself may stand; None: it does not."""


def marks_of(path: Path, text: str, targets: Sequence[Target]) -> tuple[Mark, ...]:
    """Return what the file says of each; raises ConsoleError where it cannot be read."""
    document = parsed(path, text)
    return tuple(_mark(_find(document, target), target) for target in targets)


def changed(path: Path, text: str, targets: Sequence[Target], change: MarkChange) -> str:
    """Return the text with the marks changed; raises ConsoleError where it cannot be read."""
    import tomlkit

    document = parsed(path, text)
    for target in targets:
        table = _find(document, target)
        is_new = table is None
        if table is None:
            table = tomlkit.table()
            if target.name:
                table["node"] = target.name
            if target.group:
                table["group"] = list(target.group)
        before = dict(table)
        _apply(table, change)
        if is_new and dict(table) != before:
            if "mark" not in document:
                document.add(tomlkit.nl())
            document.setdefault("mark", tomlkit.aot()).append(table)
    _drop_empty(document)
    new = dumped(document, text)
    parsed(path, new)
    return new


# ---- where a mark stands ------------------------------------------------------------------------


def _find(document: Table, target: Target) -> Table | None:
    if target.name and target.own_path is not None:
        for around in _groups(document, target.own_path):
            for node in _tables(around, "node"):
                if node.get("name") == target.name:
                    return node
    if not target.name:
        for own in _groups(document, target.group):
            return own
    for mark in _tables(document, "mark"):
        same_group = tuple(mark.get("group") or ()) == target.group
        if str(mark.get("node") or "").casefold() == target.name.casefold() and same_group:
            return mark
    return None


def _groups(around: Table, path: tuple[str, ...]) -> Iterator[Table]:
    """Yield the tables of a group, and of the document for no group at all."""
    if not path:
        yield around
        return
    for kind in _GROUPS:
        for table in _tables(around, kind):
            if table.get("name") == path[0]:
                yield from _groups(table, path[1:])


def _tables(around: Table, key: str) -> list[Table]:
    found = around.get(key)
    return [one for one in found if isinstance(one, MutableMapping)] if isinstance(found, list) else []


# ---- what stands in it --------------------------------------------------------------------------


def _mark(table: Mapping[str, Any] | None, target: Target) -> Mark:
    if table is None:
        return Mark(target.name, target.group)
    environment, tags = str(table.get("environment") or ""), table.get("tags")
    return Mark(
        target.name,
        target.group,
        Environment(environment) if environment in set(Environment) else None,
        str(table.get("color") or "").lower(),
        tuple(str(tag) for tag in tags) if isinstance(tags, list) else (),
        str(table.get("notes") or "").strip(),
    )


def _apply(table: Table, change: MarkChange) -> None:
    import tomlkit

    if change.environment is not None:
        is_said = change.environment is not Environment.UNKNOWN
        _put(table, "environment", change.environment.value if is_said else None)
    if change.color is not None:
        _put(table, "color", change.color or None)
    if change.notes is not None:
        text = change.notes.strip()
        _put(table, "notes", tomlkit.string(text, multiline="\n" in text) if text else None)
    tags = table.get("tags")
    if not isinstance(tags, list):
        tags = tomlkit.array()
    for tag in change.add_tags:
        if tag not in tags:
            tags.append(tag)
    for tag in change.remove_tags:
        if tag in tags:
            tags.remove(tag)
    if change.add_tags or change.remove_tags:
        _put(table, "tags", tags if len(tags) else None)


def _put(table: Table, key: str, value: object) -> None:
    """Say a value, or nothing of it any more; one that is the same is not touched."""
    if value is None:
        table.pop(key, None)
    elif table.get(key) != value or key == "tags":
        table[key] = value


def _drop_empty(document: Table) -> None:
    """Take out marks that say nothing any more."""
    marks = document.get("mark")
    if not isinstance(marks, list):
        return
    for place in range(len(marks) - 1, -1, -1):
        if isinstance(marks[place], MutableMapping) and not set(marks[place]) - {"node", "group"}:
            del marks[place]
    if not marks:
        del document["mark"]
