from __future__ import annotations

import pytest
from msgspec.structs import replace

from console.model.node import NodeState
from console.panels import Sample
from console.ui.dashboard.history import SPAN_SECONDS, FleetHistory, gaps_between, leading_site, runs_of, sample_of
from tests.gui.fleet import fleet


def power(sample: Sample) -> float | None:
    return sample.power_draw_watts


def test_a_sample_sums_up_only_who_answers() -> None:
    views = fleet()[:2]
    both = sample_of(views, 5.0)
    one = sample_of((views[0], replace(views[1], state=NodeState.UNREACHABLE)), 5.0)
    watts = [sum(gpu.power_draw_watts or 0 for gpu in v.snapshot.gpus) for v in views if v.snapshot]
    assert (both.power_draw_watts, one.power_draw_watts) == (sum(watts), watts[0])
    assert both.site_power_watts == (("FRA1", sum(watts)),)
    assert both.hottest_celsius is not None and both.median_celsius is not None
    assert both.median_celsius <= both.hottest_celsius


def test_nobody_answers() -> None:
    assert sample_of([replace(view, state=NodeState.UNREACHABLE) for view in fleet()], 5.0) == Sample(5.0)


def test_one_sample_each_two_seconds() -> None:
    history = FleetHistory()
    assert history.is_due(100.0)
    history.add(Sample(100.0))
    assert not history.is_due(101.0) and history.is_due(101.9)


def test_the_ring_forgets_what_is_older_than_an_hour() -> None:
    history = FleetHistory()
    for number in range(3000):
        history.add(Sample(number * 2.0))
    assert history.samples[-1].taken_at - history.samples[0].taken_at == SPAN_SECONDS
    history.add(Sample(1e6))
    assert len(history.samples) == 1


def test_a_clock_that_was_set_back_does_not_turn_the_line() -> None:
    history = FleetHistory()
    for moment in (10.0, 20.0, 30.0, 15.0):
        assert history.is_due(moment)
        history.add(Sample(moment))
    assert [sample.taken_at for sample in history.samples] == [10.0, 15.0]


def test_missing_samples_and_missing_values_part_the_line() -> None:
    samples = [Sample(0, 1.0), Sample(2, 2.0), Sample(60, 3.0), Sample(62), Sample(64, 4.0)]
    runs = runs_of(samples, power)
    assert runs == [((0, 1.0), (2, 2.0)), ((60, 3.0),), ((64, 4.0),)]
    assert gaps_between(runs) == [(2, 60), (60, 64)]


@pytest.mark.parametrize(("end", "gap"), [(70.0, []), (90.0, [(64.0, 90.0)])])
def test_silence_up_to_now_is_a_gap_too(end: float, gap: list[tuple[float, float]]) -> None:
    assert gaps_between(runs_of([Sample(62.0, 1.0), Sample(64.0, 1.0)], power), end) == gap


def test_the_leading_site_is_shown_beside_the_total_only() -> None:
    assert leading_site([Sample(0, 1.0, (("A", 1.0), ("B", 2.0)))]) == "B"
    assert leading_site([Sample(0, 1.0, (("A", 1.0),))]) == leading_site([]) == ""
