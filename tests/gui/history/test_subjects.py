from __future__ import annotations

import pytest

from console.model.ids import NodeId
from console.panels import Scope, history_panels
from console.ui.history.subjects import WHOLE_FLEET, Subject, energy_words, found, name_of, spans, suggestions
from tests.gui.fleet import fleet

VIEWS = fleet()
A01 = next(view.node.id for view in VIEWS if view.node.name == "gpu-a01")


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("fleet", WHOLE_FLEET), ("gpu-a01", Subject(A01)), ("GPU-A01/3", Subject(A01, 3)),
        ("gpu-a01 3", Subject(A01, 3)),
        ("gpu-a01 GPU 3", Subject(A01, 3)), ("gpu-a01/x", None), ("", None), ("/3", None), ("nobody", None),
    ],
)  # fmt: skip
def test_who_is_meant(words: str, subject: Subject | None) -> None:
    assert found(words, VIEWS) == subject


def test_everybody_that_is_offered_is_found() -> None:
    assert all(found(name, VIEWS) is not None for name in suggestions(VIEWS))


def test_a_subject_has_series_where_a_panel_knows_such() -> None:
    for subject, scope in ((WHOLE_FLEET, Scope.FLEET), (Subject(A01), Scope.NODE), (Subject(A01, 0), Scope.GPU)):
        assert subject.scope is scope
        assert any(subject.series(panel) for panel in history_panels())
    assert name_of(Subject(A01, 3), VIEWS) == "gpu-a01 GPU 3"
    assert name_of(Subject(NodeId("gone")), VIEWS) == "gone"


def test_an_energy_says_how_much_of_the_time_is_known() -> None:
    assert energy_words(3_600_000, 3600, 3600) == "1.000 kWh"
    assert energy_words(36_000_000, 1800, 3600) == "10.0 kWh in the known 50 %"


def test_the_spans_are_those_that_are_kept() -> None:
    assert [span.seconds for span in spans()] == [900, 3600, 21_600, 86_400, 604_800, 2_592_000]
    assert [span.refresh_seconds for span in spans()] == [2, 8, 48, 60, 60, 60]
