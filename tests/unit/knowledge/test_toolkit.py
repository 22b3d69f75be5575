from __future__ import annotations

import pytest

from console.model.node import Distro
from tests.unit.knowledge.books import books


@pytest.mark.parametrize(
    ("ident", "version", "named"),
    [
        ("ubuntu", "24.04", True),
        ("ubuntu", "26.04", False),
        ("rhel", "9.6", True),
        ("rhel", "10.0", True),
        ("debian", "11", True),
        ("debian", "12.11", False),
        ("rocky", "9.5", False),
        ("sles", "15.7", True),
        ("amzn", "2", True),
        ("amzn", "2018.03", False),
        ("alpine", "3.22.1", False),
    ],
)
def test_where_it_was_qualified(ident: str, version: str, *, named: bool) -> None:
    assert (books().toolkit.find(Distro(ident, "any", ident, version, ident)) is not None) is named
