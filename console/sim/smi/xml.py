"""``nvidia-smi -q -x``: every GPU as XML, in the document type of drivers 550 to 590."""

from __future__ import annotations

from datetime import datetime
from xml.sax.saxutils import escape

from console.sim.gpu import GpuReading, MigSlice
from console.sim.smi.table import Versions

Tree = list[tuple[str, "str | Tree"]]

REASONS = (
    "gpu_idle", "applications_clocks_setting", "sw_power_cap", "hw_slowdown", "hw_thermal_slowdown",
    "hw_power_brake_slowdown", "sync_boost", "sw_thermal_slowdown", "display_clocks_setting",
)  # fmt: skip


def document(now: datetime, versions: Versions, readings: list[GpuReading], attached: int) -> str:
    """Return the whole document; a lost GPU makes the tool refuse it, which is not told here."""
    lines = ['<?xml version="1.0" ?>', '<!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v12.dtd">', "<nvidia_smi_log>"]
    head: Tree = [
        ("timestamp", now.strftime("%a %b %e %H:%M:%S %Y")),
        ("driver_version", versions.driver),
        ("cuda_version", versions.cuda),
        ("attached_gpus", str(attached)),
    ]
    lines += _lines(head, 1)
    for gpu in readings:
        parts = [*_identity(gpu, versions), *_state(gpu), *_errors(gpu), *_limits(gpu)]
        lines += [f'\t<gpu id="{gpu.bus_id}">', *_lines(parts, 2), "\t</gpu>"]
    return "\n".join([*lines, "</nvidia_smi_log>", ""])


def _lines(tree: Tree, depth: int) -> list[str]:
    lines, indent = [], "\t" * depth
    for name, value in tree:
        if isinstance(value, str):
            lines.append(f"{indent}<{name}>{escape(value)}</{name}>")
        else:
            lines += [f"{indent}<{name}>", *_lines(value, depth + 1), f"{indent}</{name}>"]
    return lines


def _identity(gpu: GpuReading, versions: Versions) -> Tree:
    model = gpu.model
    mig = ("Enabled" if gpu.mig else "Disabled") if model.nvlinks else "N/A"
    generation, width = str(model.pcie_generation), "16x"
    link: Tree = [
        ("pcie_gen", [("max_link_gen", generation), ("current_link_gen", generation)]),
        ("link_widths", [("max_link_width", width), ("current_link_width", width)]),
    ]
    return [
        ("product_name", model.name),
        ("product_brand", "NVIDIA"),
        ("product_architecture", model.architecture),
        ("persistence_mode", "Enabled"),
        ("mig_mode", [("current_mig", mig), ("pending_mig", mig)]),
        ("mig_devices", [("mig_device", _slice(index, part)) for index, part in enumerate(gpu.mig)] or "None"),
        ("serial", gpu.serial),
        ("uuid", gpu.uuid),
        ("minor_number", str(gpu.index)),
        ("vbios_version", model.vbios),
        ("board_part_number", model.board_part),
        ("gsp_firmware_version", versions.driver),
        (
            "pci",
            [
                ("pci_bus_id", gpu.bus_id),
                ("pci_gpu_link_info", link),
                ("replay_counter", "0"),
                ("tx_util", f"{gpu.pcie_sent_kib} KB/s"),
                ("rx_util", f"{gpu.pcie_received_kib} KB/s"),
            ],
        ),
    ]


def _slice(index: int, part: MigSlice) -> Tree:
    return [
        ("index", str(index)),
        ("gpu_instance_id", str(part.instance)),
        ("compute_instance_id", "0"),
        ("device_attributes", [("shared", [("multiprocessor_count", str(part.multiprocessors))])]),
        ("fb_memory_usage", [("total", f"{part.memory_mib} MiB"), ("used", "37 MiB")]),
    ]


