"""Problems: one code, one meaning; texts that the extractor finds."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

from tests.meta.source import called, calls, python_files, text_of, where

CODE = re.compile(r"^[a-z]+(?:[._][a-z0-9]+)*\.[a-z0-9_]+$")


def is_problem(call: ast.Call) -> bool:
    """Return whether the call makes a Problem or an error that carries one: a code first, then its text."""
    first = text_of(call.args[0]) if call.args else None
    name = called(call)
    made = name[:1].isupper() and name != "Option"
    return made and len(call.args) >= 2 and first is not None and CODE.match(first) is not None


def problems() -> Iterator[tuple[str, str, ast.expr]]:
    """Yield place, code and message of each problem that is made with a literal code."""
    for path in python_files("console"):
        for call in calls(path):
            if is_problem(call):
                yield where(path, call), text_of(call.args[0]) or "", call.args[1]


def test_problems_are_found() -> None:
    assert len(list(problems())) > 5


def test_a_code_has_one_message() -> None:
    messages: dict[str, set[str]] = defaultdict(set)
    for _place, code, message in problems():
        text = text_of(message)
        if text is not None:
            messages[code].add(text)
    assert not {code: texts for code, texts in messages.items() if len(texts) > 1}


def test_messages_and_hints_are_marked_for_the_catalogue() -> None:
    """A bare literal would never be translated."""
    hits = []
    for path in python_files("console"):
        for call in calls(path):
            if is_problem(call):
                hits += [
                    f"{where(path, call)} {part.value!r}"
                    for part in call.args[1:3]
                    if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value
                ]
    assert not hits


def test_marked_texts_are_literals() -> None:
    """The extractor reads the source; it finds no text that is put together at run time."""
    hits = [
        where(path, call)
        for path in python_files("console")
        for call in calls(path)
        if called(call) in {"_", "N_"} and not (len(call.args) == 1 and _is_literal_or_value(call))
    ]
    assert not hits


def _is_literal_or_value(call: ast.Call) -> bool:
    """``_`` may look up a text that was marked elsewhere; ``N_`` marks and takes a literal only."""
    if called(call) == "_":
        return not isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    return isinstance(call.args[0], ast.Constant)
