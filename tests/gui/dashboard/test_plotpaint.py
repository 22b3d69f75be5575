from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF

from console.ui.dashboard.plotpaint import Axes, spread, thinned
from console.ui.dashboard.scale import Scale

AXES = Axes(QRectF(40, 20, 300, 90), Scale(0, 50), 3600.0)


def test_now_is_at_the_right_and_an_hour_ago_at_the_left() -> None:
    assert (AXES.x(3600.0), AXES.x(0.0)) == (340.0, 40.0)
    assert (AXES.y(0), AXES.y(150)) == (110.0, 20.0)


def test_a_peak_of_one_sample_is_not_lost() -> None:
    run = tuple((second * 2.0, 149.0 if second == 900 else 10.0) for second in range(1800))
    points = thinned(run, AXES)
    assert len(points) <= 602
    assert min(point.y() for point in points) == AXES.y(149.0)
    assert (points[-1].x(), points[-1].y()) == (AXES.x(3598.0), AXES.y(10.0))


@given(st.lists(st.floats(20, 110), min_size=1, max_size=3))
def test_labels_do_not_touch(middles: list[float]) -> None:
    moved = sorted(spread(middles, 15, AXES.rect))
    assert all(after - before >= 15 - 1e-6 for before, after in pairwise(moved))
