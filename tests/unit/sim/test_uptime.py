"""How long a machine has been up."""

from __future__ import annotations

from console.sim.uptime import up_since, uptime_text
from tests.sim import node


def test_words() -> None:
    assert up_since(60 * 5) == "5 min"
    assert up_since(3600 * 26 + 60) == "1 day,  2:01"
    assert uptime_text(node()).startswith(" 14:30:52 up ")
