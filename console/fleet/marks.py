"""What a person's own file marks, laid over the nodes of all sources: it never makes a node and never takes one away.

Marks of a node are stronger than all sources. Those of a group are stronger than other people's sources, weaker than
what one's own file says of the node itself, and an inner group is stronger than those around it. Tags add up, and what
is noted of a group stands below the notes of each node in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from console.fleet.merge import Merged
from console.model.ids import NodeId
from console.model.inventory import Told
from console.model.marks import Mark
from console.model.node import Environment, Node

_From = tuple[str, Mark]
"""The id of a source, and a mark in it."""


def with_marks(merged: Merged, marks: Mapping[str, Sequence[Mark]]) -> Merged:
    """Return the nodes with the marks of the sources, by their ids, the strongest first."""
    by_name: dict[str, list[_From]] = {}
    by_group: dict[tuple[str, ...], list[_From]] = {}
    for source_id, told in marks.items():
        for mark in told:
            if mark.node:
                by_name.setdefault(mark.node.casefold(), []).append((source_id, mark))
            else:
                by_group.setdefault(mark.group, []).append((source_id, mark))
    if not by_name and not by_group:
        return merged
    nodes, marked = [], dict[NodeId, Sequence[Told]]()
    for node in merged.nodes:
        own = _of_node(node, by_name)
        groups = [held for depth in range(len(node.path), 0, -1) for held in by_group.get(node.path[:depth], ())]
        if own or groups:
            marked_node, wins = _marked(node, own, groups, merged.own_words(node.id))
            nodes.append(marked_node)
            marked[node.id] = tuple(
                Told(source_id, _words(mark), tuple(name for name in mark.fields if wins.get(name, mark) is mark))
                for source_id, mark in (*own, *groups)
            )
        else:
            nodes.append(node)
    return replace(merged, nodes=tuple(nodes), marked=marked)


def _of_node(node: Node, by_name: Mapping[str, Sequence[_From]]) -> list[_From]:
    names = dict.fromkeys(name.casefold() for name in (node.name, node.alias) if name)
    found = [held for name in names for held in by_name.get(name, ())]
    return [(source_id, mark) for source_id, mark in found if not mark.group or mark.group == node.path]


def _marked(
    node: Node, own: Iterable[_From], groups: Iterable[_From], own_words: Mapping[str, object]
) -> tuple[Node, Mapping[str, Mark | None]]:
    """Return a node with its marks, strongest first, and which of them is believed in what only one can say."""
    wins: dict[str, Mark | None] = {}
    for _source_id, mark in own:
        wins |= {name: mark for name in mark.fields if name not in wins}
    for name in own_words:
        wins.setdefault(name, None)
    for _source_id, mark in groups:
        wins |= {name: mark for name in mark.fields if name not in wins}
    believed = {name: getattr(mark, name) for name, mark in wins.items() if mark is not None}
    environment: Environment = believed.get("environment") or node.environment
    tags = (*node.tags, *(tag for _source_id, mark in (*own, *groups) for tag in mark.tags))
    first = next((mark.notes for _source_id, mark in own if mark.notes), node.notes)
    notes = dict.fromkeys(text for text in (first, *(mark.notes for _source_id, mark in groups)) if text)
    changed = replace(
        node,
        environment=environment,
        color=believed.get("color") or node.color,
        tags=tuple(dict.fromkeys(tags)),
        notes="\n".join(notes),
    )
    return changed, {name: mark for name, mark in wins.items() if name in {"environment", "color"}}


def _words(mark: Mark) -> tuple[tuple[str, str], ...]:
    says = {name: getattr(mark, name) for name in mark.fields}
    return tuple((name, ", ".join(value) if isinstance(value, tuple) else str(value)) for name, value in says.items())
