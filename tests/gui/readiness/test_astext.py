from __future__ import annotations

from console.ui.readiness.astext import render
from tests.gui.readiness.reports import report


def test_a_line_a_check_and_below_it_what_to_do() -> None:
    lines = render(report()).splitlines()
    assert lines[0] == "Readiness of gpu01: 1 FAIL, 1 WARN, 1 UNKNOWN, 1 PASS"
    at = lines.index("FAIL     Driver: driver 1")
    assert lines[at + 1].strip() == "-> Install it."
    assert lines[at + 2].strip() == "sudo dnf install -y nvidia-open"
    assert "WARN     Clock: clock 1  [< 5 s]" in lines
