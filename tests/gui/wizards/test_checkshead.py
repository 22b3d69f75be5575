from __future__ import annotations

from PySide6.QtWidgets import QWidget

from console.model.ids import NodeId
from console.model.service import Verdict
from console.ui.theme import Themes
from console.ui.wizards.checkshead import ChecksHead

A, B = NodeId("a"), NodeId("b")


def test_the_node_whose_report_is_shown_stays_when_results_come(themes: Themes, parent: QWidget) -> None:
    head = ChecksHead(themes, parent)
    head.show_nodes({A: Verdict.FAIL, B: Verdict.PASS}, {A: "gpu-a01"})
    texts = [head.nodes.itemText(place) for place in range(head.nodes.count())]
    assert texts == ["Summary of 2 nodes", "gpu-a01: FAIL", "b: PASS"]
    head.nodes.setCurrentIndex(2)
    head.show_nodes({B: Verdict.FAIL, A: Verdict.PASS}, {})
    assert head.node == B
    head.show_nodes({A: Verdict.PASS}, {})
    assert head.node is None


def test_a_running_check_cannot_be_started_again(themes: Themes, parent: QWidget) -> None:
    head = ChecksHead(themes, parent)
    head.show_state({Verdict.PASS: 2}, (3, 14), "")
    assert not head.again_button.isEnabled()
    assert head._progress.text() == "Checking, 3 of 14"
    head.show_state({Verdict.PASS: 2}, None, "The core has ended.")
    assert head.again_button.isEnabled()
    assert head._problem.text() == "The core has ended."
