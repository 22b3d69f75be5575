"""The YAML form, ``all: hosts: ... children: ...``, and the JSON that ``ansible-inventory --list`` prints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from console.fleet.ansible.book import Book, Unreadable, Value, Variables
from console.fleet.ansible.ranges import RangeWrong, expand

if TYPE_CHECKING:
    import yaml

_DEEPEST = 30
_MOST_NODES = 500_000
_SECTIONS = frozenset({"hosts", "children", "vars"})
_VAULT = "!vault"


def read_yaml(book: Book, path: Path, text: str) -> None:
    """Add what stands in ``text`` to ``book``; raises Unreadable where it is no YAML."""
    root = _compose(text)
    if root is not None:
        _Reader(book, path).top(root)


def read_variables(book: Book, path: Path, text: str) -> Variables:
    """Return the variables of a file in ``group_vars`` or ``host_vars``; raises Unreadable where it is no YAML."""
    root = _compose(text)
    return {} if root is None else _Reader(book, path).variables(root)


def _compose(text: str) -> yaml.Node | None:
    import yaml

    # The composer makes no objects of tags and keeps the place of everything.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(error.problem or str(error), mark.line + 1 if mark else 1) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise Unreadable(str(error).splitlines()[0] if str(error) else "it is nested too deeply") from error


class _Reader:
    def __init__(self, book: Book, path: Path) -> None:
        self._book, self._path = book, path
        self._left = _MOST_NODES

    def _place(self, node: yaml.Node) -> str:
        return f"{self._path}:{node.start_mark.line + 1}"

    def _pairs(self, node: yaml.Node, what: str) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
        """Yield key, its node and the value, merge keys (``<<``) followed; nothing for an empty value."""
        import yaml

        if isinstance(node, yaml.ScalarNode) and node.value in {"", "null", "~"}:
            return
        if not isinstance(node, yaml.MappingNode):
            self._book.wrong(self._place(node), f"{what} must be keys with values")
            return
        for key, value in node.value:
            self._left -= 1
            if self._left < 0:
                raise Unreadable("it is too large", key.start_mark.line + 1)
            if not isinstance(key, yaml.ScalarNode):
                self._book.wrong(self._place(key), "a key must be a text")
            elif key.tag == "tag:yaml.org,2002:merge":
                sources = value.value if isinstance(value, yaml.SequenceNode) else [value]
                for source in sources:
                    if source is not node:
                        yield from self._pairs(source, "what is merged in")
            else:
                yield key.value, key, value

    def top(self, root: yaml.Node) -> None:
        """Read the groups of the file."""
        pairs = list(self._pairs(root, "an inventory"))
        is_listed = any(name == "_meta" for name, _key, _value in pairs)
        for name, key, value in pairs:
            if name == "_meta":
                self._meta(value)
            else:
                self._group(name, key, value, 0, is_listed=is_listed)

    def _meta(self, node: yaml.Node) -> None:
        for name, _key, value in self._pairs(node, "_meta"):
            if name == "hostvars":
                for host, host_key, variables in self._pairs(value, "hostvars"):
                    self._book.host(host, self._place(host_key)).update(self.variables(variables))

    def _group(self, name: str, key: yaml.Node, node: yaml.Node, depth: int, *, is_listed: bool = False) -> None:
        group = self._book.group(name, self._place(key))
        if depth > _DEEPEST:
            self._book.wrong(self._place(key), f"there are more than {_DEEPEST} groups within each other")
            return
        for section, section_key, value in self._pairs(node, f"the group {name}"):
            place = self._place(section_key)
            if section not in _SECTIONS:
                self._book.wrong(place, f"{section} is not known in a group: there are hosts, children and vars")
            elif section == "vars":
                group.variables.update(self.variables(value))
            elif section == "children":
                for child, child_key, below in self._members(value, "children", is_listed=is_listed):
                    group.children[child] = self._place(child_key)
                    self._group(child, child_key, below, depth + 1, is_listed=is_listed)
            else:
                for pattern, host_key, below in self._members(value, "hosts", is_listed=is_listed):
                    group.hosts.update(dict.fromkeys(self._hosts(pattern, host_key, below)))

    def _members(self, node: yaml.Node, what: str, *, is_listed: bool) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
        """Yield hosts or children: as keys, as one name, or as the list that ``ansible-inventory --list`` prints."""
        import yaml

        nothing = yaml.ScalarNode("tag:yaml.org,2002:null", "", node.start_mark, node.end_mark)
        if isinstance(node, yaml.ScalarNode) and node.value not in {"", "null", "~"}:
            yield node.value, node, nothing
        elif isinstance(node, yaml.SequenceNode):
            if not is_listed:
                self._book.wrong(self._place(node), f"{what} must be keys, each with a colon, not a list")
                return
            for item in node.value:
                if isinstance(item, yaml.ScalarNode):
                    yield item.value, item, nothing
        else:
            yield from self._pairs(node, what)

    def _hosts(self, pattern: str, key: yaml.Node, node: yaml.Node) -> list[str]:
        place = self._place(key)
        try:
            names = [pattern] if pattern.count(":") > 1 and "[" not in pattern else expand(pattern)
        except RangeWrong as error:
            self._book.wrong(place, str(error))
            return []
        variables = self.variables(node)
        for name in names:
            self._book.host(name, place).update(variables)
        return names

    def variables(self, node: yaml.Node) -> Variables:
        """Return variables as texts; lists of texts are joined by commas, what is nested further is nobody's here."""
        import yaml

        found: Variables = {}
        for name, _key, value in self._pairs(node, "variables"):
            if value.tag == _VAULT:
                found[name] = Value("", self._place(value), is_encrypted=True)
            elif isinstance(value, yaml.ScalarNode):
                is_null = value.tag == "tag:yaml.org,2002:null"
                found[name] = Value("" if is_null else value.value, self._place(value))
            elif isinstance(value, yaml.SequenceNode) and all(isinstance(i, yaml.ScalarNode) for i in value.value):
                found[name] = Value(",".join(item.value for item in value.value), self._place(value))
        return found
