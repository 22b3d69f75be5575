from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from console.fleet.merge import Merged, Said, merge
from console.model.ids import NodeId
from console.model.node import Environment, Node, Source

OWN, SSH, ANSIBLE, SLURM = Source.INVENTORY, Source.SSH_CONFIG, Source.ANSIBLE, Source.SLURM


def node(kind: Source, name: str, host: str = "", **more: Any) -> Node:
    made = Node(NodeId(f"{kind}:{name}"), name, (), host or name, kind)
    if kind is SSH:
        made = replace(made, alias=name, host=name, address_shown=host)
    return replace(made, **more)


def said(*nodes: Node, source_id: str = "") -> Said:
    kind = nodes[0].source
    return Said(source_id or f"{kind}:x", kind, nodes)


def rows(*sources: Said, before: Merged | None = None) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(n.id, n.host, tuple(k.partition(":")[0] for k in n.known_by)) for n in merge(sources, before).nodes]


def test_one_machine_is_one_row_whose_gaps_are_filled_by_weaker_sources() -> None:
    merged = merge([
        said(node(SLURM, "gpu-a01", "192.0.2.99", tags=("batch",), rack="R7")),
        said(node(ANSIBLE, "gpu-a01", "192.0.2.11", user="deploy", port=2222, path=("FRA1", "gpu"), tags=("gpu",))),
        said(node(OWN, "gpu-a01", tags=("prod",), environment=Environment.PRODUCTION, user="ops")),
    ])  # fmt: skip
    (row,) = merged.nodes
    assert (row.id, row.source, row.known_by) == ("inventory:gpu-a01", OWN, ("inventory:x", "ansible:x", "slurm:x"))
    assert (row.host, row.user, row.port, row.path) == ("192.0.2.11", "ops", 2222, ("FRA1", "gpu"))
    assert (row.tags, row.environment, row.rack) == (("prod", "gpu", "batch"), Environment.PRODUCTION, "R7")
    own, ansible, slurm = merged.told(row.id)
    assert (dict(own.says)["user"], dict(ansible.says)["user"]) == ("ops", "deploy")
    assert ("user" in own.wins, "user" in ansible.wins, "host" in ansible.wins) == (True, False, True)
    assert (dict(slurm.says)["host"], slurm.wins) == ("192.0.2.99", ("rack", "tags"))


def test_ssh_config_answers_for_the_way_to_its_hosts() -> None:
    merged = merge([
        said(node(SSH, "gpu-a01", "192.0.2.11")),
        said(node(ANSIBLE, "gpu-a01", "192.0.2.12", user="deploy", jumps=("bastion",), path=("FRA1",))),
    ])  # fmt: skip
    (row,) = merged.nodes
    # A user or a jump of Ansible's would take the place of what a pattern of ssh_config says.
    assert (row.host, row.alias, row.user, row.jumps, row.path) == ("gpu-a01", "gpu-a01", None, (), ("FRA1",))
    assert row.source is ANSIBLE


def test_an_address_of_ones_own_is_not_led_elsewhere_by_ssh_config() -> None:
    elsewhere = said(node(SSH, "gpu-a01", "198.51.100.7"))
    (row,) = merge([said(node(OWN, "gpu-a01", "192.0.2.11")), elsewhere]).nodes
    assert (row.host, row.alias) == ("192.0.2.11", "")
    (row,) = merge([said(node(OWN, "gpu-a01", "198.51.100.7")), elsewhere]).nodes
    assert (row.host, row.alias) == ("198.51.100.7", "gpu-a01")
    (row,) = merge([said(node(OWN, "gpu-a01", "192.0.2.11")), said(node(SSH, "gpu-a01"))]).nodes
    assert (row.host, row.alias) == ("192.0.2.11", "gpu-a01")


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        (node(OWN, "gpu-a01"), node(ANSIBLE, "GPU-A01"), True),
        (node(OWN, "gpu-a01", "gpu-a01.fra1.example.com"), node(ANSIBLE, "gpu-a01.fra1.example.com"), True),
        (node(OWN, "one", alias="a01-jump"), node(SSH, "a01-jump"), True),
        (node(OWN, "gpu-a01", "192.0.2.11"), node(ANSIBLE, "gpu-a01.fra1.example.com", "192.0.2.11"), True),
        # The same private address at two sites.
        (node(OWN, "fra-01", "192.0.2.11"), node(ANSIBLE, "muc-01", "192.0.2.11"), False),
        # Two doors of one gateway.
        (node(OWN, "a", "gw.example.com", port=2201), node(ANSIBLE, "b", "gw.example.com", port=2202), False),
        (node(OWN, "a", "gw.example.com", port=2201), node(ANSIBLE, "b", "gw.example.com", port=2201), True),
    ],
)
def test_what_counts_as_the_same_machine(one: Node, other: Node, is_one: bool) -> None:
    assert len(merge([said(one), said(other)]).nodes) == (1 if is_one else 2)


def test_entries_of_one_source_are_different_machines() -> None:
    twins = said(node(SSH, "a01", "a01.example.com"), node(SSH, "a01-root", "a01.example.com"))
    assert [(node_id, host) for node_id, host, _ in rows(twins)] == [
        ("ssh_config:a01", "a01"),
        ("ssh_config:a01-root", "a01-root"),
    ]
    own = said(node(OWN, "a01", "a01.example.com"))
    assert [known for _, _, known in rows(own, twins)] == [("inventory", "ssh_config"), ("ssh_config",)]


def test_a_name_that_could_be_two_machines_is_neither() -> None:
    fra = replace(node(OWN, "gpu-01", "192.0.2.1"), id=NodeId("fra1/gpu-01"), path=("FRA1",))
    muc = replace(node(OWN, "gpu-01", "198.51.100.1"), id=NodeId("muc2/gpu-01"), path=("MUC2",))
    unclear = said(node(ANSIBLE, "gpu-01", "203.0.113.5"))
    assert len(merge([said(fra, muc), unclear]).nodes) == 3
    clear = merge([said(fra, muc), said(node(ANSIBLE, "gpu-01", "198.51.100.1"))])
    assert [len(n.known_by) for n in clear.nodes] == [1, 2]


def test_a_machine_keeps_its_id_when_another_source_knows_it_now() -> None:
    before = merge([said(node(SSH, "a01")), said(node(ANSIBLE, "b01", path=("X",)))])
    assert [n.id for n in before.nodes] == ["ssh_config:a01", "ansible:b01"]
    after = merge([said(node(OWN, "a01")), said(node(SSH, "a01"))], before)
    assert [n.id for n in after.nodes] == ["ssh_config:a01"]
    alone = merge([said(node(OWN, "a01"))], after)
    assert [n.id for n in alone.nodes] == ["ssh_config:a01"]
    assert alone.ids == {"inventory:a01": "ssh_config:a01"}


def test_a_node_that_moved_to_another_group_keeps_its_id() -> None:
    here = replace(node(OWN, "gpu-01"), id=NodeId("fra1/rack-a/gpu-01"), path=("FRA1", "Rack A"))
    there = replace(here, id=NodeId("fra1/rack-b/gpu-01"), path=("FRA1", "Rack B"))
    (row,) = merge([said(there)], merge([said(here)])).nodes
    assert (row.id, row.path) == ("fra1/rack-a/gpu-01", ("FRA1", "Rack B"))


def test_ids_stay_apart() -> None:
    before = merge([said(node(SSH, "a"), node(SSH, "b"))])
    ids = [
        n.id for n in merge([said(replace(node(OWN, "a"), id=NodeId("ssh_config:b")), node(OWN, "b"))], before).nodes
    ]
    assert len(set(ids)) == 2
