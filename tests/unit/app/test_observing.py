from __future__ import annotations

import struct
import time

from console.app import paths
from console.model.ids import LOCAL_NODE, NodeId
from console.model.metric import Metric
from console.wire import messages as m
from tests.core import Client, core_in_thread


def loads(client: Client, node_id: NodeId = LOCAL_NODE) -> list[float]:
    now = time.time()
    series = (m.SeriesRef(node_id, Metric.LOAD),)
    history = client.ask(m.ReadHistory(series=series, start=now - 600, end=now + 1, points=300))
    assert isinstance(history, m.History)
    (curve,) = history.curves
    assert len(curve.moments) == 2 * len(curve.means)
    return [value for (value,) in struct.iter_unpack("<f", curve.means)]


def test_what_a_node_says_is_kept_for_the_next_core() -> None:
    with core_in_thread() as client:
        client.welcome()
        client.send(m.WatchFleet())
        client.until(lambda: bool(loads(client)))
        assert loads(client, NodeId("unknown")) == []
        before = len(loads(client))
    assert (paths.user_folders().state / "history" / "fleet.sqlite").exists()
    with core_in_thread() as client:
        client.welcome()
        assert len(loads(client)) >= before
