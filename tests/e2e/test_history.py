"""The history in the real window: drawn, compared, pinned, and still there after the core was killed."""

from __future__ import annotations

import os
import signal
import struct
import time

import pytest

from console.model.metric import FLEET, Metric
from console.wire import messages as m
from tests.core import Client
from tests.e2e.program import COLORS, program
from tests.e2e.screen import screen, wait_for

pytestmark = [pytest.mark.xvfb, pytest.mark.slow, pytest.mark.timeout(180)]


def fleet_power(client: Client, start: float) -> list[float]:
    """Return the moments of which the fleet's power is known since ``start``."""
    series = (m.SeriesRef(FLEET, Metric.POWER),)
    history = client.ask(m.ReadHistory(series=series, start=start, end=time.time() + 1, points=500))
    assert isinstance(history, m.History)
    return [moment for (moment,) in struct.iter_unpack("<d", history.curves[0].moments)]


def test_history_is_drawn_pinned_and_survives_a_killed_core() -> None:
    started = time.time()
    with screen() as glass, program(glass, ["demo"], "demo") as app:
        app.start()
        with app.look() as client:
            client.send(m.WatchFleet())
            wait_for(lambda: len(fleet_power(client, started)) >= 2, 60, "samples of the fleet")
            before = fleet_power(client, started)
        app.go("History of the fleet")
        app.screen.still()  # the dashboard, which has lines of these colours too, has given way
        wait_for(lambda: glass.count(COLORS["s1"]) > 60, 30, "the lines are drawn")
        glass.type("gpu-a01/3\n")
        wait_for(lambda: glass.count(COLORS["s2"]) > 40, 30, "a GPU is compared with the fleet")
        glass.picture("history-page")
        app.screen.keys("Escape")

        os.kill(app.cores()[0], signal.SIGKILL)
        wait_for(app.has_banner, 20, "the window says that the core has ended")
        app.screen.keys("Return")
        wait_for(lambda: not app.has_banner() and bool(app.cores()), 40, "another core has been started")
        with app.look() as client:
            after = fleet_power(client, started)
        assert set(map(round, before[:-1])) <= set(map(round, after)), "what was written is there"
        log = app.log.read_text()
        assert "Traceback" not in log, log
