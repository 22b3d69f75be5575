"""Writes console/terminal/CONFORMANCE.md out of the conformance tables and the list of what is expected to fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import fields

from console.terminal.caps import CAPS, Caps
from tests.terminal.cases import Table
from tests.terminal.expected_failures import FAILURES
from tests.terminal.tables import TABLES

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "console/terminal/CONFORMANCE.md"
HEAD = """\
# What the terminal engines understand

Written by `bash packaging/dev conformance`, never by hand. `tests/terminal/` holds the tables behind it: bytes, and
what an engine has to show, answer, tell and send for them, taken from the documents below. Every test run holds both
engines against all of it; what one does otherwise stands in `tests/terminal/expected_failures.py`, and what passes all
the same fails the run.

"""


def page() -> str:
    """Return the page."""
    parts = (HEAD, "\n".join(_capabilities()), "\n\n", "\n".join(_summary()), "\n\n", "\n".join(_failures()), "\n\n")
    return "".join((*parts, "\n".join(_sources()), "\n"))


def _row(*cells: object) -> str:
    return f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in cells)} |"


def _capabilities() -> Iterator[str]:
    """Yield what the engines say of themselves."""
    yield "## Beyond control functions\n"
    yield _row("", *(caps.name for caps in CAPS))
    yield _row("---", *("---" for _ in CAPS))
    for field in fields(Caps):
        if field.name != "name":
            values = (getattr(caps, field.name) for caps in CAPS)
            said = ("yes" if value is True else "no" if value is False else value for value in values)
            yield _row(field.name.replace("_", " "), *said)


def _passed(table: Table, engine: str) -> int:
    return sum((table.title, case.name) not in FAILURES[engine] for case in table.cases)


def _summary() -> Iterator[str]:
    """Yield how many cases of each table an engine passes."""
    yield "## By class\n"
    yield _row("class", "cases", *FAILURES)
    yield _row("---", "--:", *("--:" for _ in FAILURES))
    for table in TABLES:
        yield _row(table.title, len(table.cases), *(_passed(table, engine) for engine in FAILURES))
    totals = (sum(_passed(table, engine) for table in TABLES) for engine in FAILURES)
    yield _row("**all**", sum(len(table.cases) for table in TABLES), *(f"**{total}**" for total in totals))


def _failures() -> Iterator[str]:
    """Yield what an engine does otherwise, and why."""
    yield "## What an engine does otherwise\n"
    yield _row("class", "case", *FAILURES)
    yield _row("---", "---", *("---" for _ in FAILURES))
    for table in TABLES:
        for case in table.cases:
            reasons = [failures.get((table.title, case.name), "") for failures in FAILURES.values()]
            if any(reasons):
                yield _row(table.title, case.name, *reasons)


def _sources() -> Iterator[str]:
    """Yield where the expectations come from."""
    yield "## Sources\n"
    for source in dict.fromkeys(source for table in TABLES for source in table.sources):
        yield f"- {source}"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {sum(len(table.cases) for table in TABLES)} cases")
