from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from console.model.ids import DeployId, NodeId
from console.model.record import Compared, Deed
from console.model.service import DeployState
from console.model.text import Text
from console.ui.clusters.table import ClusterTable
from console.ui.services.recordview import RecordView
from console.ui.theme import Themes
from console.wire import messages as m
from tests.gui.conftest import drop
from tests.gui.fakes import FakeBridge
from tests.gui.services.values import PROBLEM, service

NODE = NodeId("fra1/a")
DEEDS = (
    Deed("deploy", "ops@desk", 1_790_000_000.0, DeployState.SERVING),
    Deed("scale 3", "ops@desk", 1_790_000_100.0, DeployState.SERVING, PROBLEM),
    Deed("stop", "", 1_790_000_200.0),
)
SAME = Compared(Text("Write run"), "/srv/x/run", differs=False)
OTHER = Compared(Text("Write unit"), "/srv/x/unit", differs=True, found="No such file")


@pytest.fixture
def record(themes: Themes, bridge: FakeBridge, qtbot: QtBot) -> Iterator[RecordView]:
    made = RecordView(themes, bridge)
    made.show_deploy(service("d1", NODE))
    yield made
    drop(made)


def rows(table: ClusterTable, first: int = 0) -> list[str]:
    model = table.rows
    return [
        " | ".join(model.index(place, at).data() for at in range(first, model.columnCount()))
        for place in range(model.rowCount())
    ]


def test_who_did_what_and_what_came_of_it(record: RecordView, bridge: FakeBridge) -> None:
    assert not bridge.asked
    record.show()
    assert bridge.answer(m.Deeds(DEEDS)) == m.ReadDeeds(deploy_id=DeployId("d1"))
    assert rows(record.deeds, 1) == [
        "ops@desk | Deploy | Serving", "ops@desk | Copies: 3 | Serving: The example failed.", "– | Stop | –",
    ]  # fmt: skip
    record.show_deploy(service("d1", NODE))
    assert not bridge.asked
    record.show_deploy(service("d1", NODE, DeployState.STOPPED))
    assert isinstance(bridge.asked[-1][0], m.ReadDeeds)


def test_what_differs_from_what_was_deployed_stands_first(record: RecordView, bridge: FakeBridge) -> None:
    record.show()
    record.compare_button.click()
    assert not record.compare_button.isEnabled()
    assert bridge.answer(m.DeployCompared((SAME, OTHER))) == m.CompareDeploy(deploy_id=DeployId("d1"))
    assert rows(record.compared) == [
        "Write unit | Differs | No such file | /srv/x/unit", "Write run | As deployed |  | /srv/x/run",
    ]  # fmt: skip
    assert record._note.text() == "1 thing differs" and record.compare_button.isEnabled()
    record.repair_button.click()
    asked = bridge.answer(None)
    assert asked == m.ControlDeploy(deploy_id=DeployId("d1"), action=m.DeployAction.REPAIR)
    assert not record.repair_button.isVisible() and rows(record.compared) == []
    record.compare_button.click()
    bridge.answer(m.DeployCompared((SAME,)))
    assert not record.repair_button.isVisible()
    assert record._note.text() == "Everything is as it was deployed."


def test_a_node_that_does_not_answer_is_said_and_another_service_begins_afresh(
    record: RecordView, bridge: FakeBridge
) -> None:
    record.show()
    bridge.answer(m.Deeds(DEEDS))
    record.compare_button.click()
    _request, _on_reply, on_problem = bridge.asked.pop()
    assert on_problem is not None
    on_problem(PROBLEM)
    assert record._failed.isVisible() and record.compare_button.isEnabled()
    record.show_deploy(service("d2", NODE))
    assert not record._failed.isVisible() and rows(record.deeds) == []
