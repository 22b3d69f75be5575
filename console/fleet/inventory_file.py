"""The inventory as a file: data centres, groups and nodes in TOML, every mistake with its place.

A table may hold the same settings as a node (``user``, ``port``, ``environment``, ...); what stands in
it inherits them. A mistake costs the one value or node it concerns; the rest is read.

What a person marks of nodes and groups that other sources know stands in tables of its own, which make no nodes::

    [[mark]]
    node = "gpu-a01"         # or a range; with a group where several nodes have the name
    environment = "production"
    color = "#3b82f6"
    tags = ["llm"]
    notes = "the fan of GPU 3 is loud"

    [[mark]]
    group = ["Frankfurt", "Rack A01"]
    notes = "moves in May"
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from console.fleet.sources import SourceSpec
from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.marks import FIELDS as MARKED
from console.model.marks import LONGEST_NOTES, Mark
from console.model.node import Environment, Node, Source
from console.model.text import N_
from console.settings.toml_places import KeyPath, Place, nearest, places

_LARGEST_FILE_BYTES = 16 << 20
_DEEPEST = 8
_MOST_IN_RANGE = 10_000
_SETTINGS = frozenset(
    {"user", "port", "environment", "tags", "identity_files", "known_hosts", "jumps", "rack", "color"}
)
_GROUPS = ("datacenter", "group")
_GROUP_KEYS = _SETTINGS | {"name", "group", "node", "notes"}
_TOP_KEYS = frozenset({"defaults", "datacenter", "group", "node", "source", "mark"})
_MARK_KEYS = frozenset({"node", "group", *MARKED})
_NODE_KEYS = _SETTINGS | {"name", "host", "alias", "address_shown", "notes"}
_SOURCE_KEYS = frozenset({"kind", "place", "interval_seconds"})
_OTHER_SOURCES = frozenset({Source.SSH_CONFIG, Source.ANSIBLE, Source.SLURM, Source.KUBERNETES})
_FILES = frozenset({Source.SSH_CONFIG, Source.ANSIBLE})
_SHORTEST_INTERVAL_SECONDS = 5

_AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}\Z")
_HOST = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.:%-]{0,252})\Z")
_RANGE = re.compile(r"^(?P<before>[^\[\]]*)\[(?P<first>\d{1,6})-(?P<last>\d{1,6})\](?P<after>[^\[\]]*)$", re.ASCII)


class _Settings(Struct, frozen=True):
    """What a table hands down to the tables in it."""

    user: str | None = None
    port: int | None = None
    environment: Environment = Environment.UNKNOWN
    tags: tuple[str, ...] = ()
    identity_files: tuple[str, ...] = ()
    known_hosts: str | None = None
    jumps: tuple[str, ...] = ()
    rack: str = ""
    color: str = ""


class InventoryFile(Struct):
    """One file of the inventory, read. ``is_readable`` is False when nothing of it could be used."""

    path: Path
    nodes: list[Node] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    sources: list[SourceSpec] = field(default_factory=list)
    """Other sources that the file names."""
    marks: list[Mark] = field(default_factory=list)
    """What it says of nodes and groups, whoever knows them."""
    is_readable: bool = True


def read(path: Path) -> InventoryFile:
    """Read ``path``; never raises for what stands in it. A file that is not there has no nodes."""
    result = InventoryFile(path)
    try:
        if path.stat().st_size > _LARGEST_FILE_BYTES:
            raise OSError(27, "the file is too large")
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return result
    except OSError as error:
        return _unreadable(result, Place(1, 1), error.strerror or str(error))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return _unreadable(result, Place(line, 1), "this is not UTF-8 text")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        place = Place(int(at[1]), int(at[2])) if at else Place(len(text.splitlines()) or 1, 1)
        return _unreadable(result, place, _AT_LINE.sub("", str(error)).strip())
    except RecursionError:
        return _unreadable(result, Place(1, 1), "it is nested too deeply")
    _Reader(result, places(text)).top(table)
    return result


def _unreadable(result: InventoryFile, place: Place, reason: str) -> InventoryFile:
    result.is_readable = False
    result.problems.append(unreadable(f"{result.path}:{place.line}:{place.column}", reason))
    return result


def unreadable(place: str, reason: str) -> Problem:
    """Return what is told of an inventory of which nothing can be used."""
    return Problem(
        "inventory.unreadable",
        N_("{place}: the inventory cannot be read: {reason}."),
        N_("Correct the line and reload. What was read before stays until then."),
        {"place": place, "reason": reason},
    )


class _Reader:
    """Walks through the tables of one file."""

    def __init__(self, result: InventoryFile, found: Mapping[KeyPath, Place]) -> None:
        self._result = result
        self._places = found
        self._ids: dict[NodeId, str] = {}

    def top(self, table: Mapping[str, object]) -> None:
        """Read the whole file."""
        self._check_keys(table, (), _TOP_KEYS)
        defaults = table.get("defaults", {})
        settings = _Settings()
        if isinstance(defaults, dict):
            self._check_keys(defaults, ("defaults",), _SETTINGS)
            settings = self._settings(defaults, ("defaults",), settings)
        else:
            self._expected(("defaults",), "a table [defaults]")
        self._children(table, (), (), settings)
        for where, source in self._tables(table, (), "source"):
            self._source(source, where)
        for where, mark in self._tables(table, (), "mark"):
            self._mark(mark, where)

    def _mark(self, table: Mapping[str, object], at: KeyPath) -> None:
        """Read marks of a node, of several in a range, or of a group."""
        self._check_keys(table, at, _MARK_KEYS)
        node, group = self._text(table, at, "node", 100), self._texts(table, at, "group") or ()
        if node is None and not group:
            self._missing(at, "node")
            return
        settings = self._settings({key: table[key] for key in table if key in MARKED}, at, _Settings())
        for name in [""] if node is None else self._expand(node, (*at, "node")):
            self._keep_mark(table, at, name, group, settings)

    def _keep_mark(
        self, table: Mapping[str, object], at: KeyPath, node: str, group: tuple[str, ...], settings: _Settings
    ) -> None:
        """Keep what the table itself says, without what is handed down to it."""
        is_marked = "environment" in table and settings.environment is not Environment.UNKNOWN
        own_tags = table.get("tags")
        mark = Mark(
            node,
            group,
            settings.environment if is_marked else None,
            settings.color if "color" in table else "",
            tuple(tag for tag in settings.tags if isinstance(own_tags, list) and tag in own_tags),
            self._notes(table, at),
        )
        if mark.fields:
            self._result.marks.append(mark)

    def _source(self, table: Mapping[str, object], at: KeyPath) -> None:
        """Read a source that is wanted; a path in it stands beside this file where it is not absolute."""
        kinds = [kind for kind in Source if kind in _OTHER_SOURCES]
        kind, place = self._text(table, at, "kind", 40), self._text(table, at, "place", 4096)
        if kind is None or place is None:
            self._missing(at, "kind" if kind is None else "place")
            return
        if kind not in kinds:
            self._expected((*at, "kind"), " or ".join(kinds))
            return
        seconds = table.get("interval_seconds")
        if not isinstance(seconds, int | float | None) or isinstance(seconds, bool):
            self._expected((*at, "interval_seconds"), "a number of seconds")
            return
        if seconds is not None:
            seconds = max(float(seconds), _SHORTEST_INTERVAL_SECONDS)
        if Source(kind) in _FILES:
            place = str(self._result.path.parent / Path(place).expanduser())
        options = {key: str(value) for key, value in table.items() if key not in _SOURCE_KEYS}
        self._result.sources.append(SourceSpec(Source(kind), place, seconds, options))

    def _children(self, table: Mapping[str, object], at: KeyPath, path: tuple[str, ...], settings: _Settings) -> None:
        for kind in _GROUPS:
            for where, group in self._tables(table, at, kind):
                self._check_keys(group, where, _GROUP_KEYS)
                name = self._text(group, where, "name", 100)
                if name is None:
                    self._missing(where, "name")
                elif len(path) >= _DEEPEST:
                    self._expected(where, f"at most {_DEEPEST} groups within each other")
                else:
                    self._group(group, where, (*path, name), settings)
        for where, node in self._tables(table, at, "node"):
            self._node(node, where, path, settings)

    def _group(self, table: Mapping[str, object], at: KeyPath, path: tuple[str, ...], inherited: _Settings) -> None:
        """Read a group: it is handed down to the nodes in it, and marks those that other sources put there."""
        settings = self._settings(table, at, inherited)
        self._keep_mark(table, at, "", path, settings)
        self._children(table, at, path, settings)

    def _node(self, table: Mapping[str, object], at: KeyPath, path: tuple[str, ...], inherited: _Settings) -> None:
        self._check_keys(table, at, _NODE_KEYS)
        pattern = self._text(table, at, "name", 100)
        if pattern is None:
            self._missing(at, "name")
            return
        settings = self._settings(table, at, inherited)
        host_pattern = self._text(table, at, "host", 253) or "{name}"
        for name in self._expand(pattern, (*at, "name")):
            host = host_pattern.replace("{name}", name)
            if not _HOST.match(host):
                self._expected((*at, "host" if "host" in table else "name"), "a host name or an address")
                return
            node = Node(
                id=_node_id(path, name),
                name=name,
                path=path,
                host=host,
                source=Source.INVENTORY,
                port=settings.port,
                user=settings.user,
                environment=settings.environment,
                address_shown=self._text(table, at, "address_shown", 253) or "",
                tags=settings.tags,
                identity_files=settings.identity_files,
                known_hosts=settings.known_hosts,
                alias=self._text(table, at, "alias", 253) or "",
                jumps=settings.jumps,
                rack=settings.rack,
                notes=self._notes(table, at),
                color=settings.color,
            )
            self._add(node, at)

    def _add(self, node: Node, at: KeyPath) -> None:
        first = self._ids.setdefault(node.id, self._place(at))
        if first != self._place(at):
            self._report(
                "inventory.twice",
                at,
                N_("{place}: the node {name} stands twice in its group; it is first named at {first}."),
                name=node.name,
                first=first,
            )
        else:
            self._result.nodes.append(node)

    def _expand(self, pattern: str, at: KeyPath) -> Iterator[str]:
        """Turn ``gpu-a[01-08]`` into eight names; the width of the first number is kept."""
        if "[" not in pattern and "]" not in pattern:
            yield pattern
            return
        found = _RANGE.match(pattern)
        if found is None or not 0 <= int(found["last"]) - int(found["first"]) < _MOST_IN_RANGE:
            self._expected(at, "a name or one range such as gpu-a[01-08]")
            return
        for number in range(int(found["first"]), int(found["last"]) + 1):
            yield f"{found['before']}{number:0{len(found['first'])}d}{found['after']}"

    # -- values -----------------------------------------------------------------------------------

    def _settings(self, table: Mapping[str, object], at: KeyPath, inherited: _Settings) -> _Settings:
        own = inherited
        if (user := self._text(table, at, "user", 64)) is not None:
            if re.fullmatch(r"[^\s-]\S*", user):
                own = replace(own, user=user)
            else:
                self._expected((*at, "user"), "a user name")
        if "port" in table:
            port = table["port"]
            if isinstance(port, int) and not isinstance(port, bool) and 1 <= port <= 65535:
                own = replace(own, port=port)
            else:
                self._expected((*at, "port"), "a number from 1 to 65535")
        own = self._appearance(table, at, own)
        if (known_hosts := self._text(table, at, "known_hosts", 4096)) is not None:
            own = replace(own, known_hosts=known_hosts)
        if (jumps := self._texts(table, at, "jumps")) is not None:
            own = replace(own, jumps=jumps)
        if (files := self._texts(table, at, "identity_files")) is not None:
            own = replace(own, identity_files=files)
        tags = self._texts(table, at, "tags") or ()
        # Tags add up on the way down; everything else is replaced.
        return replace(own, tags=tuple(dict.fromkeys((*inherited.tags, *tags))))

    def _appearance(self, table: Mapping[str, object], at: KeyPath, own: _Settings) -> _Settings:
        if (environment := self._text(table, at, "environment", 40)) is not None:
            if environment in set(Environment):
                own = replace(own, environment=Environment(environment))
            else:
                self._expected((*at, "environment"), " or ".join(Environment))
        if (color := self._text(table, at, "color", 40)) is not None:
            if _COLOR.match(color):
                own = replace(own, color=color.lower())
            else:
                self._expected((*at, "color"), "a colour such as #2fa48c")
        rack = self._text(table, at, "rack", 100)
        return own if rack is None else replace(own, rack=rack)

    def _notes(self, table: Mapping[str, object], at: KeyPath) -> str:
        notes = table.get("notes", "")
        if isinstance(notes, str) and len(notes) <= LONGEST_NOTES:
            # Several lines are fine; what would move a cursor is not.
            return "".join(sign for sign in notes.strip() if sign == "\n" or sign.isprintable())
        self._expected((*at, "notes"), f"a text of at most {LONGEST_NOTES} characters in quotes")
        return ""

    def _text(self, table: Mapping[str, object], at: KeyPath, key: str, longest: int) -> str | None:
        value = table.get(key)
        if value is None:
            return None
        if isinstance(value, str) and 0 < len(value.strip()) <= longest and value.isprintable():
            return value.strip()
        self._expected((*at, key), f"a text of 1 to {longest} characters in quotes")
        return None

    def _texts(self, table: Mapping[str, object], at: KeyPath, key: str) -> tuple[str, ...] | None:
        value = table.get(key)
        if value is None:
            return None
        if isinstance(value, list) and all(isinstance(item, str) and item.isprintable() for item in value):
            return tuple(str(item) for item in value)
        self._expected((*at, key), 'a list of texts such as ["a", "b"]')
        return None

    def _tables(
        self, table: Mapping[str, object], at: KeyPath, key: str
    ) -> Iterator[tuple[KeyPath, Mapping[str, object]]]:
        value = table.get(key, [])
        if not isinstance(value, list):
            self._expected((*at, key), f"a list of tables: [[{key}]] with two brackets")
            return
        for index, item in enumerate(value):
            where = (*at, key, index)
            if isinstance(item, dict):
                yield where, item
            else:
                self._expected(where, "a table")

    # -- mistakes ---------------------------------------------------------------------------------

    def _check_keys(self, table: Mapping[str, object], at: KeyPath, known: frozenset[str]) -> None:
        for key in table.keys() - known:
            near = difflib.get_close_matches(key, known, 1, 0.5)
            self._report(
                "inventory.unknown_key",
                (*at, key),
                N_("{place}: {key} is not known here and is ignored; known are {known}. {nearest}"),
                key=key,
                known=", ".join(sorted(known)),
                nearest=f"Nearest: {near[0]}." if near else "",
            )

    def _missing(self, at: KeyPath, key: str) -> None:
        self._report("inventory.missing", at, N_("{place}: {key} is missing; the table is left out."), key=key)

    def _expected(self, at: KeyPath, expected: str) -> None:
        key = next((str(part) for part in reversed(at) if isinstance(part, str)), "")
        self._report(
            "inventory.value", at, N_("{place}: {key} must be {expected}; it is left out."), key=key, expected=expected
        )

    def _report(self, code: str, at: KeyPath, message: str, **params: str) -> None:
        hint = N_("Correct the line and reload the inventory.")
        self._result.problems.append(Problem(code, message, hint, {"place": self._place(at), **params}))

    def _place(self, at: KeyPath) -> str:
        place = nearest(self._places, at)
        return f"{self._result.path}:{place.line}:{place.column}"


def _node_id(path: tuple[str, ...], name: str) -> NodeId:
    return NodeId("/".join(part.lower().replace(" ", "-").replace("/", "-") for part in (*path, name)))
