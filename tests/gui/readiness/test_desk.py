from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from console.ui.readiness.desk import ReadinessDesk
from console.ui.readiness.fitpage import FitPage, RankPage
from console.ui.readiness.page import ReadinessPage
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.readiness.reports import report


@pytest.fixture
def readiness(desk: Desk) -> ReadinessDesk:
    return ReadinessDesk(desk.window, desk.bridge)


def test_from_the_menu_of_a_node(desk: Desk, readiness: ReadinessDesk) -> None:
    view = desk.views["gpu-a01"]
    entries = dict(entry for offer in desk.window.panel.menu_entries for entry in offer(view))
    entries["Readiness…"]()
    page = desk.window.views.page(f"readiness {view.node.id}")
    assert isinstance(page, ReadinessPage) and desk.window.views.front == f"readiness {view.node.id}"
    assert desk.bridge.asked[-1][0] == m.RunReadiness(node_id=view.node.id)


def test_from_the_command_field_for_the_chosen_node(desk: Desk, readiness: ReadinessDesk) -> None:
    desk.window.panel.view.select_node(desk.views["gpu-a05"].node.id)
    desk.window.commands["readiness"].trigger()
    assert desk.bridge.asked[-1][0] == m.RunReadiness(node_id=desk.views["gpu-a05"].node.id)


def test_with_nothing_chosen_it_says_so(bare: Desk) -> None:
    ReadinessDesk(bare.window, bare.bridge)
    bare.window.commands["readiness"].trigger()
    assert "Choose a node" in bare.window.toast.accessibleName()
    bare.window.toast.hide()


def test_what_was_written_under_other_names_is_closed(desk: Desk, readiness: ReadinessDesk) -> None:
    node_id = desk.views["gpu-a01"].node.id
    readiness.open(node_id)
    readiness.what_runs(node_id)
    desk.bridge.redaction.emit(True)
    assert desk.window.views.front is None
    assert desk.window.views.page(f"readiness {node_id}") is None


def test_the_report_goes_into_a_file(desk: Desk, readiness: ReadinessDesk, tmp_path: Path) -> None:
    page = readiness.open(desk.views["gpu-a01"].node.id)
    assert page is not None
    desk.bridge.answer(m.ReadinessDone(report()))
    page.export_wanted.emit("markdown")
    (dialog,) = page.findChildren(QFileDialog)
    assert dialog.defaultSuffix() == "md"
    target = str(tmp_path / "report.md")
    dialog.fileSelected.emit(target)
    dialog.reject()
    request = desk.bridge.answer(None)
    assert (
        isinstance(request, m.SaveText) and request.path == target and request.text.startswith("# Readiness of gpu01")
    )
    desk.window.toast.hide()


def test_from_what_would_run_to_the_nodes_for_a_model_and_back(desk: Desk, readiness: ReadinessDesk) -> None:
    node_id = desk.views["gpu-a01"].node.id
    page = readiness.open(node_id)
    assert page is not None
    page.models_button.click()
    runs = desk.window.views.page(f"runs {node_id}")
    assert isinstance(runs, FitPage) and desk.window.views.front == f"runs {node_id}"
    runs.rank_wanted.emit("llama-3.1-8b")
    ranking = desk.window.views.page("rank")
    assert isinstance(ranking, RankPage)
    ranking.report_wanted.emit(node_id)
    assert desk.window.views.front == f"readiness {node_id}"
    desk.window.commands["rank_nodes"].trigger()
    assert desk.window.views.front == "rank"
