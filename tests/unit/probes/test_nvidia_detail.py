from __future__ import annotations

import pytest

from console.model.gpu import Absence
from console.model.node_detail import GpuDetail, NvLink
from console.model.probe import Reading
from console.probes.nvidia_detail import PROBE

# What differs between the document types of drivers 535 to 610 stands beside each other.
OLD = """<clocks_throttle_reasons>
<clocks_throttle_reason_gpu_idle>Not Active</clocks_throttle_reason_gpu_idle>
<clocks_throttle_reason_hw_thermal_slowdown>Active</clocks_throttle_reason_hw_thermal_slowdown>
</clocks_throttle_reasons>
<power_readings><power_draw>26.78 W</power_draw><enforced_power_limit>70.00 W</enforced_power_limit></power_readings>
<ecc_errors><volatile><sram_correctable>1</sram_correctable><sram_uncorrectable>0</sram_uncorrectable>
<dram_correctable>2</dram_correctable><dram_uncorrectable>0</dram_uncorrectable></volatile></ecc_errors>
"""
NEW = """<clocks_event_reasons>
<clocks_event_reason_gpu_idle>Active</clocks_event_reason_gpu_idle>
<clocks_event_reason_sw_power_cap>Active</clocks_event_reason_sw_power_cap>
</clocks_event_reasons>
<gpu_power_readings><average_power_draw>139.62 W</average_power_draw><instant_power_draw>142.33 W</instant_power_draw>
<current_power_limit>320.00 W</current_power_limit></gpu_power_readings>
<ecc_errors><aggregate><sram_uncorrectable_parity>3</sram_uncorrectable_parity>
<sram_uncorrectable_secded>1</sram_uncorrectable_secded><dram_uncorrectable>2</dram_uncorrectable>
<sram_threshold_exceeded>No</sram_threshold_exceeded></aggregate></ecc_errors>
"""
BOTH = """<product_name>NVIDIA H100 80GB HBM3</product_name><persistence_mode>Enabled</persistence_mode>
<pci><pci_gpu_link_info><link_widths><current_link_width>8x</current_link_width></link_widths></pci_gpu_link_info>
<tx_util>1066699 KB/s</tx_util></pci><fan_speed>N/A</fan_speed><serial>[Insufficient Permissions]</serial>
<fb_memory_usage><total>81559 MiB</total></fb_memory_usage>
<remapped_rows><remapped_row_unc>2</remapped_row_unc><remapped_row_pending>Yes</remapped_row_pending></remapped_rows>
"""


def devices(*inside: str, more: str = "") -> GpuDetail:
    head = '<?xml version="1.0" ?>\n<!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v12.dtd">\n'
    gpus = "".join(f'<gpu id="0">{text}</gpu>' for text in inside)
    text = f"=== devices\n{head}<nvidia_smi_log>{gpus}</nvidia_smi_log>\n{more}"
    return PROBE.parse(Reading(text))["gpu_details"][0]


def test_what_every_driver_says() -> None:
    gpu = devices(BOTH)
    said = {name: gpu.values[name] for name in ("persistence", "pcie_width", "memory_total_bytes", "remap_pending")}
    assert said == {"persistence": True, "pcie_width": 8, "memory_total_bytes": 81559 << 20, "remap_pending": True}
    assert gpu.values["pcie_sent_bytes_per_second"] == 1_066_699_000
    assert (gpu.why("fan_percent"), gpu.why("serial")) == (Absence.UNSUPPORTED, Absence.NO_PERMISSION)


def test_the_names_of_older_drivers() -> None:
    gpu = devices(OLD)
    assert gpu.values["throttle_reasons"] == ("hardware_thermal",)
    assert (gpu.values["power_draw_watts"], gpu.values["power_limit_watts"]) == (26.78, 70.0)
    assert (gpu.values["ecc_corrected_volatile"], gpu.values["ecc_uncorrected_volatile"]) == (3, 0)
    assert gpu.why("ecc_corrected_aggregate") is Absence.UNSUPPORTED


def test_the_names_of_newer_drivers() -> None:
    gpu = devices(NEW)
    assert gpu.values["throttle_reasons"] == ("idle", "power_cap")
    assert (gpu.values["power_draw_watts"], gpu.values["power_limit_watts"]) == (139.62, 320.0)
    assert gpu.values["ecc_uncorrected_aggregate"] == 6


def test_links_with_their_errors() -> None:
    more = (
        "=== links\nGPU 0: A (UUID: GPU-1)\n\t Link 0: 26.562 GB/s\n\t Link 1: <inactive>\n"
        "=== errors\nGPU 0: A (UUID: GPU-1)\n\t Link 0: Replay Errors: 7\n\t Link 0: CRC FLIT Errors: 12\n"
    )
    assert devices(BOTH, more=more).links == (
        NvLink(0, active=True, speed_bytes_per_second=26.562e9, replay_errors=7, crc_errors=12),
        NvLink(1, active=False),
    )


def test_mig_instances_with_their_profiles() -> None:
    instance = """<mig_devices><mig_device><index>0</index><gpu_instance_id>3</gpu_instance_id>
    <device_attributes><shared><multiprocessor_count>14</multiprocessor_count></shared></device_attributes>
    <fb_memory_usage><total>9728 MiB</total><used>12 MiB</used></fb_memory_usage></mig_device></mig_devices>"""
    more = "=== list\nGPU 0: A (UUID: GPU-1)\n  MIG 1g.10gb     Device  0: (UUID: MIG-aa-bb)\n"
    (mig,) = devices(instance, more=more).mig
    assert (mig.profile, mig.uuid, mig.gpu_instance, mig.multiprocessors) == ("1g.10gb", "MIG-aa-bb", 3, 14)
    assert (mig.memory_total_bytes, mig.memory_used_bytes) == (9728 << 20, 12 << 20)


def test_a_lost_device_stands_between_the_others() -> None:
    one = "<nvidia_smi_log><gpu><product_name>A</product_name></gpu></nvidia_smi_log>"
    text = f"=== device 0\n{one}\n=== lost 1\n=== device 2\n{one}\n"
    gpus = PROBE.parse(Reading(text))["gpu_details"]
    assert [(gpu.index, gpu.fault.code if gpu.fault else "") for gpu in gpus] == [(0, ""), (1, "gpu.lost"), (2, "")]
    assert gpus[1].why("name") is Absence.LOST


@pytest.mark.parametrize(
    "text",
    ["", "=== devices\n<nvidia_smi_log><gpu>", '=== devices\n<!ENTITY a "b"><nvidia_smi_log><gpu/></nvidia_smi_log>'],
)
def test_what_is_no_answer_has_no_devices(text: str) -> None:
    assert not PROBE.parse(Reading(text)).get("gpu_details")
