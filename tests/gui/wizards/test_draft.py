from __future__ import annotations

from dataclasses import replace

import pytest

from console.model.ids import NodeId
from console.model.node import Node, NodeState, NodeView, Source
from console.ui.wizards.draft import TARGETS, can_be_chosen, default_request, with_fields

REQUEST = default_request((NodeId("a"),))
FIELDS = {
    "service_name": "leitstand-smollm2", "port": "18081", "threads": "2", "directory": "/srv/models",
    "wheelhouse": " /media/wheels ", "target": "process",
}  # fmt: skip


def test_what_the_form_says_becomes_the_request() -> None:
    made, errors = with_fields(REQUEST, FIELDS)
    assert errors == []
    assert made == replace(
        REQUEST, service_name="leitstand-smollm2", port=18081, arguments=(("threads", "2"),), directory="/srv/models",
        wheelhouse="/media/wheels", target="process",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("service_name", "Has Blanks"), ("service_name", ""), ("service_name", "-x"), ("service_name", "a;rm -rf"),
        ("port", "80"), ("port", "65536"), ("port", "x"), ("port", ""), ("port", "٣٣٣٣"),
        ("threads", "0"), ("threads", "1000"), ("threads", "-1"),
        ("directory", "relative/path"), ("directory", "/with blank"), ("directory", "$(id)"), ("directory", "~other/x"),
    ],
)  # fmt: skip
def test_a_field_that_cannot_stay_is_named_and_nothing_is_lost(field: str, value: str) -> None:
    made, errors = with_fields(REQUEST, FIELDS | {field: value})
    assert [error.field for error in errors] == [field]
    assert errors[0].message.english()
    assert made == REQUEST


def test_every_target_of_the_form_is_one_that_a_request_knows() -> None:
    assert [name for name, _title, _meaning in TARGETS] == ["auto", "systemd", "process"]


def test_no_model_is_put_on_this_computer_or_behind_a_doubtful_key() -> None:
    node = Node(NodeId("a"), "a", (), "192.0.2.1", Source.INVENTORY)
    assert can_be_chosen(NodeView(node, NodeState.OK))
    assert not can_be_chosen(NodeView(node, NodeState.KEY_CHANGED))
    assert not can_be_chosen(NodeView(replace(node, source=Source.LOCAL), NodeState.OK))
