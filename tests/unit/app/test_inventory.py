"""What the core does with its inventory: read, loaded into the fleet, and nothing taken from under a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

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


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.app.inventory.LOOK_SECONDS", 0.05)


def readings(client: Client, *, by_itself: bool) -> list[list[tuple[str, str]]]:
    return [
        [(change.kind.value, change.name) for change in event.changes]
        for event in client.of(m.InventoryRead)
        if event.by_itself is by_itself and event.changes
    ]


@pytest.mark.usefixtures("quick")
def test_a_file_that_changes_is_read_by_itself_and_the_difference_is_told(tmp_path: Path) -> None:
    inventory = tmp_path / "inv.toml"
    inventory.write_text('[[node]]\nname = "a"\n[[node]]\nname = "b"\n')
    with core_in_thread(profile(tmp_path, "auto")) as client:
        client.welcome()
        client.send(m.WatchFleet(node_ids=()))
        client.until(lambda: {"a", "b"} <= nodes(client).keys())
        inventory.write_text('[[node]]\nname = "a"\nrack = "R1"\n[[node]]\nname = "c"\n')
        client.until(lambda: bool(readings(client, by_itself=True)))
        assert readings(client, by_itself=True) == [[("added", "c"), ("changed", "a"), ("gone", "b")]]
        client.until(lambda: "b" not in nodes(client))
        told = next(event for event in client.of(m.InventoryRead) if event.changes)
        assert [(field.field, field.old, field.new) for field in told.changes[1].fields] == [("rack", "", "R1")]
        inventory.write_text("[[node\n")
        client.until(lambda: any(notice.problem.code == "inventory.unreadable" for notice in client.of(m.Notice)))
        client.until(lambda: client.of(m.InventoryRead)[-1].sources[0].is_kept)
        assert {"a", "c"} <= nodes(client).keys()


@pytest.mark.usefixtures("quick")
def test_an_inventory_is_seen_before_it_is_added_and_before_it_is_taken_out(tmp_path: Path) -> None:
    own, hosts = tmp_path / "inv.toml", tmp_path / "hosts.ini"
    own.write_text('# mine\n[[node]]\nname = "a"\n')
    hosts.write_text("[gpu]\na ansible_user=ops\nnew\n")
    with core_in_thread(profile(tmp_path, "add")) as client:
        client.welcome()
        client.until(lambda: "a" in nodes(client))
        seen = client.ask(m.PreviewInventory(path=str(hosts)))
        assert isinstance(seen, m.InventoryPreview)
        assert [(change.kind.value, change.name) for change in seen.changes] == [("added", "new"), ("changed", "a")]
        assert "new" not in nodes(client)
        assert "hosts.ini" not in own.read_text()
        client.ask(m.TakeInventory(number=seen.number))
        client.until(lambda: "new" in nodes(client))
        assert own.read_text().startswith("# mine\n")
        assert client.refused(m.TakeInventory(number=seen.number)) == "inventory.moved_on"
        assert client.refused(m.PreviewInventory(path=str(hosts))) == "inventory.known"
        hosts.write_text("[gpu]\na ansible_user=ops\nnew\nnewer\n")
        client.until(lambda: "newer" in nodes(client))
        origins = client.ask(m.AskOrigins(node_id=NodeId("a")))
        assert isinstance(origins, m.Origins)
        assert [(told.source_id.partition(":")[0], "user" in told.wins) for told in origins.told] == [
            ("inventory", False),
            ("ansible", True),
        ]
        ansible = next(state for state in origins.sources if state.is_removable)
        seen = client.ask(m.PreviewInventory(without=ansible.id))
        assert isinstance(seen, m.InventoryPreview)
        assert [(change.kind.value, change.name) for change in seen.changes] == [
            ("changed", "a"),
            ("gone", "new"),
            ("gone", "newer"),
        ]
        client.ask(m.TakeInventory(number=seen.number))
        client.until(lambda: "new" not in nodes(client))
        assert own.read_text() == '# mine\n[[node]]\nname = "a"\n'


def test_a_preview_that_is_overtaken_is_not_taken(tmp_path: Path) -> None:
    own = tmp_path / "inv.toml"
    own.write_text('[[node]]\nname = "a"\n')
    with core_in_thread(profile(tmp_path, "over")) as client:
        client.welcome()
        client.until(lambda: "a" in nodes(client))
        own.write_text('[[node]]\nname = "b"\n')
        seen = client.ask(m.PreviewInventory())
        assert isinstance(seen, m.InventoryPreview)
        client.ask(m.ReloadInventory())
        assert client.refused(m.TakeInventory(number=seen.number)) == "inventory.moved_on"
