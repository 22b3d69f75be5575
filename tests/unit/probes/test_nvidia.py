from __future__ import annotations

import pytest

from console.model.gpu import Absence
from console.model.probe import Reading
from console.probes.nvidia import FIELDS, PROBE

HEALTHY = "{}, GPU-1, NVIDIA H100 80GB HBM3, 00000000:18:00.0, 81559, 8155, 12, 37, 152.40, 700.00, 0, 550.163.01"
LOST = "3, [GPU is lost], [GPU is lost], " + ", ".join(["[GPU is lost]"] * (len(FIELDS) - 3))


def test_a_healthy_gpu() -> None:
    facts = PROBE.parse(Reading(HEALTHY.format(0) + "\n"))
    (gpu,) = facts["gpus"]
    assert (gpu.index, gpu.uuid, gpu.name, gpu.bus_id) == (0, "GPU-1", "NVIDIA H100 80GB HBM3", "00000000:18:00.0")
    assert (gpu.memory_total_bytes, gpu.memory_used_bytes) == (81559 << 20, 8155 << 20)
    assert (gpu.utilization_percent, gpu.temperature_celsius) == (12.0, 37.0)
    assert (gpu.power_draw_watts, gpu.power_limit_watts, gpu.ecc_uncorrected, gpu.fault) == (152.4, 700.0, 0, None)
    assert (facts["driver_version"], facts["gpu_source"]) == ("550.163.01", "nvidia-smi")
    assert "gpu_problem" not in facts


@pytest.mark.parametrize("word", ["[N/A]", "[Not Supported]", "N/A", "[Not Found]", "[Insufficient Permissions]", ""])
def test_what_the_device_does_not_say_is_none_and_no_fault(word: str) -> None:
    line = f"0, GPU-1, NVIDIA L40S, 00000000:18:00.0, {word}, {word}, {word}, {word}, {word}, {word}, {word}, 550"
    (gpu,) = PROBE.parse(Reading(line))["gpus"]
    assert (gpu.memory_total_bytes, gpu.utilization_percent, gpu.ecc_uncorrected, gpu.fault) == (None,) * 4


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("[GPU is lost]", "gpu.lost"), ("ERR!", "gpu.fault"), ("[Unknown Error]", "gpu.fault"),
        ("[GPU requires reset]", "gpu.reset_required"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_device_is_told_apart(word: str, code: str) -> None:
    line = HEALTHY.format(3).replace("152.40", word)
    (gpu,) = PROBE.parse(Reading(line))["gpus"]
    assert gpu.fault is not None
    assert (gpu.fault.code, gpu.power_draw_watts, gpu.temperature_celsius) == (code, None, 37.0)


def test_a_lost_gpu_among_others() -> None:
    facts = PROBE.parse(Reading("\n".join([HEALTHY.format(2), LOST, HEALTHY.format(0)])))
    assert [(gpu.index, gpu.fault is None) for gpu in facts["gpus"]] == [(0, True), (2, True), (3, False)]
    assert facts["gpus"][2].uuid is None


def test_a_gpu_that_is_listed_twice_is_one() -> None:
    facts = PROBE.parse(Reading("\n".join([HEALTHY.format(0), LOST, HEALTHY.format(0), "lost 3"]), 15))
    assert [gpu.index for gpu in facts["gpus"]] == [0, 3]


def test_a_lost_gpu_that_was_asked_alone() -> None:
    text = f"Unable to determine the device handle for GPU1: GPU is lost.\n\n{HEALTHY.format(0)}\nlost 1\n"
    facts = PROBE.parse(Reading(text, 15))
    assert [(gpu.index, gpu.fault is None) for gpu in facts["gpus"]] == [(0, True), (1, False)]
    assert "gpu_problem" not in facts, "the device says it itself"


@pytest.mark.parametrize(
    ("status", "text", "code"),
    [
        (9, "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.", "gpu.no_driver"),
        (255, "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.", "gpu.no_driver"),
        (12, "NVIDIA-SMI couldn't find libnvidia-ml.so library in your system.", "gpu.no_library"),
        (15, "Unable to determine the device handle for GPU3: GPU is lost.", "gpu.one_lost"),
        (18, "Failed to initialize NVML: Driver/library version mismatch", "gpu.version_mismatch"),
        (1, "Failed to initialize NVML: Driver/library version mismatch", "gpu.version_mismatch"),
        (4, "Failed to initialize NVML: Insufficient Permissions", "gpu.no_permission"),
        (124, "", "gpu.no_answer"),
        (127, "devices 8", "gpu.no_tools"),
        (42, "?", "gpu.unknown_error"),
    ],
)
def test_each_exit_status_says_what_it_is(status: int, text: str, code: str) -> None:
    facts = PROBE.parse(Reading(text, status))
    assert (facts["gpu_problem"].code, facts["gpus"]) == (code, ())


def test_a_node_without_nvidia_is_no_problem() -> None:
    assert PROBE.parse(Reading("devices 0\n", 127)) == {}


def test_other_lines_are_not_devices() -> None:
    assert PROBE.parse(Reading("No devices were found\n", 6))["gpus"] == ()


def test_why_a_value_is_not_there_is_told_for_each() -> None:
    line = "0, GPU-1, A, 00000000:18:00.0, 10, 5, [N/A], ERR!, [Insufficient Permissions], 700.00, [Not Supported], 550"
    (gpu,) = PROBE.parse(Reading(line))["gpus"]
    assert gpu.absent == (
        ("utilization_percent", Absence.UNSUPPORTED),
        ("temperature_celsius", Absence.FAILED),
        ("power_draw_watts", Absence.NO_PERMISSION),
        ("ecc_uncorrected", Absence.UNSUPPORTED),
    )


def test_of_a_lost_gpu_every_value_is_lost() -> None:
    (gpu,) = PROBE.parse(Reading("lost 3", 15))["gpus"]
    assert gpu.why("memory_used_bytes") is Absence.LOST
