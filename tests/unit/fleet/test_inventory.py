from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.fleet.inventory import Inventory, load_inventory, nodes_from_simulation, quick_node
from console.model.errors import ConsoleError
from console.model.node import Environment, Source

GOOD = '[[node]]\nname = "gpu-a01"\nhost = "gpu-a01.example.com"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "inventory.toml"
    path.write_text(GOOD)
    return path


def test_a_broken_file_keeps_the_last_good_nodes(file: Path) -> None:
    inventory = Inventory([file])
    before, problems = inventory.load()
    assert not problems
    file.write_text("[[node]\n")
    kept, problems = inventory.load()
    assert kept == before
    assert problems[0].code == "inventory.unreadable"
    assert "What was read before stays" in problems[0].advice()
    file.write_text(GOOD.replace("a01", "a02"))
    after, problems = inventory.load()
    assert ([node.name for node in after], problems) == (["gpu-a02"], [])


def test_an_emptied_file_has_no_nodes(file: Path) -> None:
    inventory = Inventory([file])
    inventory.load()
    file.write_text("")
    assert inventory.load() == ([], [])


def test_of_two_files_the_first_counts(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(GOOD.replace("gpu-a01.example.com", "203.0.113.9") + '[[node]]\nname = "more"\n')
    nodes, _ = load_inventory([file, other])
    assert [(node.name, node.host) for node in nodes] == [("gpu-a01", "gpu-a01.example.com"), ("more", "more")]


def test_hosts_of_ssh_config_join_without_doubles(file: Path, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text("Host gpu-a01 *.internal\n  User ops\nHost bastion\n  HostName 192.0.2.1\n  Port bad\n")
    nodes, problems = load_inventory([file], [config])
    assert [(node.id, node.source) for node in nodes] == [
        ("gpu-a01", Source.INVENTORY),
        ("ssh:bastion", Source.SSH_CONFIG),
    ]
    assert (nodes[1].host, nodes[1].alias, nodes[1].address_shown) == ("bastion", "bastion", "192.0.2.1")
    assert f"{config}:5" in problems[0].text()


def test_quick_node() -> None:
    node = quick_node("ops@gpu01.example.com:2222")
    assert (node.id, node.name, node.host) == ("quick:ops@gpu01.example.com:2222",) + ("gpu01.example.com",) * 2
    assert (node.port, node.user, node.source) == (2222, "ops", Source.QUICK_CONNECT)


def test_a_bad_destination_names_the_part() -> None:
    with pytest.raises(ConsoleError, match=":99999 is wrong"):
        quick_node("ops@gpu01:99999")


READY = {
    "nodes": [
        {
            "name": "gpu-a01", "site": "FRA1", "group": "Rack A01", "environment": "production",
            "host": "127.0.0.1", "port": 2201, "user": "ops", "address_shown": "192.0.2.11",
        }
    ],
    "client_key": "/run/sim/key",
    "known_hosts": "/run/sim/known_hosts",
}  # fmt: skip


def test_simulated_nodes_are_marked() -> None:
    (node,) = nodes_from_simulation(json.dumps(READY))
    assert (node.id, node.path, node.environment) == ("sim:gpu-a01", ("FRA1", "Rack A01"), Environment.PRODUCTION)
    assert (node.simulated, node.source, node.address_shown) == (True, Source.SIMULATION, "192.0.2.11")
    assert (node.host, node.port, node.user) == ("127.0.0.1", 2201, "ops")
    assert (node.identity_files, node.known_hosts) == (("/run/sim/key",), "/run/sim/known_hosts")


@pytest.mark.parametrize(
    "line",
    [
        b"", b"\xff", b"[]", b"null", b"{}", b'{"nodes": [{}], "client_key": "", "known_hosts": ""}',
        b'{"nodes": [{"name": "x", "host": "h", "port": "p", "user": "u"}], "client_key": "", "known_hosts": ""}',
    ],
)  # fmt: skip
def test_a_garbled_ready_line_is_a_typed_error(line: bytes) -> None:
    with pytest.raises(ConsoleError) as caught:
        nodes_from_simulation(line)
    assert caught.value.code == "fleet.simulation_garbled"
