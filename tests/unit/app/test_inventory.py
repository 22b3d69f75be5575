"""What the core does with its inventory: read, loaded into the fleet, and nothing taken from under a terminal."""

from __future__ import annotations

from pathlib import Path

from console.app.inventory import roots
from console.app.profile import Profile, demo
from console.model.ids import NodeId
from console.model.node import Source
from console.wire import messages as m
from tests.core import Client, core_in_thread


def nodes(client: Client) -> dict[str, tuple[str, ...]]:
    """Return the nodes that the desk shows, and who knows them."""
    shown: dict[NodeId, tuple[str, tuple[str, ...]]] = {}
    for event in client.of(m.FleetChanged):
        for gone in event.changes.removed:
            shown.pop(gone, None)
        shown.update({view.node.id: (view.node.name, view.node.known_by) for view in event.changes.changed})
    return dict(shown.values())


def profile(tmp_path: Path, name: str) -> Profile:
    (tmp_path / "ssh_config").write_text("")
    return Profile(name=name, inventory=(str(tmp_path / "inv.toml"),), ssh_config=(str(tmp_path / "ssh_config"),))


def test_where_a_profile_begins() -> None:
    assert [(spec.kind, Path(spec.place).name) for spec in roots(Profile())] == [
        (Source.INVENTORY, "inventory.toml"),
        (Source.SSH_CONFIG, "config"),
    ]
    assert roots(demo(7)) == ()


def test_a_node_with_a_terminal_stays_when_nobody_knows_it_any_more(tmp_path: Path) -> None:
    inventory = tmp_path / "inv.toml"
    inventory.write_text('[[node]]\nname = "kept"\nhost = "127.0.0.1"\nport = 1\n[[node]]\nname = "other"\n')
    with core_in_thread(profile(tmp_path, "kept")) as client:
        client.welcome()
        client.send(m.WatchFleet(node_ids=()))
        client.until(lambda: {"kept", "other"} <= nodes(client).keys())
        terminal_id = client.open(NodeId("kept"))
        client.until(lambda: (tab := client.tab(terminal_id)) is not None and tab.state is m.TabState.LOST)
        inventory.write_text("")
        client.ask(m.ReloadInventory())
        client.until(lambda: "other" not in nodes(client))
        assert nodes(client)["kept"] == ()
        client.send(m.CloseTerminal(terminal_id=terminal_id))
        client.ask(m.ReloadInventory())
        client.until(lambda: "kept" not in nodes(client))
