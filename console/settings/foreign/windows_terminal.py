"""Windows Terminal's JSON: one scheme, a list of them, or a whole settings.json. Comments are tolerated, as there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from console.settings.schemes import Reading, Scheme

ANSI = ("black", "red", "green", "yellow", "blue", "purple", "cyan", "white")
KEYS = (*ANSI, *(f"bright{name.title()}" for name in ANSI))
GROUND = {
    "foreground": "foreground",
    "background": "background",
    "cursor": "cursorColor",
    "selection": "selectionBackground",
}
# A string is kept as it is, wherever something in it looks like a comment or a comma too many.
# What is not closed goes on to its end, so that no text is gone over twice.
_COMMENT = re.compile(r'("(?:\\.|[^"\\\n])*+"?)|//[^\n]*|/\*.*?(?:\*/|\Z)', re.DOTALL)
_COMMA = re.compile(r'("(?:\\.|[^"\\\n])*+"?)|,(?=\s*[}\]])')


def read(text: str, reading: Reading) -> tuple[Scheme, ...]:
    """Return every scheme of a file."""
    plain = _COMMENT.sub(lambda found: found[1] or "\n" * found[0].count("\n"), text)
    plain = _COMMA.sub(lambda found: found[1] or "", plain)
    try:
        document = json.loads(plain)
    except json.JSONDecodeError as error:
        raise reading.broken(error.lineno, error.msg) from error
    except (ValueError, RecursionError) as error:
        raise reading.broken(1, str(error)) from error
    listed = document.get("schemes", [document]) if isinstance(document, dict) else document
    if not isinstance(listed, list) or not listed:
        raise reading.missing("schemes")
    return tuple(_scheme(entry, reading) for entry in listed)


def _scheme(entry: object, reading: Reading) -> Scheme:
    if not isinstance(entry, Mapping):
        raise reading.wrong("schemes", entry)
    name = entry.get("name", reading.file.stem)
    name = name if isinstance(name, str) else reading.file.stem
    ground = {
        key: reading.color(f"{name}, {theirs}", entry[theirs]) for key, theirs in GROUND.items() if theirs in entry
    }
    for key in KEYS:
        if key not in entry:
            raise reading.missing(f"{name}, {key}")
    return reading.scheme(name, ground, [reading.color(f"{name}, {key}", entry[key]) for key in KEYS])
