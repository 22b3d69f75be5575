from __future__ import annotations

import pytest

from console.ui.services.desk import KEY, ServicesDesk
from tests.gui.conftest import Desk
from tests.gui.services.values import service


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
