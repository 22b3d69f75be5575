"""Seeded values."""

from __future__ import annotations

import itertools

from console.sim.noise import fraction, pick, wander


def test_values_depend_on_the_key_alone_and_stay_in_range() -> None:
    assert fraction(7, "a") == fraction(7, "a") != fraction(8, "a")
    assert {pick(3, 5, number) for number in range(200)} == {3, 4, 5}


def test_the_curve_is_smooth_and_bounded() -> None:
    values = [wander(step / 10, 20, "x") for step in range(2000)]
    assert max(map(abs, values)) <= 1
    assert max(abs(one - other) for one, other in itertools.pairwise(values)) < 0.02
