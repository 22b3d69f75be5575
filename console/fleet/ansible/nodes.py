"""From an Ansible inventory to nodes: which variables count for a host, and what they mean for a way over SSH.

Precedence as in Ansible's documentation, the last one counts: groups in the inventory, ``group_vars``, the host in the
inventory, ``host_vars``; and groups from ``all`` to the innermost, of one depth by ``ansible_group_priority``, then by
name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from console.fleet.ansible.book import ALL, UNGROUPED, Book, Value, Variables
from console.fleet.ansible.ssh_args import SshArguments, parse_arguments
from console.model.ids import NodeId
from console.model.node import Environment, Node, Source

MOST_GROUPS_DEEP = 8
"""On the path in the tree."""

_TEMPLATE = re.compile(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}")
_MOST_STEPS = 20
_HOST = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.:%-]{0,252})\Z")
_USER = re.compile(r"[^\s-]\S*\Z")
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}\Z")
_LARGEST_PORT = 65535
_BY_SSH = frozenset({"", "ssh", "smart", "paramiko", "paramiko_ssh", "libssh", "network_cli"})
_ENVIRONMENTS = {
    "production": Environment.PRODUCTION, "prod": Environment.PRODUCTION, "prd": Environment.PRODUCTION,
    "staging": Environment.STAGING, "stage": Environment.STAGING, "development": Environment.DEVELOPMENT,
    "dev": Environment.DEVELOPMENT,
}  # fmt: skip


def nodes_of(book: Book) -> list[Node]:
    """Return the hosts that are reached over SSH; what is wrong with the others is told in the book."""
    return _Maker(book).nodes()


class _Place(Struct, frozen=True):
    """Where a group is below ``all``."""

    depth: int
    path: tuple[str, ...]


class _Maker:
    def __init__(self, book: Book) -> None:
        self._book = book
        self._parents: dict[str, list[str]] = {}
        for group in book.groups.values():
            for child in group.children:
                self._parents.setdefault(child, []).append(group.name)
        self._places: dict[str, _Place] = {}
        self._of_host: dict[str, list[str]] = {}
        for group in book.groups.values():
            for host in group.hosts:
                self._of_host.setdefault(host, []).append(group.name)
        self._inherited: dict[frozenset[str], Variables] = {}

    def nodes(self) -> list[Node]:
        """Return the nodes in the order of the inventory."""
        made = (self._node(name) for name in self._book.hosts)
        return [node for node in made if node is not None]

    def _node(self, name: str) -> Node | None:
        groups = self._groups(name)
        values = _Values(self._book, name, {**self._variables(groups), **self._book.hosts[name]})
        connection = values.get("ansible_connection").lower().removeprefix("ansible.netcommon.")
        if connection not in _BY_SSH:
            if connection != "local":
                self._book.wrong(self._book.places[name], f"{name} is reached by {connection}, not by SSH")
            return None
        host = values.get("ansible_host", "ansible_ssh_host") or name
        if not _HOST.match(host):
            self._book.wrong(values.place("ansible_host", "ansible_ssh_host"), f"{host} is no host name or address")
            return None
        args = values.ssh_arguments()
        key = values.get("ansible_ssh_private_key_file", "ansible_private_key_file") or args.identity_file
        return Node(
            id=NodeId(f"ansible:{name}"),
            name=name,
            path=self._path(name),
            host=host,
            source=Source.ANSIBLE,
            port=values.port(args),
            user=values.user(args),
            environment=_environment(values, groups),
            tags=tuple(tag.strip() for tag in values.get("leitstand_tags").split(",") if tag.strip()),
            identity_files=(key,) if key else (),
            known_hosts=args.known_hosts or None,
            jumps=args.jumps,
            groups=tuple(group for group in groups if group not in {ALL, UNGROUPED}),
            rack=values.get("leitstand_rack", "rack"),
            notes=values.get("leitstand_notes"),
            color=values.color(),
        )

    def _groups(self, host: str) -> list[str]:
        """Return all groups of a host, outermost first; the last one counts where they differ."""
        found: dict[str, None] = {ALL: None}
        waiting = list(self._of_host.get(host, ()))
        while waiting:
            group = waiting.pop()
            if group not in found:
                found[group] = None
                waiting += self._parents.get(group, ())
        return sorted(found, key=lambda group: (self._where(group).depth, self._priority(group), group))

    def _priority(self, group: str) -> int:
        known = self._book.groups.get(group)
        text = (
            known.variables["ansible_group_priority"].text
            if known and "ansible_group_priority" in known.variables
            else ""
        )
        return int(text) if text.isascii() and text.isdigit() else 1

    def _variables(self, groups: list[str]) -> Variables:
        key = frozenset(groups)
        if key not in self._inherited:
            known = [group for name in groups if (group := self._book.groups.get(name)) is not None]
            merged: Variables = {}
            for variables in (*(g.variables for g in known), *(g.from_files for g in known)):
                merged.update(variables)
            self._inherited[key] = merged
        return self._inherited[key]

    def _where(self, group: str, below: tuple[str, ...] = ()) -> _Place:
        """Return depth and path of a group: the longest way from ``all``. A group in itself is told once."""
        if group == ALL:
            return _Place(0, ())
        if (known := self._places.get(group)) is not None:
            return known
        best = _Place(0, ())
        for parent in self._parents.get(group, ()):
            if parent == group or parent in below:
                place = self._book.groups[parent].children[group]
                self._book.wrong(place, f"the group {group} stands within itself")
            elif (above := self._where(parent, (*below, group))).depth > best.depth:
                best = above
        found = _Place(best.depth + 1, (*best.path, group))
        if not below:
            self._places[group] = found
        return found

    def _path(self, host: str) -> tuple[str, ...]:
        """Return the way to the innermost group of a host; of several the first that is named."""
        groups = [group for group in self._of_host.get(host, ()) if group not in {ALL, UNGROUPED}]
        if not groups:
            return (UNGROUPED,)
        return max((self._where(group) for group in groups), key=lambda place: place.depth).path[:MOST_GROUPS_DEEP]


class _Values:
    """The variables that count for one host, as texts with simple templates filled."""

    def __init__(self, book: Book, host: str, variables: Mapping[str, Value]) -> None:
        self._book, self._host, self._variables = book, host, variables

    def get(self, *names: str) -> str:
        """Return the first of ``names`` that is set; empty where none is, or where it cannot be read."""
        for name in names:
            value = self._variables.get(name)
            if value is None:
                continue
            if value.is_encrypted:
                self._book.encrypted(value.place, name)
                return ""
            text = self._filled(value.text)
            if text is None:
                self._book.template(value, name)
                return ""
            return "".join(sign for sign in text.strip() if sign == "\n" or sign.isprintable())
        return ""

    def place(self, *names: str) -> str:
        """Return where one of ``names`` is set, else where the host is named."""
        return next(
            (self._variables[name].place for name in names if name in self._variables), self._book.places[self._host]
        )

    def _filled(self, text: str) -> str | None:
        """Fill ``{{ inventory_hostname }}`` and plain variables; None where more would be needed."""
        for _step in range(_MOST_STEPS):
            found = _TEMPLATE.search(text)
            if found is None:
                return None if "{{" in text or "{%" in text else text
            name = found[1]
            if name == "inventory_hostname":
                filled: str | None = self._host
            elif name == "inventory_hostname_short":
                filled = self._host.partition(".")[0]
            else:
                value = self._variables.get(name)
                filled = None if value is None or value.is_encrypted else value.text
            if filled is None or len(text) > 4096:
                return None
            text = text[: found.start()] + filled + text[found.end() :]
        return None

    def ssh_arguments(self) -> SshArguments:
        """Return what the arguments of ssh say together."""
        names = ("ansible_ssh_common_args", "ansible_ssh_extra_args", "ansible_ssh_args")
        try:
            return parse_arguments(" ".join(filter(None, (self.get(name) for name in names))))
        except ValueError as error:
            self._book.wrong(self.place(*names), f"the arguments of ssh are wrong: {str(error).lower()}")
            return SshArguments()

    def port(self, args: SshArguments) -> int | None:
        """Return the port."""
        text = self.get("ansible_port", "ansible_ssh_port") or args.port
        if not text:
            return None
        if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= _LARGEST_PORT:
            return int(text)
        self._book.wrong(self.place("ansible_port", "ansible_ssh_port"), f"{text} is no port")
        return None

    def user(self, args: SshArguments) -> str | None:
        """Return the user."""
        text = self.get("ansible_user", "ansible_ssh_user") or args.user
        if not text or _USER.match(text):
            return text or None
        self._book.wrong(self.place("ansible_user", "ansible_ssh_user"), f"{text} is no user name")
        return None

    def color(self) -> str:
        """Return the colour of a person's mark."""
        text = self.get("leitstand_color")
        if not text or _COLOR.match(text):
            return text.lower()
        self._book.wrong(self.place("leitstand_color"), f"{text} is no colour such as #2fa48c")
        return ""


def _environment(values: _Values, groups: list[str]) -> Environment:
    """Return what a mistake would cost: as a variable says, else as the name of a group does."""
    wanted = (values.get("leitstand_environment"), *reversed(groups))
    return next((_ENVIRONMENTS[name.lower()] for name in wanted if name.lower() in _ENVIRONMENTS), Environment.UNKNOWN)
