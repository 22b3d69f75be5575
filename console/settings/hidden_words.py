"""What else a person wants hidden: ``hidden.toml`` with a list ``hide`` of words, see ``console/model/ownwords.py``."""

from __future__ import annotations

from pathlib import Path

from console.model.errors import Problem
from console.model.text import N_
from console.settings.toml_file import TomlFile

MOST = 500
LONGEST, SHORTEST = 200, 2
_KEYS = frozenset({"hide"})


def read_hidden(path: Path) -> tuple[tuple[str, ...] | None, list[Problem]]:
    """Return the words of a file and what in it does not count; None where nothing of it can be read."""
    file = TomlFile(path)
    if not file.is_readable:
        return None, file.problems
    file.check_keys(file.table, (), _KEYS)
    found = file.table.get("hide", [])
    if not isinstance(found, list):
        file.refuse(("hide",), N_("write words in quotes and brackets"))
        return (), file.problems
    words: list[str] = []
    for word in found:
        if not isinstance(word, str):
            file.refuse(("hide",), N_("write words in quotes and brackets"))
        elif not SHORTEST <= len(word.strip("* ")) <= len(word) <= LONGEST:
            file.refuse_part(("hide",), N_("a word has 2 to 200 characters beside the *"), word)
        elif "*" in word.strip("*"):
            file.refuse_part(("hide",), N_("a * stands at the beginning or at the end"), word)
        else:
            words.append(word)
    return tuple(words[:MOST]), file.problems