def _state(gpu: GpuReading) -> Tree:
    model = gpu.model
    busy = "N/A" if gpu.mig else None
    active = (
        {"gpu_idle"} if not gpu.utilisation_percent else {"sw_power_cap"} if gpu.utilisation_percent > 95 else set()
    )
    reasons: Tree = [(f"clocks_event_reason_{name}", "Active" if name in active else "Not Active") for name in REASONS]
    return [
        ("fan_speed", "N/A"),
        ("performance_state", gpu.performance_state),
        ("clocks_event_reasons", reasons),
        (
            "fb_memory_usage",
            [
                ("total", f"{model.memory_total_mib} MiB"),
                ("reserved", f"{model.memory_reserved_mib} MiB"),
                ("used", f"{gpu.memory_used_mib} MiB"),
                ("free", f"{gpu.memory_free_mib} MiB"),
            ],
        ),
        ("bar1_memory_usage", [("total", "131072 MiB"), ("used", "1 MiB"), ("free", "131071 MiB")]),
        ("compute_mode", "Default"),
        (
            "utilization",
            [
                ("gpu_util", busy or f"{gpu.utilisation_percent} %"),
                ("memory_util", busy or f"{gpu.memory_utilisation_percent} %"),
                ("encoder_util", busy or "0 %"),
                ("decoder_util", busy or "0 %"),
            ],
        ),
        ("clocks", _clocks(gpu.clock_mhz, gpu.clock_mhz * 9 // 10, gpu)),
        ("fabric", [("state", "Completed" if model.nvlinks > 12 else "N/A")]),
    ]


def _clocks(graphics: int, video: int, gpu: GpuReading) -> Tree:
    return [
        ("graphics_clock", f"{graphics} MHz"),
        ("sm_clock", f"{graphics} MHz"),
        ("mem_clock", f"{gpu.model.memory_clock_mhz} MHz"),
        ("video_clock", f"{video} MHz"),
    ]


def _errors(gpu: GpuReading) -> Tree:
    none: Tree = [
        ("sram_correctable", "0"),
        ("sram_uncorrectable_parity", "0"),
        ("sram_uncorrectable_secded", "0"),
        ("dram_correctable", "0"),
        ("dram_uncorrectable", str(gpu.ecc_uncorrected)),
    ]
    ever: Tree = [*none[:3], ("dram_correctable", str(3 * gpu.remapped)), ("dram_uncorrectable", str(gpu.remapped))]
    absent: Tree = [("retired_count", "N/A")]
    rows: Tree = [
        ("remapped_row_corr", "0"),
        ("remapped_row_unc", str(gpu.remapped)),
        ("remapped_row_pending", "No"),
        ("remapped_row_failure", "No"),
    ]
    return [
        ("ecc_mode", [("current_ecc", "Enabled"), ("pending_ecc", "Enabled")]),
        ("ecc_errors", [("volatile", none), ("aggregate", ever)]),
        (
            "retired_pages",
            [
                ("multiple_single_bit_retirement", absent),
                ("double_bit_retirement", absent),
                ("pending_retirement", "N/A"),
            ],
        ),
        ("remapped_rows", rows if gpu.model.architecture != "Ada Lovelace" else "N/A"),
    ]


def _limits(gpu: GpuReading) -> Tree:
    model = gpu.model
    return [
        (
            "temperature",
            [
                ("gpu_temp", f"{gpu.temperature_celsius} C"),
                ("gpu_temp_max_threshold", "92 C"),
                ("gpu_temp_slow_threshold", "89 C"),
                ("gpu_temp_max_gpu_threshold", "87 C"),
                ("memory_temp", f"{gpu.memory_temperature_celsius} C" if model.nvlinks else "N/A"),
                ("gpu_temp_max_mem_threshold", "95 C" if model.nvlinks else "N/A"),
            ],
        ),
        (
            "gpu_power_readings",
            [
                ("average_power_draw", f"{gpu.power_draw_watts:.2f} W"),
                ("instant_power_draw", f"{gpu.power_draw_watts:.2f} W"),
                ("current_power_limit", f"{model.power_limit_watts:.2f} W"),
                ("default_power_limit", f"{model.power_limit_watts:.2f} W"),
                ("max_power_limit", f"{model.power_limit_watts:.2f} W"),
            ],
        ),
        ("max_clocks", _clocks(model.clock_max_mhz, model.clock_max_mhz * 9 // 10, gpu)),
    ]
