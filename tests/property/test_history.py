"""Nothing is lost or doubled on the way from one tier of the history to the next, whatever order things happen in."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from console.fleet.blocks import MISSING
from console.fleet.curves import curve_of
from console.fleet.history import HistoryFile
from console.fleet.samples import Sample
from console.model.ids import NodeId
from console.model.metric import Metric, series_key

NODE = NodeId("n")
KEY = series_key(Metric.POWER, 3)
T0 = 1_800_057_600

STEPS = st.lists(
    st.tuples(st.integers(0, 5000), st.integers(1, 200), st.sampled_from([1, 2, 7, 30, 60]), st.booleans()),
    min_size=1,
    max_size=8,
)
"""Seconds to let pass, samples, seconds between them, whether to roll up and prune afterwards."""


@settings(max_examples=40)
@given(STEPS, st.sampled_from([0, 10, 60, 600]))
def test_every_sample_is_in_what_is_read(steps: list[tuple[int, int, int, bool]], step: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = HistoryFile(Path(folder, "h.sqlite"), 64 << 20)
        now, told = T0, {}
        for passes, count, every, tidies in steps:
            now += passes
            samples = []
            for _ in range(count):
                now += every
                told[now] = float(hash(now) % 700)
                samples.append(Sample(NODE, now, {KEY: told[now]}))
            file.write(samples)
            if tidies:
                file.roll_up(now, 50)
                file.prune(now)
        found = file.read(NODE, T0, now + 1, step)
        file.close()
    assert found is not None
    known = found.means[0] != MISSING
    assert found.lows[0][known].min() == min(told.values())
    assert found.highs[0][known].max() == max(told.values())
    for moment, value in told.items():
        around = known & (found.moments > moment - 600) & (found.moments <= moment)
        assert found.lows[0][around].min() <= value <= found.highs[0][around].max()
    curve = curve_of(found, KEY, T0, now + 1, 500)
    assert len(curve.moments) <= 500
    assert curve.known_seconds <= now + 1 - T0 + 600
