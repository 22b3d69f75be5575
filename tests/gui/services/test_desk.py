from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.model.ids import DeployId
from console.model.node import NodeView
from console.model.service import DeployState
from console.ui.models.rows import RowKind
from console.ui.services.desk import KEY, ServicesDesk
from console.ui.wizards.deploy import RESULT, DeployWizard
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.services.values import FIGURES, service


@pytest.mark.parametrize("node", ["gpu-a03", "gpu-c01"])
def test_a_node_with_services_leads_to_them(desk: Desk, node: str) -> None:
    services = ServicesDesk(desk.window, desk.bridge, desk.clock)
    desk.bridge.deploy_changed.emit(service("d1", desk.views["gpu-a03"].node.id))
    entries = [(text, call) for make in desk.window.panel.menu_entries for text, call in make(desk.views[node])]
    found = [call for text, call in entries if text == "Services"]
    assert bool(found) is (node == "gpu-a03")
    for call in found:
        call()
        assert desk.window.views.front == KEY
        chosen = services.open().chosen
        assert chosen is not None and chosen.id == "d1"


def below(desk: Desk, view: NodeView) -> list[tuple[str, str, str]]:
    """Return the rows of services under a node."""
    row = desk.window.fleet.node_row(view.node.id)
    assert row is not None
    found = [child.inner for child in row.children if child.kind is RowKind.SERVICE]
    return [(inner.name, inner.words, inner.figure) for inner in found if inner is not None]


def test_services_stand_under_their_node_and_tell_figures_while_it_stands_open(desk: Desk, qtbot: QtBot) -> None:
    node, tree = desk.views["gpu-a03"], desk.window.panel.view
    services = ServicesDesk(desk.window, desk.bridge, desk.clock)
    row = desk.window.fleet.node_row(node.node.id)
    assert row is not None
    gpus = len(row.children)
    desk.bridge.deploy_changed.emit(service("d1", node.node.id))
    desk.bridge.deploy_changed.emit(service("d2", node.node.id, DeployState.STOPPED, name="second"))
    assert below(desk, node) == [("leitstand-smollm2", "smollm2", ":18080"), ("second", "Stopped", "")]
    assert not desk.bridge.sent_of(m.WatchService)
    tree.expand(desk.window.fleet.index_of(row))
    assert desk.bridge.sent_of(m.WatchService) == [m.WatchService(deploy_id=DeployId("d1"))]
    desk.bridge.service_told.emit(m.ServiceTold(DeployId("d1"), FIGURES))
    assert below(desk, node)[0] == ("leitstand-smollm2", "3 running, 1 waiting", "41.3 tokens/s")
    desk.change(replace(node, state=node.state))  # a sample of the node comes in
    assert len(below(desk, node)) == 2
    tree.collapse(desk.window.fleet.index_of(row))
    assert desk.bridge.sent[-1] == m.WatchService(deploy_id=DeployId("d1"), watching=False)
    desk.bridge.deploy_changed.emit(service("d1", node.node.id, DeployState.UNDONE))
    desk.bridge.deploy_forgotten.emit("d2")
    assert below(desk, node) == [] and len(row.children) == gpus
    assert list(services.book.deploys) == ["d1"]


def test_enter_on_the_row_of_a_service_opens_its_page(desk: Desk, qtbot: QtBot) -> None:
    node, tree = desk.views["gpu-a03"], desk.window.panel.view
    services = ServicesDesk(desk.window, desk.bridge, desk.clock)
    desk.bridge.deploy_changed.emit(service("d1", node.node.id))
    desk.bridge.deploy_changed.emit(service("d2", node.node.id, name="second"))
    row = desk.window.fleet.node_row(node.node.id)
    assert row is not None
    tree.expand(desk.window.fleet.index_of(row))
    tree.setCurrentIndex(desk.window.fleet.index_of(row.children[-2]))
    tree.setFocus()
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    chosen = services.open().chosen
    assert desk.window.views.front == KEY and chosen is not None and chosen.id == "d1"


def test_the_result_of_a_wizard_leads_to_the_page(desk: Desk) -> None:
    services = ServicesDesk(desk.window, desk.bridge, desk.clock)
    views = tuple(service(name, desk.views["gpu-a03"].node.id, name=name) for name in ("d1", "d2"))
    for view in views:
        desk.bridge.deploy_changed.emit(view)
    window = desk.window
    wizard = services.follow(
        DeployWizard.following(window.themes, desk.bridge, window.fleet.views, desk.clock, views[:1])
    )
    window.sheets.present(wizard)
    wizard.show_page(RESULT)
    assert wizard.extra_button.isVisible() and wizard.extra_button.isEnabled()
    wizard.extra_button.click()
    chosen = services.open().chosen
    assert window.sheets.current is None and chosen is not None and chosen.id == "d1"
