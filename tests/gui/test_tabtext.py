from __future__ import annotations

import pytest

from console.model.errors import Problem
from console.model.node import Environment, NodeState, NodeView
from console.ui.signs import Sign
from console.ui.tabtext import tab_look
from console.wire.messages import TabState
from tests.gui.fakes import tab
from tests.gui.fleet import KEY_CHANGED, fleet

VIEWS = {view.node.name: view for view in fleet()}
NODE = VIEWS["gpu-a03"]


@pytest.mark.parametrize(
    ("state", "problem", "sign", "detail"),
    [
        (TabState.OPEN, None, Sign.OK, "0.8 ms"),
        (TabState.CONNECTING, None, Sign.BUSY, "connecting…"),
        (TabState.WAITING, None, Sign.HOLLOW, "not connected"),
        (TabState.ENDED, None, Sign.HOLLOW, "ended"),
        (TabState.LOST, None, Sign.UNREACHABLE, "lost"),
        (TabState.LOST, KEY_CHANGED, Sign.KEY, "blocked"),
    ],
)
def test_a_tab_tells_its_state(state: TabState, problem: Problem | None, sign: Sign, detail: str) -> None:
    look = tab_look(tab(1, NODE, state, problem), NODE)
    assert (look.name, look.sign, look.detail, look.environment) == ("gpu-a03", sign, detail, Environment.PRODUCTION)


def test_a_retry_is_counted_down() -> None:
    assert tab_look(tab(1, NODE, TabState.LOST, retry_in_seconds=8.2), NODE).detail == "retry 8 s"


def test_a_warning_of_the_node_is_seen_on_its_tab() -> None:
    assert tab_look(tab(1, VIEWS["gpu-a06"]), VIEWS["gpu-a06"]).sign is Sign.WARNING
    calm = NodeView(NODE.node, NodeState.STALE)
    assert tab_look(tab(1, calm), calm).sign is Sign.OK


def test_a_tab_of_an_unknown_node_still_has_a_name() -> None:
    assert tab_look(tab(1, NODE), None).name == "gpu-a03"
