from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from console.fleet.endpoint import endpoint
from console.model.node import Source
from tests.unit.fleet.conftest import node


def test_an_inventory_node_follows_ssh_config() -> None:
    found = endpoint(replace(node(), port=2222, user="ops", alias="b01", known_hosts="~/.ssh/known_hosts_muc2"))
    assert (found.host, found.port, found.user, found.lookup) == ("gpu-a01.example.com", 2222, "ops", "b01")
    assert found.known_hosts == Path("~/.ssh/known_hosts_muc2").expanduser()


def test_a_simulated_node_sees_nothing_of_the_persons_configuration() -> None:
    found = endpoint(replace(node(source=Source.SIMULATION), identity_files=("/run/key",), known_hosts="/run/known"))
    assert found.config_paths == ()
    assert (found.client_keys, found.known_hosts) == ((Path("/run/key"),), Path("/run/known"))


def test_a_way_that_a_person_named_goes_before_that_of_ssh_config() -> None:
    assert endpoint(replace(node(), jumps=("gate", "inner"))).jumps == ("gate", "inner")


def test_a_named_ssh_config_replaces_the_persons_own(tmp_path: Path) -> None:
    config = tmp_path / "ssh_config"
    assert endpoint(node(), (config,)).config_paths == (config,)
