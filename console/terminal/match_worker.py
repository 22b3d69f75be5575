"""Matches regular expressions in a process of its own, where a hostile one harms nobody.

A script of the standard library alone: the core runs this file, not the package. It reads lines of JSON
and answers each with one: ``{"pattern", "flags"}`` with ``{}`` or ``{"error", "position"}``, then as often as
wanted ``{"texts": [...]}`` with ``{"spans": [[start, end, start, end...], ...]}``.
"""

import json
import re
import sys
import warnings
from contextlib import suppress
from typing import IO, Any

MOST_BYTES = 1 << 29


def limit() -> None:
    """Take no more memory than a match may cost, and step back behind whoever types."""
    with suppress(ImportError, OSError, ValueError):  # not on Windows; not beyond what the system allows
        import os
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
        os.nice(5)


def compiled(request: dict[str, Any]) -> re.Pattern[str]:
    """Return the pattern of a request; re.error when it is none."""
    return re.compile(request["pattern"], request["flags"])


def spans(pattern: re.Pattern[str], text: str) -> list[int]:
    """Return starts and ends of all matches that are not empty."""
    return [place for match in pattern.finditer(text) if match.end() > match.start() for place in match.span()]


def answer(request: dict[str, Any], pattern: re.Pattern[str] | None) -> tuple[dict[str, Any], re.Pattern[str] | None]:
    """Return the answer to a request, and the pattern for the next one."""
    try:
        if pattern is None or "pattern" in request:
            return {}, compiled(request)
        return {"spans": [spans(pattern, text) for text in request["texts"]]}, pattern
    except re.error as error:
        return {"error": error.msg, "position": -1 if error.pos is None else error.pos}, None
    except (MemoryError, OverflowError, RecursionError):
        return {"error": "too large", "position": -1}, None


def serve(asked: IO[str], told: IO[str]) -> None:
    """Answer until the other side closes."""
    pattern: re.Pattern[str] | None = None
    for line in asked:
        reply, pattern = answer(json.loads(line), pattern)
        told.write(json.dumps(reply) + "\n")
        told.flush()


def main() -> None:
    """Answer over the standard streams."""
    warnings.simplefilter("ignore")  # what a pattern may mean one day is nobody's concern here
    limit()
    serve(sys.stdin, sys.stdout)


if __name__ == "__main__":
    main()
