"""The page of the matrix is that of the tables which the tests hold."""

from __future__ import annotations

from tests.contract.matrix.table import PAGE, page


def test_the_page_is_what_the_tests_hold() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python -m tests.contract.matrix.table"
