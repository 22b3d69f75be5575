"""The person's snippets: a TOML file whose lists are sections, ``[[Slurm]]`` with ``name`` and ``text``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from console.model.errors import Problem
from console.model.snippet import Snippet
from console.model.text import N_
from console.settings.toml_file import Table, TomlFile
from console.settings.toml_places import KeyPath

MOST = 1_000
MOST_CHARACTERS = 20_000
_KEYS = frozenset({"name", "text", "run", "defaults"})


def read_snippets(path: Path) -> tuple[tuple[Snippet, ...] | None, list[Problem]]:
    """Return the snippets of a file and what in it does not count; None where nothing of it can be read."""
    file = TomlFile(path)
    if not file.is_readable:
        return None, file.problems
    found: list[Snippet] = []
    for section in file.table:
        for at, table in file.tables(file.table, section):
            snippet = _snippet(file, section, at, table)
            if snippet is not None and len(found) < MOST:
                found.append(snippet)
    return tuple(found), file.problems


def _snippet(file: TomlFile, section: str, at: KeyPath, table: Table) -> Snippet | None:
    file.check_keys(table, at, _KEYS)
    name, text = file.text(table, at, "name").strip(), file.text(table, at, "text")
    if not name or not text:
        file.refuse(at, N_("it needs a name and a text"))
        return None
    if len(text) > MOST_CHARACTERS:
        file.refuse((*at, "text"), N_("it is too long"))
        return None
    return Snippet(section, name, text, file.switch(table, at, "run"), _defaults(file, at, table))


def _defaults(file: TomlFile, at: KeyPath, table: Table) -> Mapping[str, str]:
    found = table.get("defaults", {})
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        file.refuse((*at, "defaults"), N_("write names and texts in braces"))
        return {}
    return {str(name): str(value) for name, value in found.items()}
