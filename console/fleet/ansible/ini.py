"""The INI form: ``[group]``, ``[group:children]``, ``[group:vars]``, and lines such as ``web[01:20] ansible_user=ops``.

It differs from what other programs call INI: hosts are lines of words in the manner of a shell, values of variables in
``:vars`` reach to the end of their line, and quotes round them are taken away.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from console.fleet.ansible.book import ALL, UNGROUPED, Book, Value
from console.fleet.ansible.ranges import RangeWrong, expand, split_port

_SECTION = re.compile(r"^\[(?P<name>[^\[\]:\s][^\[\]:]*)(?::(?P<kind>[^\[\]]*))?\]\s*(?:[#;].*)?$")
_QUOTED = re.compile(r"""^(?P<quote>["'])(?P<inside>.*)(?P=quote)$""")


def read_ini(book: Book, path: Path, text: str) -> None:
    """Add what stands in ``text`` to ``book``; mistakes cost their line."""
    _Reader(book, path).read(text)


class _Reader:
    def __init__(self, book: Book, path: Path) -> None:
        self._book, self._path = book, path
        self._name, self._kind = UNGROUPED, "hosts"
        self._is_skipped = False

    def read(self, text: str) -> None:
        """Walk through the lines."""
        for number, raw in enumerate(text.splitlines(), start=1):
            line = raw.strip()
            if not line or line[0] in "#;":
                continue
            place = f"{self._path}:{number}"
            if line.startswith("[") and not split_port(line.split()[0])[1] and (found := _SECTION.match(line)):
                self._open(found["name"].strip(), found["kind"], place)
            elif line.startswith("[") and "]" not in line:
                self._book.wrong(place, "the bracket of the group is not closed")
                self._is_skipped = True
            elif not self._is_skipped:
                self._entry(line, place)

    def _open(self, name: str, kind: str | None, place: str) -> None:
        kind = "hosts" if kind is None else kind.strip()
        self._is_skipped = kind not in {"hosts", "children", "vars"}
        if self._is_skipped:
            self._book.wrong(place, f"[{name}:{kind}] is no kind of section: there are :children and :vars")
            return
        self._name, self._kind = name, kind
        self._book.group(name, place)

    def _entry(self, line: str, place: str) -> None:
        if self._kind == "vars":
            self._variable(line, place)
        elif self._kind == "children":
            child = line.split("#", maxsplit=1)[0].split()
            if len(child) == 1:
                self._book.group(self._name, place).children[child[0]] = place
                self._book.group(child[0], place)
            else:
                self._book.wrong(place, "a line of :children is the name of one group")
        else:
            self._hosts(line, place)

    def _variable(self, line: str, place: str) -> None:
        name, equals, value = line.partition("=")
        if not equals or not name.strip():
            self._book.wrong(place, "a line of :vars is written name=value")
            return
        self._book.group(self._name, place).variables[name.strip()] = Value(_unquoted(_without_comment(value)), place)

    def _hosts(self, line: str, place: str) -> None:
        try:
            pattern, *words = shlex.split(line, comments=True)
            pattern, port = split_port(pattern)
            names = [pattern] if pattern.count(":") > 1 and "[" not in pattern else expand(pattern)
        except RangeWrong as error:
            self._book.wrong(place, str(error))
            return
        except ValueError as error:  # of shlex: a quote that is not closed
            self._book.wrong(place, str(error).lower())
            return
        variables = {"ansible_port": Value(port, place)} if port else {}
        for word in words:
            name, equals, value = word.partition("=")
            if not equals or not name:
                self._book.wrong(place, f"{word} is no name=value")
                return
            variables[name] = Value(value, place)
        group = self._book.group(ALL if self._name == ALL else self._name, place)
        for name in names:
            self._book.host(name, place).update(variables)
            group.hosts[name] = None


def _without_comment(value: str) -> str:
    """Cut ``value # comment``; a ``#`` in a word or in quotes belongs to the value."""
    text = value.strip()
    if text[:1] in {'"', "'"}:
        end = text.find(text[0], 1)
        return text if end < 0 else text[: end + 1]
    return re.split(r"\s#", text, maxsplit=1)[0].strip()


def _unquoted(text: str) -> str:
    found = _QUOTED.match(text)
    return found["inside"] if found else text
