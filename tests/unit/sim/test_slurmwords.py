from __future__ import annotations

import pytest

from console.sim.slurmwords import folded, limit, moment, node_word, short, span


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["gpu-a02", "gpu-a03", "gpu-a05"], "gpu-a[02-03,05]"),
        (["gpu-b03", "gpu-a01"], "gpu-a01,gpu-b03"),
        ([], ""),
    ],
)
def test_names_are_folded_as_slurm_does(names: list[str], text: str) -> None:
    assert folded(names) == text


def test_times() -> None:
    assert (span(3723), span(90061), limit(0), limit(60)) == ("01:02:03", "1-01:01:01", "UNLIMITED", "00:01:00")
    assert (short(5), short(65), short(3723), short(36000)) == ("0:05", "1:05", "1:02:03", "10:00:00")
    assert (moment(0.0), moment(12.7, "%s"), moment(None)) == ("1970-01-01T00:00:00", "12", "Unknown")


def test_states_are_shortened_as_sinfo_does() -> None:
    words = [node_word(state) for state in ("MIXED+DRAIN", "IDLE+DRAIN", "MIXED", "IDLE", "DOWN+INVALID_REG")]
    assert words == ["drng", "drain", "mix", "idle", "down"]
