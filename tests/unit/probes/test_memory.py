from __future__ import annotations

from console.model.probe import Reading
from console.probes.memory import PROBE


def test_available() -> None:
    facts = PROBE.parse(Reading("MemTotal:       1000 kB\nMemFree:  10 kB\nMemAvailable:    400 kB\n"))
    assert facts == {"memory_total_bytes": 1_024_000, "memory_available_bytes": 409_600}


def test_an_old_kernel_does_not_say_what_is_available() -> None:
    facts = PROBE.parse(Reading("MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 20 kB\nCached: 30 kB\n"))
    assert facts["memory_available_bytes"] == 150 * 1024


def test_nothing() -> None:
    assert PROBE.parse(Reading("cat: /proc/meminfo: No such file", 1)) == {}
