"""The inventory in the real window: many hosts of ssh_config, an inventory added after a look, a change by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.model.node import NodeView
from console.wire import messages as m
from tests.core import Client
from tests.e2e.program import program
from tests.e2e.screen import screen, wait_for

pytestmark = [pytest.mark.xvfb, pytest.mark.slow, pytest.mark.timeout(150)]

HOSTS = 1500


def known(client: Client) -> dict[str, NodeView]:
    """Return the nodes by name, as a desk that attaches is told them."""
    views = {view.node.id: view for view in client.welcome().nodes}
    for event in client.of(m.FleetChanged):
        views.update({view.node.id: view for view in event.changes.changed})
        for gone in event.changes.removed:
            views.pop(gone, None)
    return {view.node.name: view for view in views.values()}


def test_an_inventory_is_added_to_many_hosts_and_follows_its_file(tmp_path: Path) -> None:
    config, own, hosts = tmp_path / "config", tmp_path / "inventory.toml", tmp_path / "hosts.ini"
    config.write_text("".join(f"Host web-{n:04d}\n  HostName 192.0.2.{n % 250}\n  User ops\n" for n in range(HOSTS)))
    own.write_text('# mine\n[[group]]\nname = "Rack A"\n[[group.node]]\nname = "web-0001"\nnotes = "The first."\n')
    hosts.write_text("[login]\nlogin01 ansible_host=192.0.2.251 ansible_port=1\nweb-0001\n")
    with screen() as glass, program(glass, ["--inventory", str(own), "--ssh-config", str(config)]) as app:
        app.start()
        with app.look() as client:
            client.until(lambda: len(known(client)) == HOSTS + 1, 20)  # and this computer
            assert known(client)["web-0001"].node.path == ("Rack A",)
        app.go("Add an inventory")
        wait_for(lambda: len(glass.windows("Add an inventory")) > 0, 20, "the file chooser")
        glass.type(f"{hosts}\n")
        wait_for(app.has_sheet, 20, "what would change")
        glass.picture("inventory-preview")
        assert "hosts.ini" not in own.read_text(), "nothing happens before it is taken"
        glass.keys("Tab", "Tab", "Return")
        wait_for(lambda: "hosts.ini" in own.read_text(), 20, "the source is written down")
        assert own.read_text().startswith("# mine\n")
        hosts.write_text("[login]\nlogin02 ansible_host=192.0.2.252 ansible_port=1\n")
        with app.look() as client:
            client.until(lambda: "login02" in known(client) and "login01" not in known(client), 20)
            assert [source.partition(":")[0] for source in known(client)["web-0001"].node.known_by] == [
                "inventory",
                "ssh_config",
            ]
        app.go("Inventory: sources and changes")
        glass.still()
        glass.picture("inventory-page")
        glass.keys("ctrl+shift+s")
        glass.type("source:ansible OR note:first ")
        glass.still()
        glass.picture("inventory-filter")
