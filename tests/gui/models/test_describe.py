from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication

from console.model.errors import Problem
from console.model.gpu_problem import DRIVER_NOT_LOADED, node_problem
from console.model.node import SEVERITY, ChangeSet, NodeState, Snapshot
from console.ui.models.describe import TIP_COLUMNS, describe_row, shown_problem, state_name, tool_tip
from console.ui.models.fleet import FleetModel
from console.ui.models.rows import Row, RowKind
from tests.gui.fleet import NOW, fleet, node_view

PROBLEM = node_problem(DRIVER_NOT_LOADED)


def test_every_state_has_its_word() -> None:
    assert len({state_name(state) for state in SEVERITY}) == len(SEVERITY)


def test_rows_are_told_in_words(qapp: QApplication) -> None:
    model = FleetModel()
    views = fleet()
    model.apply(ChangeSet(changed=views))
    warm = model.node_row(next(view.node.id for view in views if view.node.name == "gpu-a06"))
    assert warm is not None
    words = describe_row(warm)
    assert words.startswith("gpu-a06, Warning, Ubuntu 24.04, ")
    assert "88 °C" in words
    assert words.endswith(", Production")
    assert warm.parent is not None
    assert describe_row(warm.parent) == "Rack A01, 8 of 8 reachable, Warning, Production"
    assert describe_row(warm.children[4]).startswith("GPU 4, H100 80 GB, ")
    index = model.index(0, 0, QModelIndex())
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "FRA1, 15 of 16 reachable, Host key changed, Production"


def test_a_tool_tip_has_the_whole_name_the_state_and_the_cause(qapp: QApplication) -> None:
    model = FleetModel()
    views = fleet()
    model.apply(ChangeSet(changed=views))
    row = model.node_row(next(view.node.id for view in views if view.node.name == "gpu-b06"))
    assert row is not None
    tip = tool_tip(row)
    assert "gpu-b06  192.0.2.36" in tip
    assert "HAS CHANGED" in tip
    assert "Rocky Linux 9.4" in tip


def test_a_tool_tip_wraps_and_says_a_cause_once() -> None:
    problem = node_problem(DRIVER_NOT_LOADED)
    view = replace(
        node_view("n", state=NodeState.FAILED), problem=problem, snapshot=Snapshot(1, NOW, gpu_problem=problem)
    )
    row = Row(1, RowKind.NODE, "n", None, own=view)
    lines = tool_tip(row).splitlines()
    assert lines.count("The NVIDIA driver is not loaded.") == 1
    assert max(map(len, lines)) <= TIP_COLUMNS


def test_a_failed_row_is_told_with_its_cause_and_no_word_twice() -> None:
    failed = Row(1, RowKind.NODE, "n", None, own=replace(node_view("n", state=NodeState.FAILED), problem=PROBLEM))
    assert describe_row(failed) == "n, Failed, The NVIDIA driver is not loaded, No driver"
    silent = Row(1, RowKind.NODE, "n", None, own=replace(node_view("n", state=NodeState.UNREACHABLE), snapshot=None))
    assert describe_row(silent) == "n, Unreachable"


def test_a_problem_names_the_address_that_is_shown() -> None:
    view = node_view("n")
    shown = replace(view, node=replace(view.node, host="127.0.0.1", address_shown="192.0.2.9"))
    lost = Problem("ssh.lost", "Lost {host}.", "", {"host": "127.0.0.1"})
    assert shown_problem(lost, shown).text() == "Lost 192.0.2.9."
    assert shown_problem(lost, None) is lost
