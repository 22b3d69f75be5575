"""The XML is held to the probe that reads it on real nodes too."""

from __future__ import annotations

from msgspec.structs import replace

from console.model.gpu import Absence
from console.model.probe import Reading
from console.probes.nvidia_detail import PROBE
from console.sim.gpu import GpuReading, MigSlice
from console.sim.smi.table import Versions
from console.sim.smi.topology import nvlink_errors, nvlink_status
from console.sim.smi.xml import document
from tests.sim import node

H100, L40S = "gpu-a01", "gpu-c01"


def read(gpus: list[GpuReading], name: str = H100) -> str:
    return document(node(name).story.now(), Versions("580.95.05", "13.0"), gpus, len(gpus))


def test_a_probe_understands_every_value_of_it() -> None:
    gpus = node(H100).devices.readings()
    text = f"=== devices\n{read(gpus)}=== links\n{nvlink_status(gpus)}=== errors\n{nvlink_errors(gpus)}"
    found = PROBE.parse(Reading(text))["gpu_details"]
    assert [gpu.index for gpu in found] == list(range(8))
    third, real = found[3], gpus[3]
    assert third.values["utilization_percent"] == real.utilisation_percent
    assert third.values["uuid"] == real.uuid
    assert third.why("fan_percent") is Absence.UNSUPPORTED
    assert len(third.links) == 18
    assert third.links[2].replay_errors == 0


def test_a_bad_link_a_remapped_row_and_slices() -> None:
    sick = replace(node(H100).devices.readings()[0], link_errors=120, remapped=2,
                   mig=(MigSlice("3g.40gb", "MIG-1", 1),))  # fmt: skip
    text = f"=== devices\n{read([sick])}=== links\n{nvlink_status([sick])}=== errors\n{nvlink_errors([sick])}"
    (found,) = PROBE.parse(Reading(text))["gpu_details"]
    assert (found.links[2].replay_errors, found.links[2].crc_errors, found.links[3].errors) == (120, 360, 0)
    assert (found.values["remapped_uncorrected"], found.values["mig_enabled"]) == (2, True)
    assert found.why("utilization_percent") is Absence.UNSUPPORTED
    assert (found.mig[0].memory_total_bytes, found.mig[0].multiprocessors) == (40448 << 20, 60)


def test_a_card_without_nvlink_says_so() -> None:
    gpus = node(L40S).devices.readings()
    found = PROBE.parse(Reading(f"=== devices\n{read(gpus, L40S)}"))["gpu_details"][0]
    assert found.why("mig_enabled") is Absence.UNSUPPORTED
    assert found.why("remap_pending") is Absence.UNSUPPORTED
