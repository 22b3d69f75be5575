from __future__ import annotations

from console.model.ids import DeployId, NodeId
from console.model.service import DeployState
from console.ui.deploymoves import DeployMoves
from console.wire import messages as m
from tests.gui.wizards.walk import deploy


def test_a_small_event_makes_a_whole_view_while_a_deploy_runs_and_none_afterwards() -> None:
    moves = DeployMoves()
    event = m.DeployMoved(DeployId("d1"), "carry", 0.75, "three quarters")
    assert moves.moved(event) is None
    moves.keep([deploy(DeployState.RUNNING, NodeId("n1"))])
    view = moves.moved(event)
    assert view is not None
    assert (view.steps[1].progress, view.steps[1].output) == (0.75, "three quarters")
    assert view.steps[0] == deploy(DeployState.RUNNING, NodeId("n1")).steps[0]
    moves.keep([deploy(DeployState.SERVING, NodeId("n1"))])
    assert moves.moved(event) is None
