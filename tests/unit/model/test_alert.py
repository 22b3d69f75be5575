from __future__ import annotations

from msgspec.structs import replace

from console.model.alert import Alert, Severity
from console.model.ids import NodeId
from console.model.text import Text

ALERT = Alert("down@a", "down", Severity.WARNING, NodeId("a"), Text("down"), Text(""), 100.0)


def test_it_is_acknowledged_for_as_long_as_was_said() -> None:
    assert not ALERT.is_acknowledged(0)
    assert replace(ALERT, acknowledged_at=100.0).is_acknowledged(1e12)
    for_a_while = replace(ALERT, acknowledged_at=100.0, acknowledged_until=160.0)
    assert for_a_while.is_acknowledged(159)
    assert not for_a_while.is_acknowledged(160)


def test_the_most_severe_ranks_first() -> None:
    assert sorted(Severity, key=lambda severity: severity.rank) == ["critical", "warning", "info"]
