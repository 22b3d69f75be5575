from __future__ import annotations

import numpy as np

from console.ui.history.curves import line_of, unknown
from console.ui.history.subjects import WHOLE_FLEET
from console.wire import messages as m
from tests.gui.history.conftest import curve

REF = m.SeriesRef(WHOLE_FLEET.node_id, 4)


def test_a_line_has_a_hole_in_each_gap_and_is_in_the_panels_unit() -> None:
    line = line_of(WHOLE_FLEET, "Fleet", curve(REF, [0, 2, 4, 60, 62], lambda _m: 500.0), 1000)
    assert list(line.gaps) == [(4.0, 60.0)]
    assert line.last == 0.5
    assert np.isnan(line.means).tolist() == [False, False, False, True, False, False]
    assert [line.nearest(moment) for moment in (3.1, 30, 61)] == [2, None, 4]


def test_only_what_nobody_knows_is_a_gap() -> None:
    one = line_of(WHOLE_FLEET, "a", curve(REF, [0, 2, 4, 60, 62], lambda _m: 1.0), 1)
    other = line_of(WHOLE_FLEET, "b", curve(REF, range(0, 40, 2), lambda _m: 1.0), 1)
    assert unknown([one], 100, 20) == [(4, 60), (62, 100)]
    assert unknown([one, other], 70, 20) == [(38, 60)]
    assert unknown([], 70, 20) == []


def test_an_empty_curve_is_an_empty_line() -> None:
    line = line_of(WHOLE_FLEET, "a", curve(REF, [], lambda _m: 1.0), 1)
    assert line.last is None
    assert line.nearest(3) is None
