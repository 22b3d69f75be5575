from __future__ import annotations

import numpy as np
import pytest

from console.fleet.blocks import columns_of, joined, merged
from console.fleet.curves import EMPTY, curve_of, step_for
from console.model.metric import Metric, series_key

POWER = series_key(Metric.POWER, 0)


def test_no_more_points_than_asked_for_and_no_peak_is_lost() -> None:
    columns = columns_of([(float(at), {POWER: 700.0 if at == 1234 else 300.0}) for at in range(0, 3600, 2)])
    curve = curve_of(columns, POWER, 0, 3600, 100)
    assert 90 <= len(curve.moments) <= 100
    assert curve.highs.max() == 700
    assert curve.lows.min() == 300
    assert np.all(np.diff(curve.moments) > 0)


def test_energy_counts_known_time_only() -> None:
    first = [(float(at), {POWER: 500.0}) for at in range(0, 600, 2)]
    second = [(float(at), {POWER: 500.0}) for at in range(3000, 3600, 2)]
    curve = curve_of(columns_of(first + second), POWER, 0, 3600, 900)
    assert curve.known_seconds == pytest.approx(1200, abs=10)
    assert curve.integral == pytest.approx(500 * 1200, rel=0.01)
    assert np.diff(curve.moments).max() > curve.gap_seconds, "the gap is a gap"


def test_steps_of_several_lengths_make_one_line() -> None:
    minutes = merged(columns_of([(float(at), {POWER: 500.0}) for at in range(0, 18_000, 10)]), 0, 60)
    newest = columns_of([(float(at), {POWER: 500.0}) for at in range(18_000, 21_600, 2)])
    curve = curve_of(joined([minutes, newest]), POWER, 0, 21_600, 360)
    assert np.diff(curve.moments).max() <= curve.gap_seconds
    assert curve.known_seconds == pytest.approx(21_600, rel=0.01)


def test_a_source_that_is_asked_seldom_has_no_gaps_between_its_samples() -> None:
    curve = curve_of(columns_of([(float(at), {POWER: 1.0}) for at in range(0, 3600, 60)]), POWER, 0, 3600, 900)
    assert len(curve.moments) == 60
    assert curve.gap_seconds > 60


def test_what_nobody_measured_is_empty() -> None:
    assert curve_of(None, POWER, 0, 60, 10) is EMPTY
    assert curve_of(columns_of([(1.0, {POWER: 1.0})]), POWER + 256, 0, 60, 10) is EMPTY


@pytest.mark.parametrize(("span", "step"), [(900, 0), (3600, 0), (6 * 3600, 10), (86_400, 60), (30 * 86_400, 600)])
def test_the_steps_that_are_read(span: int, step: int) -> None:
    assert step_for(span, 720) == step
