from __future__ import annotations

from console.model.service import Verdict
from console.ui.readiness import words
from tests.gui.readiness.reports import report


def test_what_needs_a_person_comes_first() -> None:
    assert words.summary(report()) == "1 FAIL, 1 WARN, 1 UNKNOWN, 1 PASS"
    assert words.title(report()) == "Readiness of gpu01"
    assert words.taken(report()) == "2026-11-28 08:00:00 UTC"
    assert [words.verdict_word(verdict) for verdict in Verdict] == ["PASS", "WARN", "FAIL", "UNKNOWN"]


def test_what_it_rests_on_is_said() -> None:
    assert words.knowledge(report()) == "Knowledge of: drivers 2026-11-22, gpus 2027-01-01 (your file)"
    assert "Kernel module" in words.skipped(report())
    assert words.problems(report()) == ["gpus.toml:7: wrong."]
    assert [words.hint(result) for result in report().results] == ["", "Install it.", "", ""]
