from __future__ import annotations

from console.fleet.upstream import upstream
from console.model.ids import NodeId
from tests.unit.fleet.alerts_at import lost, node, seen

KNOWN = {"jump.example.com": NodeId("jump")}


def test_what_the_connection_says_comes_before_what_is_written() -> None:
    of = node("a", ("outer.example.com", "ops@[2001:db8::1]:2222"))
    assert upstream(lost(of, jump="jump.example.com"), KNOWN.get) == "jump"
    assert upstream(lost(of, host="jump.example.com"), KNOWN.get) == "jump"
    assert upstream(lost(of), KNOWN.get) == "host:2001:db8::1"


def test_a_node_that_answers_or_is_reached_directly_has_none() -> None:
    assert upstream(seen(node("a", ("jump.example.com",))), KNOWN.get) is None
    assert upstream(lost(node("a")), KNOWN.get) is None
