from __future__ import annotations

import pytest

from console.model.gpu import GpuProcess
from console.model.probe import Reading
from console.probes.gpu_processes import PROBE

SAID = """apps
app GPU-1, 9950, 75532, /usr/bin/python3
app GPU-2, 9957, [N/A], [Not Found]
own    9950 ops      /usr/bin/python3 -u train.py --model a
"""


def test_processes_with_their_owners() -> None:
    assert PROBE.parse(Reading(SAID))["gpu_processes"] == (
        GpuProcess("GPU-1", 9950, "/usr/bin/python3", "ops", "/usr/bin/python3 -u train.py --model a", 75532 << 20),
        GpuProcess("GPU-2", 9957),
    )


def test_nobody_there_is_an_answer() -> None:
    assert PROBE.parse(Reading("apps\n")) == {"gpu_processes": ()}


@pytest.mark.parametrize("reading", [Reading(""), Reading(SAID, 9), Reading("No devices were found")])
def test_where_it_was_not_looked_there_is_none(reading: Reading) -> None:
    assert PROBE.parse(reading) == {}


@pytest.mark.parametrize(
    "line", ["app", "app x", "app GPU-1, pid, 3, x", 'app "', "own 1", "own x y z", "app , 99999999999, 1, a"]
)
def test_nonsense_is_left_out(line: str) -> None:
    assert PROBE.parse(Reading(f"apps\n{line}\n")) == {"gpu_processes": ()}


def test_a_name_may_have_commas_and_a_command_is_cut() -> None:
    text = f"apps\napp GPU-1, 7, 1, a, b\nown 7 ops {'x' * 1000}"
    (process,) = PROBE.parse(Reading(text))["gpu_processes"]
    assert process.name == "a, b"
    assert process.command is not None
    assert len(process.command) == 300
