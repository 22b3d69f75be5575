"""``nvidia-smi -q``: every GPU as an indented list."""

from __future__ import annotations

from datetime import datetime

from console.sim.gpu import GpuReading
from console.sim.processes import Process
from console.sim.smi.table import Versions, process_name, used_memory_mib

Row = tuple[int, str, str | None]


def detail(
    now: datetime, versions: Versions, readings: list[GpuReading], processes: list[Process], attached: int
) -> str:
    """Return the whole log."""
    head = [
        "", "==============NVSMI LOG==============", "",
        _line(0, "Timestamp", now.strftime("%a %b %e %H:%M:%S %Y")),
        _line(0, "Driver Version", versions.driver),
        _line(0, "CUDA Version", versions.cuda), "",
        _line(0, "Attached GPUs", str(attached)),
    ]  # fmt: skip
    for gpu in readings:
        head.append(f"GPU {gpu.bus_id}")
        if gpu.lost:
            head.append(_line(1, "Product Name", "GPU is lost"))
        else:
            own = [process for process in processes if process.gpu == gpu.index]
            head += [_line(*row) for row in (*_identity(gpu, versions), *_state(gpu), *_processes(gpu, own))]
        head.append("")
    return "\n".join(head) + "\n"


def _line(depth: int, name: str, value: str | None) -> str:
    text = "    " * depth + name
    return text if value is None else f"{text:<42}: {value}"


def _identity(gpu: GpuReading, versions: Versions) -> list[Row]:
    model = gpu.model
    return [
        (1, "Product Name", model.name),
        (1, "Product Brand", "NVIDIA"),
        (1, "Product Architecture", model.architecture),
        (1, "Display Mode", "Disabled"),
        (1, "Display Active", "Disabled"),
        (1, "Persistence Mode", "Enabled"),
        (1, "MIG Mode", None),
        (2, "Current", "Disabled" if model.nvlinks else "N/A"),
        (2, "Pending", "Disabled" if model.nvlinks else "N/A"),
        (1, "Serial Number", gpu.serial),
        (1, "GPU UUID", gpu.uuid),
        (1, "Minor Number", str(gpu.index)),
        (1, "VBIOS Version", model.vbios),
        (1, "Board Part Number", model.board_part),
        (1, "GSP Firmware Version", versions.driver),
        (1, "PCI", None),
        (2, "Bus", f"0x{gpu.bus_id[9:11]}"),
        (2, "Device", "0x00"),
        (2, "Domain", "0x0000"),
        (2, "Device Id", model.device_id),
        (2, "Bus Id", gpu.bus_id),
        (2, "Sub System Id", model.subsystem_id),
    ]


def _state(gpu: GpuReading) -> list[Row]:
    model = gpu.model
    return [
        (1, "Fan Speed", "N/A"),
        (1, "Performance State", gpu.performance_state),
        (1, "FB Memory Usage", None),
        (2, "Total", f"{model.memory_total_mib} MiB"),
        (2, "Reserved", f"{model.memory_reserved_mib} MiB"),
        (2, "Used", f"{gpu.memory_used_mib} MiB"),
        (2, "Free", f"{gpu.memory_free_mib} MiB"),
        (1, "Compute Mode", "Default"),
        (1, "Utilization", None),
        (2, "Gpu", f"{gpu.utilisation_percent} %"),
        (2, "Memory", f"{gpu.memory_utilisation_percent} %"),
        (2, "Encoder", "0 %"),
        (2, "Decoder", "0 %"),
        (1, "ECC Mode", None),
        (2, "Current", "Enabled"),
        (2, "Pending", "Enabled"),
        (1, "ECC Errors", None),
        (2, "Volatile", None),
        (3, "SRAM Correctable", "0"),
        (3, "DRAM Correctable", "0"),
        (3, "DRAM Uncorrectable", str(gpu.ecc_uncorrected)),
        (1, "Temperature", None),
        (2, "GPU Current Temp", f"{gpu.temperature_celsius} C"),
        (2, "Memory Current Temp", f"{gpu.memory_temperature_celsius} C"),
        (1, "GPU Power Readings", None),
        (2, "Average Power Draw", f"{gpu.power_draw_watts:.2f} W"),
        (2, "Instantaneous Power Draw", f"{gpu.power_draw_watts:.2f} W"),
        (2, "Current Power Limit", f"{model.power_limit_watts:.2f} W"),
        (2, "Default Power Limit", f"{model.power_limit_watts:.2f} W"),
        (1, "Clocks", None),
        (2, "Graphics", f"{gpu.clock_mhz} MHz"),
        (2, "SM", f"{gpu.clock_mhz} MHz"),
        (2, "Memory", f"{model.memory_clock_mhz} MHz"),
        (1, "Max Clocks", None),
        (2, "Graphics", f"{model.clock_max_mhz} MHz"),
        (2, "SM", f"{model.clock_max_mhz} MHz"),
        (2, "Memory", f"{model.memory_clock_mhz} MHz"),
    ]


def _processes(gpu: GpuReading, processes: list[Process]) -> list[Row]:
    if not processes:
        return [(1, "Processes", "None")]
    rows: list[Row] = [(1, "Processes", None)]
    for process in processes:
        rows += [
            (2, "Process ID", str(process.pid)),
            (3, "Type", "C"),
            (3, "Name", process_name(process)),
            (3, "Used GPU Memory", f"{used_memory_mib(gpu)} MiB"),
        ]
    return rows
