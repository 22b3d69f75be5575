from __future__ import annotations

import pytest

from console.ui.readiness.forms import SUFFIXES, TITLES, written
from tests.gui.readiness.reports import report


@pytest.mark.parametrize(
    ("form", "begins"), [("html", "<!doctype"), ("json", "{"), ("markdown", "# "), ("text", "Readiness of gpu01")]
)
def test_each_form(form: str, begins: str) -> None:
    assert written(report(), form).startswith(begins)
    assert set(TITLES) == set(SUFFIXES)
