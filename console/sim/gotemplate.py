"""The part of Go's templates that ``docker inspect -f`` is asked with: fields, json, index, range, if, a variable."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

_TAG = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_INDEX = re.compile(r'\(?index (\S+) "([^"]*)"\)?')


def render(template: str, data: Mapping[str, object]) -> str:
    """Fill a template; what it does not know comes out as Go prints what is missing."""
    return _render(_TAG.split(template), data, data, {})[0]


def _render(
    pieces: list[str], root: Mapping[str, object], dot: object, names: dict[str, object]
) -> tuple[str, list[str]]:
    """Fill pieces, text and tag in turns, up to the end of a block; return what is left."""
    out: list[str] = []
    while pieces:
        out.append(pieces[0])
        if len(pieces) == 1:
            return "".join(out), []
        tag, pieces = pieces[1].strip(), pieces[2:]
        if tag == "end":
            return "".join(out), pieces
        if tag.startswith("range "):
            items = _value(tag[6:], root, dot, names)
            rest = _render(pieces, root, dot, names)[1]
            out += [_render(pieces, root, item, names)[0] for item in (items if isinstance(items, list) else [])]
            pieces = rest
        elif tag.startswith("if "):
            inside, pieces = _render(pieces, root, dot, names)
            out += [inside] if _holds(tag[3:], root, dot, names) else []
        elif ":=" in tag:
            name, _, expression = tag.partition(":=")
            names[name.strip()] = _value(expression.strip(), root, dot, names)
        elif tag.startswith("json "):
            out.append(json.dumps(_value(tag[5:], root, dot, names), separators=(",", ":")))
        else:
            value = _value(tag, root, dot, names)
            out.append(_plain(value))
    return "".join(out), []


def _plain(value: object) -> str:
    if isinstance(value, list):
        return f"[{' '.join(_plain(each) for each in value)}]"
    return "<no value>" if value is None else str(value)


def _holds(condition: str, root: Mapping[str, object], dot: object, names: Mapping[str, object]) -> bool:
    words = condition.split()
    if len(words) == 3 and words[0] in {"eq", "ne"}:
        first, second = (_value(word, root, dot, names) for word in words[1:])
        return (first == second) is (words[0] == "eq")
    return bool(_value(condition, root, dot, names))


def _value(expression: str, root: Mapping[str, object], dot: object, names: Mapping[str, object]) -> object:
    expression = expression.strip()
    if (indexed := _INDEX.fullmatch(expression)) is not None:
        table = _value(indexed[1], root, dot, names)
        return table.get(indexed[2], "") if isinstance(table, Mapping) else ""
    if expression in names:
        return names[expression]
    if len(expression) > 1 and expression[0] == expression[-1] == '"':
        return expression[1:-1]
    value: object = root if expression.startswith("$.") else dot
    for name in expression.removeprefix("$").split("."):
        if name:
            value = value.get(name) if isinstance(value, Mapping) else None
    return value
