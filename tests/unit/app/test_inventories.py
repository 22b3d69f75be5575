from __future__ import annotations

from console.app.profile import demo
from console.model.ids import NodeId
from console.wire import messages as m
from tests.core import core_in_thread


def test_a_simulation_has_no_inventory_to_read() -> None:
    with core_in_thread(demo(7)) as client:
        client.welcome()
        assert client.refused(m.PreviewInventory()) == "inventory.simulated"
        assert client.ask(m.AskOrigins(node_id=NodeId("sim:gpu-a01"))) == m.Origins((), ())
        assert client.ask(m.ReloadInventory()) is None
