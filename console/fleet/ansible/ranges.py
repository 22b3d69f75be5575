"""Host ranges: ``www[01:20].example.com``, ``db-[a:f]``, ``n[00:98:2]``, also several in one name."""

from __future__ import annotations

import itertools
import re
import string
from collections.abc import Sequence

MOST_HOSTS = 10_000
"""Of one pattern."""
_RANGE = re.compile(r"\[(?P<first>[0-9]*|[A-Za-z]):(?P<last>[0-9]+|[A-Za-z])(?::(?P<step>[0-9]+))?\]")


class RangeWrong(ValueError):
    """A pattern that stands for no hosts; the text says why."""


def expand(pattern: str) -> list[str]:
    """Return the names that a pattern stands for, in order; raises RangeWrong.

    Both ends belong to it, a missing first number is 0, and leading zeros of the first number set the width of all.
    """
    parts: list[Sequence[str]] = []
    at = 0
    for found in _RANGE.finditer(pattern):
        parts += [[pattern[at : found.start()]], _members(found)]
        at = found.end()
    parts.append([pattern[at:]])
    if any("[" in part[0] or "]" in part[0] for part in parts[::2] if part):
        raise RangeWrong("a range is written [01:20] or [a:f]")
    total = 1
    for part in parts:
        total *= len(part)
        if total > MOST_HOSTS:
            raise RangeWrong(f"these are more than {MOST_HOSTS} hosts")
    return ["".join(names) for names in itertools.product(*parts)]


def _members(found: re.Match[str]) -> list[str]:
    first, last, step = found["first"] or "0", found["last"], int(found["step"] or 1)
    if step < 1:
        raise RangeWrong("the step of a range is at least 1")
    if first.isdigit() and last.isdigit():
        width = len(first) if first.startswith("0") and len(first) > 1 else 1
        if width > 1 and len(last) != len(first):
            raise RangeWrong("with leading zeros both ends are of one length")
        low, high = int(first), int(last)
        numbers = range(low, high + 1, step)
        if len(numbers) > MOST_HOSTS:
            raise RangeWrong(f"these are more than {MOST_HOSTS} hosts")
        names = [f"{number:0{width}d}" for number in numbers]
    elif first.isalpha() and last.isalpha():
        letters = string.ascii_letters
        names = list(letters[letters.index(first) : letters.index(last) + 1 : step])
    else:
        raise RangeWrong("the ends of a range are two numbers or two letters")
    if not names:
        raise RangeWrong("the first end of a range comes before the last")
    return names


def split_port(name: str) -> tuple[str, str]:
    """Part ``host:2222`` and ``[2001:db8::1]:2222``; the port is empty where there is none."""
    bracketed = re.fullmatch(r"\[([0-9A-Fa-f:.]+:[0-9A-Fa-f:.]*)\](?::(\d+))?", name)
    if bracketed and bracketed[1].count(":") > 1:
        return bracketed[1], bracketed[2] or ""
    if name.count(":") - name.count("[") > 1 and "[" not in name:  # a bare IPv6 address
        return name, ""
    host, colon, port = name.rpartition(":")
    return (host, port) if colon and port.isdigit() and "]" not in port else (name, "")
