"""The person's triggers: a TOML file of ``[[trigger]]`` with ``pattern`` and what is done where a line matches."""

from __future__ import annotations

import re
from pathlib import Path

from console.model.errors import Problem
from console.model.snippet import Accent, Trigger
from console.model.text import N_
from console.settings.toml_file import Table, TomlFile
from console.settings.toml_places import KeyPath

MOST = 100
MOST_PATTERN = 1_000
_TOP_KEYS = frozenset({"allow_typing", "trigger"})
_KEYS = frozenset({"name", "pattern", "nodes", "highlight", "mark", "notice", "type", "run"})


def read_triggers(path: Path) -> tuple[tuple[Trigger, ...] | None, list[Problem]]:
    """Return the triggers of a file and what in it does not count; None where nothing of it can be read."""
    file = TomlFile(path)
    if not file.is_readable:
        return None, file.problems
    file.check_keys(file.table, (), _TOP_KEYS)
    may_type = file.switch(file.table, (), "allow_typing")
    read = (_trigger(file, at, table, may_type=may_type) for at, table in file.tables(file.table, "trigger"))
    return tuple(trigger for trigger in read if trigger is not None)[:MOST], file.problems


def _trigger(file: TomlFile, at: KeyPath, table: Table, *, may_type: bool) -> Trigger | None:
    file.check_keys(table, at, _KEYS)
    pattern = file.text(table, at, "pattern")
    if not _is_pattern(file, at, pattern):
        return None
    types = file.text(table, at, "type")
    if types and not may_type:
        file.refuse((*at, "type"), N_("typing needs allow_typing = true at the top of the file"))
        types = ""
    if any(not char.isprintable() for char in types):
        file.refuse((*at, "type"), N_("only what can be read is typed; run = true presses Enter"))
        types = ""
    return Trigger(
        file.text(table, at, "name").strip() or pattern,
        pattern,
        _nodes(file, at, table),
        _accent(file, at, table),
        file.switch(table, at, "mark"),
        file.switch(table, at, "notice"),
        types,
        file.switch(table, at, "run"),
        file.place(at),
    )


def _is_pattern(file: TomlFile, at: KeyPath, pattern: str) -> bool:
    if not pattern:
        file.refuse(at, N_("it needs a pattern"))
    elif len(pattern) > MOST_PATTERN:
        file.refuse((*at, "pattern"), N_("it is too long"))
    else:
        try:
            # Compiling is bounded by the length; matching is done elsewhere, where it can be ended.
            re.compile(pattern)
        except (re.error, OverflowError, RecursionError):
            file.refuse((*at, "pattern"), N_("it is no regular expression"))
        else:
            return True
    return False


def _nodes(file: TomlFile, at: KeyPath, table: Table) -> tuple[str, ...]:
    found = table.get("nodes", [])
    if isinstance(found, str):
        return (found,)
    if isinstance(found, list) and all(isinstance(name, str) for name in found):
        return tuple(map(str, found))
    file.refuse((*at, "nodes"), N_("write names of nodes in quotes and brackets"))
    return ()


def _accent(file: TomlFile, at: KeyPath, table: Table) -> Accent:
    word = file.text(table, at, "highlight", Accent.WARN)
    if word in set(Accent):
        return Accent(word)
    file.refuse((*at, "highlight"), N_("write warn, fail, ok, info or none"))
    return Accent.WARN
