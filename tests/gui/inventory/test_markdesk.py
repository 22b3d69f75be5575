from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QItemSelectionModel

from console.model.errors import Problem
from console.model.marks import Mark, MarkChange, MarkTargets
from console.model.node import Environment, Source
from console.ui.inventory.markdesk import MarkDesk
from console.ui.inventory.marksheet import MarkSheet
from console.ui.models.ordering import Grouping, Order
from console.wire import messages as m
from tests.gui.conftest import Desk

FILE = "/home/ops/inventory.toml"
PROD = MarkChange(environment=Environment.PRODUCTION, add_tags=("prod",))


@pytest.fixture
def marking(desk: Desk) -> MarkDesk:
    made = MarkDesk(desk.window, desk.bridge)
    for view in list(desk.views.values()):
        desk.views[view.node.name] = replace(view, node=replace(view.node, source=Source.ANSIBLE))
    desk.change(*desk.views.values())
    return made


def shown(desk: Desk) -> MarkSheet:
    sheet = desk.window.sheets.current
    assert isinstance(sheet, MarkSheet)
    return sheet


def choose(desk: Desk, *names: str) -> None:
    view = desk.window.panel.view
    view.clearSelection()
    for name in names:
        row = desk.window.fleet.node_row(desk.views[name].node.id)
        assert row is not None
        view.selectionModel().select(desk.window.fleet.index_of(row), QItemSelectionModel.SelectionFlag.Select)


def test_several_nodes_are_marked_and_the_marks_taken_back(desk: Desk, marking: MarkDesk) -> None:
    choose(desk, "gpu-a01", "gpu-b02")
    desk.window.commands["mark_nodes"].trigger()
    targets = MarkTargets((desk.views["gpu-a01"].node.id, desk.views["gpu-b02"].node.id))
    assert desk.bridge.answer(m.Marks((Mark("gpu-a01"), Mark("gpu-b02")), FILE, "v1")) == m.AskMarks(targets=targets)
    sheet = shown(desk)
    assert sheet.accessibleName() == "Mark 2 nodes"
    sheet.environment.choose("production", "")
    sheet.tags.setText("prod")
    sheet.save_button.click()
    wanted = m.ChangeMarks(targets=targets, change=PROD, version="v1")
    assert desk.bridge.answer(m.MarksChanged(7)) == wanted
    assert desk.window.sheets.current is None
    desk.window.toast._action.click()
    assert desk.bridge.answer(None) == m.UndoMarks(number=7)
    assert "as they were before" in desk.window.toast.accessibleName()
    desk.window.toast.hide()


def test_a_file_that_moved_on_is_read_again_and_what_was_typed_is_saved_then(desk: Desk, marking: MarkDesk) -> None:
    choose(desk, "gpu-a01")
    desk.window.commands["mark_nodes"].trigger()
    desk.bridge.answer(m.Marks((Mark("gpu-a01"),), FILE, "v1"))
    sheet = shown(desk)
    sheet.tags.setText("prod")
    sheet.save_button.click()
    _request, _reply, refuse = desk.bridge.asked.pop()
    assert refuse is not None
    refuse(Problem("inventory.file_moved_on", "It was changed."))
    desk.bridge.answer(m.Marks((Mark("gpu-a01", tags=("theirs",)),), FILE, "v2"))
    assert shown(desk) is sheet
    sheet.tags.setText("prod, theirs")
    sheet.save_button.click()
    again = desk.bridge.answer(m.MarksChanged(8))
    assert isinstance(again, m.ChangeMarks)
    assert (again.version, again.change) == ("v2", MarkChange(add_tags=("prod",)))
    desk.window.toast.hide()


def test_a_group_is_marked_as_one_and_what_is_no_group_of_the_inventory_as_its_nodes(
    desk: Desk, marking: MarkDesk
) -> None:
    view = desk.window.panel.view
    view.setCurrentIndex(view.model().index(0, 0, view.model().index(0, 0)))
    ((words, mark),) = [entry for entries in desk.window.panel.choice_entries for entry in entries(view.choice())]
    assert words.startswith("Mark")
    mark()
    asked = desk.bridge.answer(m.Marks((Mark(group=("FRA1", "Rack A01")),), FILE, "v1"))
    assert asked == m.AskMarks(targets=MarkTargets(groups=(("FRA1", "Rack A01"),)))
    assert shown(desk).accessibleName() == "Mark the group FRA1 / Rack A01"
    shown(desk).reject()
    desk.window.fleet.set_order(Order(Grouping.DISTRO))
    view.setCurrentIndex(view.model().index(0, 0))
    desk.window.commands["mark_nodes"].trigger()
    request = desk.bridge.asked.pop()[0]
    assert isinstance(request, m.AskMarks)
    assert len(request.targets.node_ids) > 1
    assert request.targets.groups == ()


def test_what_stands_in_no_inventory_is_not_offered(desk: Desk, marking: MarkDesk) -> None:
    lone = replace(desk.views["gpu-a01"], node=replace(desk.views["gpu-a01"].node, source=Source.QUICK_CONNECT))
    desk.change(lone)
    desk.window.panel.view.select_node(lone.node.id)
    assert not [
        entry for entries in desk.window.panel.choice_entries for entry in entries(desk.window.panel.view.choice())
    ]
    desk.window.commands["mark_nodes"].trigger()
    assert not desk.bridge.asked
    assert "no inventory" in desk.window.toast.accessibleName()
    desk.window.toast.hide()
