"""The nodes of the data centre."""

from __future__ import annotations

import ipaddress

import pytest

from console.model.errors import ConsoleError
from console.sim.inventory import all_nodes, choose

FOR_EXAMPLES = [ipaddress.ip_network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")]


def test_names_and_addresses_are_those_kept_for_examples() -> None:
    nodes = all_nodes()
    assert len(nodes) >= 8
    assert len({each.address for each in nodes}) == len(nodes)
    for each in nodes:
        assert each.fqdn.endswith(".example.com")
        assert any(ipaddress.ip_address(each.address) in net for net in FOR_EXAMPLES)
        assert all(work.model.startswith("example-") for work in each.workloads)
        assert all(gpu < each.gpus for work in each.workloads for gpu in work.gpus)


def test_an_unknown_name_is_told() -> None:
    with pytest.raises(ConsoleError, match="gpu-z99"):
        choose(["gpu-z99"])
    assert [each.name for each in choose(["jump-01"])] == ["jump-01"]
    assert choose(["gpu-a01"])[0].hardware.threads == 224
