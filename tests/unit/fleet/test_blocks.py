from __future__ import annotations

import math
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.fleet import blocks
from console.model.metric import Metric, series_key

KEYS = [series_key(Metric.POWER, 0), series_key(Metric.TEMPERATURE, 7), int(Metric.LOAD)]
SAMPLES = st.lists(
    st.tuples(
        st.integers(0, 599), st.dictionaries(st.sampled_from(KEYS), st.floats(-1e5, 1e5, allow_nan=False), min_size=1)
    ),
    min_size=1,
    max_size=40,
)


@given(SAMPLES)
def test_a_block_keeps_least_mean_and_greatest_of_each_step(samples: list[tuple[int, dict[int, float]]]) -> None:
    columns = blocks.merged(blocks.columns_of([(float(at), values) for at, values in samples]), 0, 10)
    back = blocks.unpack_block(blocks.pack_block(columns, 0, 10, 60), 0, 10)
    assert back.keys == columns.keys
    assert back.moments.tolist() == columns.moments.tolist()
    assert np.array_equal(back.lows, columns.lows)
    assert np.array_equal(back.means, columns.means)
    assert np.array_equal(back.highs, columns.highs)
    for row, key in enumerate(back.keys):
        step = blocks.steps_of((key,))[0]
        for column, moment in enumerate(back.moments):
            told = [v[key] for at, v in samples if moment <= at < moment + 10 and key in v]
            if not told:
                assert back.means[row, column] == blocks.MISSING
                continue
            assert back.lows[row, column] * step == pytest.approx(min(told), abs=step)
            assert back.highs[row, column] * step == pytest.approx(max(told), abs=step)
            assert back.means[row, column] * step == pytest.approx(sum(told) / len(told), abs=1.01 * step)


@given(SAMPLES)
def test_a_raw_row_keeps_every_sample(samples: list[tuple[int, dict[int, float]]]) -> None:
    columns = blocks.columns_of([(float(at), values) for at, values in samples])
    back = blocks.unpack_row(blocks.pack_row(columns, 0), 0)
    assert back.keys == columns.keys
    assert back.moments.tolist() == columns.moments.tolist()
    assert np.array_equal(back.means, columns.means)


@given(st.lists(SAMPLES, min_size=1, max_size=5))
def test_rows_of_many_nodes_are_those_of_each(nodes: list[list[tuple[int, dict[int, float]]]]) -> None:
    rows = [(10.0 * n, [(float(at), values) for at, values in samples]) for n, samples in enumerate(nodes)]
    each = [blocks.pack_row(blocks.columns_of(samples), start) for start, samples in rows]
    assert blocks.pack_rows(rows) == each


@given(st.binary(max_size=200))
def test_bytes_that_make_no_sense_are_refused(data: bytes) -> None:
    with suppress(ValueError):
        assert blocks.unpack_row(data, 0).means.ndim == 2
    with suppress(ValueError):
        assert blocks.unpack_block(data, 0, 10).means.ndim == 2


def test_a_value_that_is_no_number_is_unknown() -> None:
    columns = blocks.columns_of([(0.0, {KEYS[0]: math.nan, KEYS[1]: 66.5}), (1.0, {KEYS[0]: math.inf, KEYS[1]: 1e300})])
    assert columns.keys == (KEYS[0], KEYS[1])
    assert columns.means.tolist() == [[blocks.MISSING, blocks.MISSING], [133, blocks.MISSING]]


def test_what_comes_late_is_joined_with_what_is_there() -> None:
    power = KEYS[0]
    known = blocks.columns_of([(0.0, {power: 100.0}), (10.0, {power: 200.0})])
    fresh = blocks.columns_of([(10.0, {power: 300.0}), (20.0, {power: 400.0})])
    both = blocks.overlaid(known, fresh, 0, 10)
    assert both.moments.tolist() == [0, 10, 20]
    assert both.lows[0].tolist() == [100, 200, 400]
    assert both.means[0].tolist() == [100, 300, 400]
    assert both.highs[0].tolist() == [100, 300, 400]


def test_a_fleet_of_8000_gpus_fits_into_its_bound() -> None:
    """Busy GPUs, the worst case: what a block of an hour takes decides how far minutes reach back in 2 GB."""
    rng = np.random.default_rng(4)
    moments = np.arange(0, 3600, 10.0)
    keys = tuple(series_key(metric, gpu) for gpu in range(8) for metric in (Metric(1), Metric(2), Metric(3), Metric(4)))
    noise = {1: 4 / 0.5, 2: 0.0, 3: 0.4 / 0.5, 4: 25.0}
    table = np.array([600 + rng.normal(0, noise[key % 256] + 1e-9, len(moments)) for key in keys]).astype(np.int32)
    minutes = blocks.merged(blocks.Columns(keys, moments, table, table, table), 0, 60)
    minute_bytes = len(blocks.pack_block(minutes, 0, 60, 60))
    assert 1000 * minute_bytes * 24 * 14 < 2e9, "two weeks of minutes"
    tens = blocks.merged(minutes, 0, 600)
    day = 24 * len(blocks.pack_block(tens, 0, 600, 6))
    assert 1000 * day * 30 < 0.9e9, "30 days of ten minutes"
