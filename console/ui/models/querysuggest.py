"""What can stand next in a query: keys, and the values that the fleet has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from console.model.node import Environment, NodeState, NodeView
from console.settings.language import _
from console.ui.models.queryfields import FIELDS, STATE_WORDS, Field, Kind, field_of
from console.ui.models.sortkeys import natural

MOST = 12
_LONGEST_VALUE = 60
_WORD = re.compile(r"""(?P<sign>-?)(?:(?P<key>[A-Za-z][\w.]*)(?P<relation>[:<>=!]+)(?P<value>(?:"[^"]*"?|[^\s"])*)"""
                   r"""|(?P<begun>[\w.]*))$""")  # fmt: skip


STATES = ("bad", *(word for word in STATE_WORDS if word in set(NodeState)))
"""Each state by one name, that of the nodes: the short ones are understood, but two for one thing only confuse."""


class Completion(Struct, frozen=True):
    """A proposal: what the line is when it is taken, and where the cursor is then."""

    words: str
    """What it adds: a key with its colon, or a value."""
    detail: str
    text: str
    cursor: int


def complete(text: str, cursor: int, views: Iterable[NodeView]) -> list[Completion]:
    """Return what the word before the cursor could become; nothing where nothing can be said."""
    before, after = text[:cursor], text[cursor:]
    found = _WORD.search(_last_word(before))
    if found is None:
        return []
    start = len(before) - len(found[0]) + len(found["sign"])
    if found["key"] is None:
        return _keys(found["begun"].lower(), before[:start], after)
    field = field_of(found["key"])
    if field is None:
        return []
    *done, begun = found["value"].split(",")
    fixed = before[:start] + found["key"] + found["relation"]
    plain = begun.replace('"', "")
    if field.kind is Kind.NUMBER or found["relation"].strip(":") in {">", "<", ">=", "<="}:
        return [] if found["value"] else _example(field, found["relation"], fixed, after)
    proposals = _proposals(field, plain.casefold(), views)
    return [_made(value, detail, fixed + "".join(f"{part}," for part in done), after) for value, detail in proposals]


def _last_word(text: str) -> str:
    """Return the word at the end; spaces in quotes belong to it."""
    is_quoted, start = False, 0
    for place, sign in enumerate(text):
        if sign == '"':
            is_quoted = not is_quoted
        elif sign.isspace() and not is_quoted:
            start = place + 1
    return text[start:]


def _keys(begun: str, fixed: str, after: str) -> list[Completion]:
    fitting = [field for field in FIELDS.values() if field.name.startswith(begun)]
    fitting += [field for field in FIELDS.values() if begun and begun in field.name and field not in fitting]
    made = []
    for field in fitting if begun else FIELDS.values():
        line = f"{fixed}{field.name}:"
        made.append(Completion(f"{field.name}:", _(field.words), line + after, len(line)))
    return made[:MOST] if begun else made


def _example(field: Field, relation: str, fixed: str, after: str) -> list[Completion]:
    if not field.example:
        return []
    example = field.example if relation == ":" else field.example.lstrip("<>=")
    return [_made(example, _(field.words), fixed, after)]


def _made(value: str, detail: str, fixed: str, after: str) -> Completion:
    line = f"{fixed}{_quoted(value)} "
    return Completion(value, detail, line + after.lstrip(), len(line))


def _proposals(field: Field, wanted: str, views: Iterable[NodeView]) -> list[tuple[str, str]]:
    """Return values and how many nodes have them, those that begin as typed first."""
    if field.is_free:
        return []
    counts = Counter(value for view in views for value in set(_proposed(field, view)) if value)
    fitting = [value for value in counts if wanted in value.casefold() and value.casefold() != wanted]
    known = {"state": STATES, "env": tuple(value.value for value in Environment)}.get(field.name, ())
    fitting += [word for word in known if word.startswith(wanted) and word not in fitting and word != wanted]
    fitting.sort(key=lambda value: (not value.casefold().startswith(wanted), -counts[value], natural(value)))
    return [(value, str(counts[value]) if counts[value] else "") for value in fitting[:MOST]]


def _proposed(field: Field, view: NodeView) -> Iterable[str]:
    """Return the values of a node that are worth typing."""
    if field.name == "distro":
        return (view.snapshot.distro.id,) if view.snapshot is not None and view.snapshot.distro is not None else ()
    return (value for value in field.texts(view) if len(value) <= _LONGEST_VALUE)


def _quoted(value: str) -> str:
    plain = value.replace('"', "")
    return f'"{plain}"' if re.search(r"[\s,]", plain) else plain
