from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ui.dashboard.scale import scale_for


@pytest.mark.parametrize(
    ("lowest", "highest", "ticks"),
    [
        (58, 88, (40, 60, 80, 100)),
        (60, 132, (60, 90, 120, 150)),
        (0, 1, (0, 0.4, 0.8, 1.2)),
        (59, 137.7, (40, 80, 120, 160)),
    ],
)
def test_three_steps_on_round_numbers(lowest: float, highest: float, ticks: tuple[float, ...]) -> None:
    assert scale_for(lowest, highest).ticks == pytest.approx(ticks)


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_every_value_has_its_place(one: float, other: float) -> None:
    low, high = sorted((one, other))
    scale = scale_for(low, high)
    assert 0 <= scale.low <= low + 1e-6 and scale.high >= high - 1e-6
    assert -1e-6 <= scale.share(low) <= scale.share(high) <= 1 + 1e-6


def test_ticks_know_their_decimals() -> None:
    assert (scale_for(40, 100).places, scale_for(0, 1).places) == (0, 1)
