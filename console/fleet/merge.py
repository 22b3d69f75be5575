"""One row a machine: what several sources say of it, put together, and who won.

Entries of two sources are one machine when one's name, alias or host name is the other's; an IP address counts only
together with the first part of the name, because sites use the same private addresses. Two entries of one source are
always two machines. The first source that says a field wins, the others fill what it leaves open. ssh_config answers
all that is to be known about the way to its hosts: weaker sources fill nothing there.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct, field
from msgspec.structs import replace

from console.fleet.sources import Sayings
from console.model.ids import NodeId
from console.model.inventory import FIELDS, Told, is_said, said
from console.model.node import Node, Source

STRENGTH: Sequence[Source] = (
    Source.INVENTORY,
    Source.SSH_CONFIG,
    Source.ANSIBLE,
    Source.SLURM,
    Source.KUBERNETES,
)
"""Who is believed, the strongest first; of two of one kind the one that was named first."""

SSH_CONFIG_GROUP = "SSH config"
"""Where hosts stand that nothing but ssh_config knows."""

_WAY = ("host", "port", "user", "identity_files", "known_hosts", "jumps", "alias", "address_shown")
_ADD_UP = ("tags", "groups")
_PORT = "22"

_Key = tuple[str, str]


class Said(Struct, frozen=True):
    """What one source knows: its nodes in their order."""

    source_id: str
    kind: Source
    nodes: Sequence[Node]
    also: Mapping[NodeId, Sayings] = field(default_factory=dict)


class Entry(Struct, frozen=True):
    """What one source says of one machine."""

    source_id: str
    kind: Source
    node: Node
    also: Sayings


Row = Sequence[Entry]
"""The entries of one machine, strongest first."""


class Merged(Struct, frozen=True):
    """All sources together."""

    nodes: tuple[Node, ...] = ()
    rows: Mapping[NodeId, Row] = field(default_factory=dict)
    """The entries of each node."""
    ids: Mapping[NodeId, NodeId] = field(default_factory=dict)
    """The node that an entry has become part of, by the id that its source gave it."""
    marked: Mapping[NodeId, Sequence[Told]] = field(default_factory=dict)
    """What marks say of nodes, strongest first (``fleet/marks.py``)."""

    def told(self, node_id: NodeId) -> tuple[Told, ...]:
        """Return what each source says of a node, strongest first."""
        row = self.rows.get(node_id, ())
        believed = _believed(row) if row else {}
        marks = tuple(self.marked.get(node_id, ()))
        for name in {name for mark in marks for name in mark.wins} - {*_ADD_UP}:
            believed.pop(name, None)
        return marks + tuple(
            Told(
                entry.source_id,
                (*said(entry.node).items(), *entry.also),
                tuple(name for name in FIELDS if believed.get(name, -1) == place or _adds(entry, name)),
            )
            for place, entry in enumerate(row)
        )

    def own_words(self, node_id: NodeId) -> Mapping[str, object]:
        """Return what a person's own files say of a node, field by field."""
        own = [entry.node for entry in self.rows.get(node_id, ()) if entry.kind is Source.INVENTORY]
        return {name: getattr(node, name) for node in reversed(own) for name in FIELDS if is_said(node, name)}


def merge(sources: Iterable[Said], before: Merged | None = None) -> Merged:
    """Put the sources together. Machines that were there ``before`` keep their ids, whoever knows them now."""
    ordered = sorted(sources, key=lambda source: STRENGTH.index(source.kind))
    rows = _rows(ordered)
    ids = _ids(rows, before or Merged())
    nodes = tuple(map(_put_together, rows, ids))
    known = {entry.node.id: node_id for row, node_id in zip(rows, ids, strict=True) for entry in row}
    return Merged(nodes, dict(zip(ids, rows, strict=True)), known)


# ---- which entries are one machine --------------------------------------------------------------


def _rows(sources: Iterable[Said]) -> list[list[Entry]]:
    rows: list[list[Entry]] = []
    index: dict[_Key, list[list[Entry]]] = {}
    for source in sources:
        entries = [Entry(source.source_id, source.kind, n, source.also.get(n.id, ())) for n in source.nodes]
        homes: dict[int, list[Entry]] = {}
        taken: set[int] = set()
        # The names of all entries come first: what merely has the same address must not take their place.
        for by_name in (True, False):
            for number, entry in enumerate(entries):
                row = None if number in homes else _home(entry, index, taken, by_name=by_name)
                if row is not None:
                    homes[number] = row
                    taken.add(id(row))
        for number, entry in enumerate(entries):
            row = homes.get(number)
            if row is None:
                row = []
                rows.append(row)
            row.append(entry)
            for key in (_name_key(entry.node), *_other_keys(entry)):
                known = index.setdefault(key, [])
                if not any(other is row for other in known):
                    known.append(row)
    return rows


