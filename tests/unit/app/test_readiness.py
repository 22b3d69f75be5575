from __future__ import annotations

import pytest

from console.app.readiness import OwnShell
from console.model.ids import LOCAL_NODE, NodeId
from console.model.readiness import Fits, Workload
from console.model.service import Verdict
from console.wire import messages as m
from tests.core import core_in_thread


def test_this_computer_over_the_whole_way() -> None:
    with core_in_thread() as client:
        client.welcome()
        done = client.ask(m.RunReadiness(node_id=LOCAL_NODE), within=60.0)
        assert isinstance(done, m.ReadinessDone)
        told = [event for event in client.events if isinstance(event, m.ReadinessResult)]
        assert {event.result.check for event in told} == {result.check for result in done.report.results}
        assert done.report.results[0].verdict is Verdict.PASS
        assert client.refused(m.RunReadiness(node_id=NodeId("nowhere"))) == "fleet.no_such_node"


def test_what_would_run_here_and_where_a_model_would() -> None:
    with core_in_thread() as client:
        client.welcome()
        nothing = client.ask(m.WhatRuns(node_id=LOCAL_NODE, workload=Workload()))
        assert nothing == m.WhatWouldRun(())
        client.send(m.WatchFleet(node_ids=(LOCAL_NODE,)))

        def told() -> bool:
            found = client.ask(m.WhatRuns(node_id=LOCAL_NODE, workload=Workload(2048)))
            return isinstance(found, m.WhatWouldRun) and bool(found.fits)

        client.until(told, 60.0)
        known = client.ask(m.ListKnownModels())
        assert isinstance(known, m.KnownModels) and len(known.models) >= 20
        ranking = client.ask(m.RankNodes(model_id="smollm2-135m", workload=Workload(2048)))
        assert isinstance(ranking, m.Ranking)
        (here,) = [rank for rank in ranking.ranks if rank.node_id == LOCAL_NODE]
        assert here.fit is not None and here.fit.fits is not Fits.NO
        assert client.refused(m.RankNodes(model_id="nothing", workload=Workload())) == "readiness.no_such_model"


async def test_what_hangs_here_is_ended() -> None:
    with pytest.raises(TimeoutError):
        await OwnShell().run("sleep 60 & sleep 60", timeout=0.2)
    ended = await OwnShell().run("cat; echo no >&2; exit 3", stdin=b"yes", timeout=10)
    assert (ended.rc, ended.stdout, ended.stderr) == (3, b"yes", b"no\n")
