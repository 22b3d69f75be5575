from __future__ import annotations

import ast
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.gpu import Absence
from console.model.probe import Reading
from console.probes.nvml import PROBE, _gpu, _odd_gpu, modules

GPU = {
    "index": 1, "uuid": "GPU-1", "name": "NVIDIA H100 80GB HBM3", "bus_id": "00000000:18:00.0",
    "memory_total": 85 << 30, "memory_used": 8 << 30,
    "utilization": 12, "temperature": 37, "power": 152400, "power_limit": 700000, "ecc": 0,
}  # fmt: skip


def answer(*gpus: dict[str, object], status: int = 0, **more: object) -> Reading:
    return Reading(json.dumps({"driver": "550.163.01", "cuda": 12040, "gpus": gpus, **more}), status)


def test_a_healthy_gpu() -> None:
    facts = PROBE.parse(answer(GPU))
    (gpu,) = facts["gpus"]
    assert (gpu.index, gpu.memory_used_bytes, gpu.utilization_percent) == (1, 8 << 30, 12)
    assert (gpu.power_draw_watts, gpu.power_limit_watts, gpu.fault) == (152.4, 700.0, None)
    assert (facts["driver_version"], facts["cuda_version"], facts["gpu_source"]) == ("550.163.01", "12.4", "nvml")


def test_a_lost_gpu_keeps_its_place() -> None:
    facts = PROBE.parse(answer(GPU, {"index": 0, "error": 15}))
    assert [(gpu.index, gpu.fault.code if gpu.fault else None) for gpu in facts["gpus"]] == [(0, "gpu.lost"), (1, None)]


def test_values_that_are_none_are_unknown() -> None:
    (gpu,) = PROBE.parse(answer({"index": 0}))["gpus"]
    assert (gpu.name, gpu.memory_total_bytes, gpu.temperature_celsius, gpu.fault) == (None,) * 4


def test_why_a_value_is_not_there_is_told_for_each() -> None:
    absent = {"ecc": 3, "power": 4, "temperature": 15, "utilization": 999, "memory_used": 13, "nonsense": 3}
    (gpu,) = PROBE.parse(answer({"index": 0, "absent": absent}))["gpus"]
    assert gpu.why("ecc_uncorrected") is Absence.UNSUPPORTED
    assert gpu.why("power_draw_watts") is Absence.NO_PERMISSION
    assert gpu.why("temperature_celsius") is Absence.LOST
    assert gpu.why("utilization_percent") is Absence.FAILED
    assert gpu.why("memory_used_bytes") is Absence.UNSUPPORTED
    assert gpu.why("name") is None


FIXED = {
    name: value for name, value in GPU.items() if name not in {"memory_used", "utilization", "temperature", "power"}
}


@pytest.mark.parametrize("odd", [0, -5])
def test_what_moves_stands_on_a_line_of_its_own(odd: int) -> None:
    """Also beside a device with a value that makes no sense: the others are read as ever."""
    told = answer(FIXED, {**FIXED, "index": 0}).text
    moving = [[8 << 30, 12, 37, 152400], [odd, None, None, 90_000]]
    facts = PROBE.parse(Reading(f"{told}\n{json.dumps(moving)}", 0))
    first, second = facts["gpus"]
    assert second == PROBE.parse(answer(GPU))["gpus"][0]
    assert (first.index, first.utilization_percent, first.power_draw_watts) == (0, None, 90.0)
    assert first.memory_used_bytes == (None if odd < 0 else 0)


@pytest.mark.parametrize("moving", ["", "[", "[[1]]", "7", "[]"])
def test_a_line_of_values_that_cannot_be_read_says_nothing(moving: str) -> None:
    gpus = PROBE.parse(Reading(f"{answer(FIXED).text}\n{moving}", 0))["gpus"]
    assert all(gpu.utilization_percent is None and gpu.uuid == "GPU-1" for gpu in gpus)


@pytest.mark.parametrize(
    ("status", "devices", "code"),
    [
        (12, 8, "gpu.no_library"),
        (9, 0, "gpu.no_driver"),
        (18, 8, "gpu.version_mismatch"),
        (999, 8, "gpu.unknown_error"),
    ],
)
def test_why_there_are_none(status: int, devices: int, code: str) -> None:
    facts = PROBE.parse(Reading(json.dumps({"devices": devices}), status))
    assert facts["gpu_problem"].code == code
    assert "gpus" not in facts


def test_a_node_without_nvidia_is_no_problem() -> None:
    assert PROBE.parse(Reading('{"devices": 0}', 12)) == {}


def test_the_source_that_travels_is_the_librarys_and_old_pythons_read_it() -> None:
    source = modules()["pynvml"]
    assert "def nvmlInit" in source
    ast.parse(source, feature_version=(3, 6))


_VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(0, 200), st.floats(), st.text(max_size=3),
    st.just("x" * 300), st.lists(st.integers(), max_size=1),
    st.dictionaries(st.sampled_from(["ecc", "x"]), st.integers()),
)  # fmt: skip


@given(changed=st.dictionaries(st.sampled_from([*GPU, "error", "absent"]), _VALUES, max_size=4))
def test_the_quick_way_reads_what_the_careful_one_reads(changed: dict[str, object]) -> None:
    """Most devices are read at once; whatever is odd about one is judged value by value."""
    row = {**GPU, **changed}
    assert _gpu(row) == _odd_gpu(row)