def _home(
    entry: Entry, index: Mapping[_Key, list[list[Entry]]], taken: set[int], *, by_name: bool
) -> list[Entry] | None:
    """Return the one row that is the machine of ``entry``; None where there is none, or where it could be several."""
    others = _other_keys(entry)
    found = _free(index, (_name_key(entry.node),) if by_name else others, taken)
    if len(found) > 1 and by_name:
        by_address = {id(row) for row in _free(index, others, taken)}
        found = [row for row in found if id(row) in by_address]
    return found[0] if len(found) == 1 else None


def _free(index: Mapping[_Key, list[list[Entry]]], keys: Iterable[_Key], taken: set[int]) -> list[list[Entry]]:
    rows = {id(row): row for key in keys for row in index.get(key, ()) if id(row) not in taken}
    return list(rows.values())


def _name_key(node: Node) -> _Key:
    return ("", node.name.casefold())


def _other_keys(entry: Entry) -> tuple[_Key, ...]:
    node = entry.node
    port = str(node.port or dict(entry.also).get("port", _PORT))
    keys: dict[_Key, None] = {("", node.alias.casefold()): None} if node.alias else {}
    for address in (node.host, node.address_shown):
        if not address:
            continue
        if _is_ip(address):
            keys[f"{node.name.casefold().partition('.')[0]}@{port}", address.casefold()] = None
        else:
            keys["" if port == _PORT else port, address.casefold()] = None
    keys.pop(_name_key(node), None)
    return tuple(keys)


@lru_cache(maxsize=20_000)
def _is_ip(address: str) -> bool:
    if not (address[0].isdigit() or ":" in address):
        return False
    try:
        ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return True


# ---- what a machine is called by the program ----------------------------------------------------


def _ids(rows: Sequence[Row], before: Merged) -> list[NodeId]:
    """Give each row the id that its machine had: by one of its entries, else by its name where that was unique."""
    claimed: set[NodeId] = set()
    chosen: list[NodeId | None] = []
    for row in rows:
        known = (before.ids.get(entry.node.id) for entry in row)
        chosen.append(next((node_id for node_id in known if node_id is not None and node_id not in claimed), None))
        if (last := chosen[-1]) is not None:
            claimed.add(last)
    names: dict[str, list[NodeId]] = {}
    for node in before.nodes:
        names.setdefault(node.name.casefold(), []).append(node.id)
    for place, row in enumerate(rows):
        node_id = chosen[place]
        if node_id is None:
            same = names.get(row[0].node.name.casefold(), ())
            node_id = same[0] if len(same) == 1 and same[0] not in claimed else _unused(row[0].node.id, claimed)
            claimed.add(node_id)
            chosen[place] = node_id
    return [node_id for node_id in chosen if node_id is not None]


def _unused(node_id: NodeId, claimed: set[NodeId]) -> NodeId:
    number, wanted = 1, node_id
    while wanted in claimed:
        number += 1
        wanted = NodeId(f"{node_id}#{number}")
    return wanted


# ---- who is believed ----------------------------------------------------------------------------


def _put_together(row: Row, node_id: NodeId) -> Node:
    if len(row) == 1:
        (entry,) = row
        path = (SSH_CONFIG_GROUP,) if entry.kind is Source.SSH_CONFIG else ()
        return replace(entry.node, id=node_id, known_by=(entry.source_id,), path=entry.node.path or path)
    believed = _believed(row)
    values = {name: getattr(row[place].node, name) for name, place in believed.items()}
    for name in _ADD_UP:
        values[name] = tuple(dict.fromkeys(value for entry in row for value in getattr(entry.node, name)))
    strongest = row[0]
    kinds = [entry.kind for entry in row if entry.kind is not Source.SSH_CONFIG]
    node = replace(
        strongest.node,
        **values,
        id=node_id,
        source=kinds[0] if kinds else Source.SSH_CONFIG,
        known_by=tuple(entry.source_id for entry in row),
    )
    if not kinds:
        node = replace(node, path=node.path or (SSH_CONFIG_GROUP,))
    return node


def _adds(entry: Entry, name: str) -> bool:
    return name in _ADD_UP and bool(getattr(entry.node, name))


def _believed(row: Row) -> dict[str, int]:
    """Return for each field that somebody says the place of the entry that is believed."""
    believed: dict[str, int] = {"name": 0}
    way_is_settled = False
    for place, entry in enumerate(row):
        is_ssh = entry.kind is Source.SSH_CONFIG
        takes_way = not way_is_settled and not (is_ssh and _contradicts(row, believed, entry))
        for name in (*FIELDS, "address_shown"):
            if name in believed or (name in _WAY and not takes_way):
                continue
            if bool(entry.node.address_shown) if name == "address_shown" else is_said(entry.node, name):
                believed[name] = place
        if is_ssh and takes_way:
            # Its alias leads SSH to everything it says, and the host is looked up by that.
            believed.setdefault("host", place)
            way_is_settled = True
    return believed


def _contradicts(row: Row, believed: Mapping[str, int], entry: Entry) -> bool:
    """Tell whether a stronger source sends us to another address than ssh_config: its host would win by the alias."""
    if "host" not in believed or "alias" in believed:
        return False
    # A section without a HostName leads nowhere else: it only says how.
    return entry.node.address_shown not in {"", row[believed["host"]].node.host}
