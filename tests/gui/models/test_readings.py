from __future__ import annotations

import pytest
from msgspec.structs import replace

from console.model.errors import Problem
from console.model.gpu import Gpu
from console.model.gpu_problem import DRIVER_NOT_LOADED, node_problem
from console.model.node import NodeState, Snapshot
from console.ui.models.readings import gpu_label, gpu_readings, node_readings, state_words, system_label
from tests.gui.fleet import DEBIAN, NOW, SLES, UBUNTU, fleet, node_view

VIEWS = {view.node.name: view for view in fleet()}


def test_a_node_shows_the_mean_load_the_hottest_gpu_and_the_sum_of_power() -> None:
    gpus = (Gpu(0, utilization_percent=50, temperature_celsius=40, power_draw_watts=100),
            Gpu(1, utilization_percent=100, temperature_celsius=60, power_draw_watts=300))  # fmt: skip
    view = replace(node_view("n"), snapshot=Snapshot(1, NOW, distro=UBUNTU, gpus=gpus))
    readings = node_readings(view)
    assert (readings.load, readings.temperature_celsius, readings.power_watts) == (0.75, 60, 400)
    assert readings.memory is None
    assert readings.system == "Ubuntu 24.04"


def test_a_node_without_gpus_shows_its_processors_and_memory() -> None:
    snapshot = Snapshot(1, NOW, load_1m=3.0, cpu_count=4, memory_total_bytes=100, memory_available_bytes=25)
    readings = node_readings(replace(node_view("n"), snapshot=snapshot))
    assert (readings.load, readings.memory) == (0.75, 0.75)
    assert readings.power_watts is None


@pytest.mark.parametrize(
    ("name", "words"),
    [("gpu-b06", "Key changed"), ("gpu-c04", "Unreachable"), ("gpu-d05", "Connecting…")],
)
def test_values_of_a_silent_node_are_replaced_by_words(name: str, words: str) -> None:
    readings = node_readings(VIEWS[name])
    assert readings.words == words
    assert readings.load is None
    assert readings.temperature_celsius is None


def test_a_failed_node_without_data_says_its_cause() -> None:
    view = replace(
        node_view("n", state=NodeState.FAILED), problem=Problem("x", "Disk {name} is full.", "", {"name": "/"})
    )
    assert node_readings(view).words == "Disk / is full."


def test_a_drained_node_has_words_and_values() -> None:
    readings = node_readings(VIEWS["gpu-c07"])
    assert readings.words == state_words(VIEWS["gpu-c07"]) == "Drained"
    assert readings.temperature_celsius is not None


def test_a_lost_gpu_says_its_cause_and_does_not_count() -> None:
    view = VIEWS["gpu-b03"]
    assert view.snapshot is not None
    assert gpu_readings(view.snapshot.gpus[5]).words == "XID 79 · fallen off the bus"
    assert node_readings(view).load is not None


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("NVIDIA H100 80GB HBM3", "H100 80 GB"),
        ("NVIDIA A100-SXM4-80GB", "A100 80 GB"),
        ("NVIDIA L40S", "L40S"),
        (None, ""),
    ],
)
def test_gpu_names_are_short(name: str | None, label: str) -> None:
    assert gpu_label(Gpu(0, name=name)) == label


def test_systems_are_named_as_people_say_them() -> None:
    assert [system_label(d) for d in (DEBIAN, SLES, None)] == ["Debian 12.8", "SLES 15.6", ""]


def test_a_failed_node_whose_gpus_are_silent_says_its_cause() -> None:
    snapshot = Snapshot(1, NOW, distro=DEBIAN, load_1m=1.0, cpu_count=4)
    view = replace(node_view("n", state=NodeState.FAILED), snapshot=snapshot, problem=Problem("x", "No driver."))
    assert (node_readings(view).words, node_readings(view).load, node_readings(view).system) == (
        "No driver.",
        None,
        "Debian 12.8",
    )


def test_a_node_without_a_driver_says_so_in_a_few_words() -> None:
    view = replace(node_view("n", state=NodeState.FAILED), problem=node_problem(DRIVER_NOT_LOADED))
    assert node_readings(view).words == "No driver"
