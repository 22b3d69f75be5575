"""The rooms over a simulated data centre: a shell, quick connect, the inventory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from console.app.profile import Profile, demo
from console.model.ids import LOCAL_NODE, NodeId, TerminalId
from console.model.node import NodeState
from console.wire import messages as m
from tests.core import Client, core_in_thread


@pytest.fixture
def simulated() -> Iterator[Client]:
    with core_in_thread(demo(7)) as client:
        client.welcome()
        client.send(m.WatchFleet())
        client.until(lambda: len(nodes(client)) >= 8, 60)
        yield client


def nodes(client: Client) -> dict[str, NodeId]:
    changed = [view for event in client.of(m.FleetChanged) for view in event.changes.changed]
    return {view.node.name: view.node.id for view in changed}


def test_a_shell_on_a_node_over_ssh(simulated: Client) -> None:
    terminal_id = simulated.open(nodes(simulated)["gpu-a01"], 120, 30)
    simulated.until(lambda: "gpu-a01:~$" in simulated.screen(terminal_id))
    simulated.type(terminal_id, "grep PRETTY /etc/os-release\n")
    simulated.until(lambda: "Ubuntu 24.04" in simulated.screen(terminal_id))
    tab = simulated.tab(terminal_id)
    assert tab is not None
    assert (tab.user, tab.key_verified) == ("ops", True)


def test_quick_connect_finds_a_node_by_its_name(simulated: Client) -> None:
    number = simulated.ask(m.QuickConnect(destination="gpu-c01"))
    tab = simulated.tab(TerminalId(int(str(number))))
    assert tab is not None
    assert tab.node_id == nodes(simulated)["gpu-c01"]


def test_a_destination_that_is_none_names_the_part_that_is_wrong(simulated: Client) -> None:
    assert simulated.refused(m.QuickConnect(destination="ops@host:99999")).startswith("ssh.")


def test_more_terminals_on_a_node_than_one_connection_carries(simulated: Client) -> None:
    node = nodes(simulated)["gpu-a02"]
    opened = [simulated.open(node) for _ in range(9)]
    simulated.until(lambda: all("gpu-a02:~$" in simulated.screen(number) for number in opened))


def test_an_inventory_with_a_mistake_says_where_and_the_rest_of_the_core_works(tmp_path: Path) -> None:
    broken = tmp_path / "inventory.toml"
    broken.write_text('[groups]\nname = "unfinished\n')
    (tmp_path / "ssh_config").write_text("Host other\n  HostName 192.0.2.9\n")
    profile = Profile(name="broken", inventory=(str(broken),), ssh_config=(str(tmp_path / "ssh_config"),))
    with core_in_thread(profile) as client:
        early = client.welcome().problems  # what was found before the desk came is in its welcome
        client.until(lambda: bool(early or client.of(m.Notice)))
        problem = early[0] if early else client.of(m.Notice)[0].problem
        assert problem.params["place"].startswith(f"{broken}:2:")
        client.send(m.WatchFleet())
        client.until(lambda: "other" in nodes(client))
        assert LOCAL_NODE in nodes(client).values()


def test_a_mended_inventory_is_read_again_on_request(tmp_path: Path) -> None:
    inventory = tmp_path / "inventory.toml"
    (tmp_path / "ssh_config").write_text("")
    profile = Profile(name="reload", inventory=(str(inventory),), ssh_config=(str(tmp_path / "ssh_config"),))
    with core_in_thread(profile) as client:
        client.welcome()
        client.ask(m.ReloadInventory())
        (tmp_path / "ssh_config").write_text("Host added\n  HostName 192.0.2.10\n")
        client.ask(m.ReloadInventory())
        client.until(lambda: "added" in nodes(client))


def test_a_host_of_ssh_config_is_not_called_before_somebody_opens_it(tmp_path: Path) -> None:
    (tmp_path / "ssh_config").write_text("Host closed\n  HostName 127.0.0.1\n  Port 1\n")
    profile = Profile(name="quiet", inventory=(str(tmp_path / "x"),), ssh_config=(str(tmp_path / "ssh_config"),))
    with core_in_thread(profile) as client:
        client.welcome()
        client.send(m.WatchFleet())
        client.until(lambda: "closed" in nodes(client))
        before = states(client)["closed"]
        assert before is NodeState.IDLE
        terminal_id = client.open(nodes(client)["closed"])
        client.until(lambda: (tab := client.tab(terminal_id)) is not None and tab.state is m.TabState.LOST)
        client.until(lambda: states(client)["closed"] is NodeState.UNREACHABLE)


def states(client: Client) -> dict[str, NodeState]:
    changed = [view for event in client.of(m.FleetChanged) for view in event.changes.changed]
    return {view.node.name: view.state for view in changed}
