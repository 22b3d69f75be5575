"""Every engine against every table; what it fails is listed in expected_failures.py and nowhere else."""

from __future__ import annotations

from collections import Counter

import pytest

from console.terminal.engine import EngineKind
from tests.terminal.cases import Case, differences
from tests.terminal.expected_failures import FAILURES
from tests.terminal.tables import TABLES
from tests.unit.terminal.screens import KINDS

CASES = {(table.title, case.name): case for table in TABLES for case in table.cases}


def parameters() -> list[object]:
    """Return each case for each engine, marked where it is expected to fail."""
    found: list[object] = []
    for kind in KINDS:
        for (title, name), case in CASES.items():
            reason = FAILURES[kind].get((title, name))
            marks = () if reason is None else (pytest.mark.xfail(reason=reason, strict=True),)
            found.append(pytest.param(kind, case, id=f"{kind}: {title}: {name}", marks=marks))
    return found


@pytest.mark.parametrize(("kind", "case"), parameters())
def test_conformance(kind: EngineKind, case: Case) -> None:
    found = differences(kind, case)
    assert not found, "\n".join([repr(case.feed), *found])


def test_no_case_hides_another() -> None:
    names = Counter((table.title, case.name) for table in TABLES for case in table.cases)
    assert [name for name, count in names.items() if count > 1] == []


def test_expected_failures_are_of_cases_that_exist() -> None:
    assert {name for failures in FAILURES.values() for name in failures} <= CASES.keys()
