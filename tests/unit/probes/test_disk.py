from __future__ import annotations

import pytest

from console.model.probe import Facts, Reading
from console.probes.disk import PROBE

HEAD = "Filesystem     1024-blocks     Used Available Capacity Mounted on\n"


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (f"{HEAD}/dev/sda1 1000 300 600 34% /\n", {"disk_total_bytes": 900 << 10, "disk_free_bytes": 600 << 10}),
        (
            f"{HEAD}a pool/with blanks 1000 300 700 30% /\n",
            {"disk_total_bytes": 1000 << 10, "disk_free_bytes": 700 << 10},
        ),
        (f"{HEAD}/dev/sda1 1000 1000 -20 102% /\n", {"disk_total_bytes": 1000 << 10, "disk_free_bytes": 0}),
        (f"{HEAD}none 0 0 0 - /\n", {}),
        (f"{HEAD}/dev/sda1 1000 300 600 34% /home\n", {}),
        ("", {}),
    ],
)
def test_the_row_of_the_root(text: str, facts: Facts) -> None:
    assert PROBE.parse(Reading(text)) == facts
