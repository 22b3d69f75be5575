from __future__ import annotations

import pytest
from msgspec.structs import replace

from console.model.gpu import Gpu
from console.model.node import NodeState
from console.ui.dashboard.heatmarks import Mark, mark_name, mark_of, words_of
from console.ui.dashboard.legend import MARKS
from tests.gui.fleet import XID, fleet, node_view

GPU, HOT, LOST = Gpu(0, temperature_celsius=60.0), Gpu(0, temperature_celsius=85.0), Gpu(0, fault=XID)


@pytest.mark.parametrize(
    ("state", "gpu", "mark"),
    [
        (NodeState.OK, GPU, Mark.NONE),
        (NodeState.WARNING, HOT, Mark.HOT),
        (NodeState.FAILED, LOST, Mark.FAILED),
        (NodeState.FAILED, GPU, Mark.NONE),
        (NodeState.FAILED, None, Mark.FAILED),
        (NodeState.OK, None, Mark.UNKNOWN),
        (NodeState.KEY_CHANGED, LOST, Mark.KEY),
        (NodeState.UNREACHABLE, HOT, Mark.UNREACHABLE),
        (NodeState.CONNECTING, None, Mark.CONNECTING),
        (NodeState.STALE, HOT, Mark.STALE),
        (NodeState.DRAINED, GPU, Mark.DRAINED),
    ],
)
def test_the_most_severe_mark_wins(state: NodeState, gpu: Gpu | None, mark: Mark) -> None:
    assert mark_of(node_view("n", state=state), gpu) is mark


def test_the_legend_has_a_word_for_every_mark() -> None:
    assert set(MARKS) == set(Mark) - {Mark.NONE, Mark.UNKNOWN}
    assert all(mark_name(mark) for mark in MARKS)


def test_a_cell_in_words() -> None:
    view = fleet()[2]
    words = words_of(view, 4)
    assert words.startswith("gpu-a03  GPU 4: H100 80 GB, ") and "°C" in words and " W" in words
    assert words_of(replace(view, state=NodeState.UNREACHABLE), 4) == "gpu-a03: Unreachable"
    assert words_of(replace(view, state=NodeState.STALE), 4).endswith("Stale")
    assert words_of(replace(view, snapshot=None, state=NodeState.FAILED), 0) == "gpu-a03: Failed"
