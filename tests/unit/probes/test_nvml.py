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
