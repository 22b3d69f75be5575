from __future__ import annotations

import pytest

from console.model.probe import Reading
from console.probes.gpu_health import PROBE


def codes(line: str) -> list[str]:
    concerns = PROBE.parse(Reading(f"health\n{line}"))["gpu_concerns"]
    return [problem.code for problem in concerns.get("GPU-1", ())]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("GPU-1, No, No, [N/A], 0x0000000000000001", []),
        ("GPU-1, Yes, No, [N/A], 0x0000000000000000", ["gpu.remap_pending"]),
        ("GPU-1, 1, 1, [N/A], 0x0", ["gpu.remap_failed", "gpu.remap_pending"]),
        ("GPU-1, [N/A], [N/A], Yes, [N/A]", ["gpu.pages_pending"]),
        ("GPU-1, No, No, [N/A], 0x0000000000000048", ["gpu.hot_brake"]),
        ("GPU-1, No, No, [N/A], 0x00000000000000a4", ["gpu.warm_brake", "gpu.power_brake"]),
        ("GPU-1, No, No, [N/A], 0x0000000000000004", []),
    ],
)
def test_what_ails_a_gpu(line: str, found: list[str]) -> None:
    """A power cap is normal under load."""
    assert codes(line) == found


def test_a_refused_field_is_no_answer_and_the_second_question_is() -> None:
    refused = 'Field "clocks_event_reasons.active" is not a valid field to query.'
    concerns = PROBE.parse(Reading(f"health\n{refused}\nGPU-1, Yes, No, [N/A], 0x0"))["gpu_concerns"]
    assert list(concerns) == ["GPU-1"]


@pytest.mark.parametrize("reading", [Reading(""), Reading("", 127), Reading("GPU-1, Yes, Yes, Yes, 0x0")])
def test_where_it_was_not_looked_nothing_changes(reading: Reading) -> None:
    assert PROBE.parse(reading) == {}
