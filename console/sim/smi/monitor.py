"""``nvidia-smi dmon`` and ``pmon``: one line for each GPU or process, again and again."""

from __future__ import annotations

from console.sim.gpu import GpuReading
from console.sim.processes import Process

DEVICE_HEAD = (
    "# gpu    pwr  gtemp  mtemp     sm    mem    enc    dec    jpg    ofa   mclk   pclk \n"
    "# Idx      W      C      C      %      %      %      %      %      %    MHz    MHz \n"
)
PROCESS_HEAD = (
    "# gpu         pid   type     sm    mem    enc    dec    jpg    ofa    command \n"
    "# Idx           #    C/G      %      %      %      %      %      %    name \n"
)


def device_lines(readings: list[GpuReading]) -> str:
    """Return one sample of every GPU."""
    lines = []
    for gpu in readings:
        values: list[str] = ["-"] * 11
        if not gpu.lost:
            values = [
                f"{gpu.power_draw_watts:.0f}", str(gpu.temperature_celsius), str(gpu.memory_temperature_celsius),
                str(gpu.utilisation_percent), str(gpu.memory_utilisation_percent), "0", "0", "0", "0",
                str(gpu.model.memory_clock_mhz), str(gpu.clock_mhz),
            ]  # fmt: skip
        lines.append(f"{gpu.index:>5} " + " ".join(f"{value:>6}" for value in values) + " ")
    return "\n".join(lines) + "\n"


def process_lines(readings: list[GpuReading], processes: list[Process]) -> str:
    """Return one sample of every process on a GPU."""
    lines = []
    for gpu in readings:
        own = [process for process in processes if process.gpu == gpu.index and not gpu.lost]
        for process in own:
            sm, memory = gpu.utilisation_percent, gpu.memory_utilisation_percent
            none = "      -" * 4
            lines.append(f"{gpu.index:>5} {process.pid:>10}     C {sm:>6} {memory:>6}{none}    {process.name:<15}")
        if not own:
            lines.append(
                f"{gpu.index:>5} {'-':>10}     - " + " ".join(f"{'-':>6}" for _ in range(6)) + f"    {'-':<15}"
            )
    return "\n".join(lines) + "\n"
