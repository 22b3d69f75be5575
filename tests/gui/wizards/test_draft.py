from __future__ import annotations

import pytest
from msgspec.structs import replace

from console.model.ids import LOCAL_NODE, NodeId
from console.model.node import Node, NodeState, NodeView, Source
from console.model.weights import Packaging, WeightsFormat
from console.ui.wizards.draft import (
    can_be_chosen,
    reads,
    service_fields,
    service_name,
    takes,
    way_fields,
    with_own_machine,
)
from tests.gui.wizards.walk import CLUSTER, LLAMA, SYSTEMD, VLLM

FIELDS = {field.name: field for field in service_fields("smollm2-135m")}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("service_name", "Has Blanks"), ("service_name", "-x"), ("service_name", "a;rm -rf"),
        ("service_name", "a" * 49),
        ("port", "80"), ("port", "65536"), ("port", "x"), ("port", "٣٣٣٣"),
        ("directory", "relative/path"), ("directory", "/with blank"), ("directory", "$(id)"), ("directory", "~other/x"),
    ],
)  # fmt: skip
def test_what_no_node_could_carry_out_is_refused_where_it_is_typed(field: str, value: str) -> None:
    assert FIELDS[field].fault(value) is not None


def test_what_the_form_begins_with_can_stay() -> None:
    assert [field.name for field in FIELDS.values() if field.fault(field.default)] == []
    assert FIELDS["directory"].fault("/srv/models") is None


def test_a_service_is_called_after_its_model() -> None:
    names = [service_name(model) for model in ("smollm2-135m", "hf:Org/Big_Model-7B", "node:/srv/x.gguf", "a" * 90)]
    assert names[:3] == ["leitstand-smollm2-135m", "leitstand-big-model-7b", "leitstand-x-gguf"]
    assert all(FIELDS["service_name"].fault(name) is None for name in names)


def test_an_engine_is_offered_for_what_it_reads_and_for_what_nobody_has_looked_into() -> None:
    assert reads(LLAMA, WeightsFormat.GGUF)
    assert reads(LLAMA, WeightsFormat.OTHER)
    assert not reads(LLAMA, WeightsFormat.SAFETENSORS)


def test_a_target_takes_what_it_shares_with_the_engine() -> None:
    assert takes(SYSTEMD, LLAMA, "")
    assert not takes(CLUSTER, LLAMA, "")
    assert takes(CLUSTER, VLLM, "")
    assert not takes(CLUSTER, VLLM, "wheels")


def test_a_packaging_is_asked_for_only_where_there_are_several() -> None:
    assert "packaging" not in {field.name for field in way_fields(LLAMA)}
    asked = {field.name: field for field in way_fields(VLLM)}
    assert asked["packaging"].choices == (Packaging.IMAGE, Packaging.WHEELS)
    assert asked["image"].fault("registry.example.com:5000/vllm@sha256:0") is None
    assert asked["image"].fault("x; reboot") is not None


def test_no_model_is_put_behind_a_doubtful_key() -> None:
    node = Node(NodeId("a"), "a", (), "192.0.2.1", Source.INVENTORY)
    assert can_be_chosen(NodeView(node, NodeState.OK))
    assert not can_be_chosen(NodeView(node, NodeState.KEY_CHANGED))


def test_this_computer_stands_behind_the_fleet_but_not_behind_a_simulated_one() -> None:
    real = NodeView(Node(NodeId("a"), "a", (), "192.0.2.1", Source.INVENTORY), NodeState.OK)
    assert [view.node.id for view in with_own_machine([real])] == ["a", LOCAL_NODE]
    simulated = replace(real, node=replace(real.node, source=Source.SIMULATION))
    assert with_own_machine([simulated]) == [simulated]
