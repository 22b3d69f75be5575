from __future__ import annotations

import pytest

from console.model.metric import SPECS, Metric, gpu_of, metric_of, series_key


@pytest.mark.parametrize("metric", list(Metric))
@pytest.mark.parametrize("gpu", [None, 0, 7, 15])
def test_a_key_says_metric_and_gpu(metric: Metric, gpu: int | None) -> None:
    key = series_key(metric, gpu)
    assert metric_of(key) is metric
    assert gpu_of(key) == gpu
    assert SPECS[metric].step > 0


def test_the_numbers_are_those_in_the_files() -> None:
    assert [int(metric) for metric in Metric] == [1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 20, 21, 22]
