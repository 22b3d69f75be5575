from __future__ import annotations

import pytest

from console.app.readiness import OwnShell
from console.model.ids import LOCAL_NODE, NodeId
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


async def test_what_hangs_here_is_ended() -> None:
    with pytest.raises(TimeoutError):
        await OwnShell().run("sleep 60 & sleep 60", timeout=0.2)
    ended = await OwnShell().run("cat; echo no >&2; exit 3", stdin=b"yes", timeout=10)
    assert (ended.rc, ended.stdout, ended.stderr) == (3, b"yes", b"no\n")
