from __future__ import annotations

import pytest

from console.model.probe import Reading
from console.probes.load import PROBE


@pytest.mark.parametrize(
    ("text", "uptime", "load"),
    [
        ("350735.47 2341.12\n0.63 0.58 0.59 2/1290 4711\n", 350735.47, 0.63),
        ("0.63 0.58 0.59 2/1290 4711\n", None, 0.63),
        ("350735.47 2341.12\n", 350735.47, None),
        ("\n1.25", None, 1.25),
        ("", None, None),
    ],
)
def test_either_may_be_missing(text: str, uptime: float | None, load: float | None) -> None:
    facts = PROBE.parse(Reading(text))
    assert (facts.get("uptime_seconds"), facts.get("load_1m")) == (uptime, load)
