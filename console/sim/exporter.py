"""The page of a DCGM exporter, from the same readings as everything else."""

from __future__ import annotations

from collections.abc import Callable

from console.sim.gpu import GpuReading

FIELDS: tuple[tuple[str, str, Callable[[GpuReading], float]], ...] = (
    ("DCGM_FI_DEV_SM_CLOCK", "SM clock frequency (in MHz).", lambda g: g.clock_mhz),
    ("DCGM_FI_DEV_GPU_TEMP", "GPU temperature (in C).", lambda g: g.temperature_celsius),
    ("DCGM_FI_DEV_POWER_USAGE", "Power draw (in W).", lambda g: g.power_draw_watts),
    ("DCGM_FI_DEV_GPU_UTIL", "GPU utilization (in %).", lambda g: g.utilisation_percent),
    ("DCGM_FI_DEV_FB_USED", "Framebuffer memory used (in MiB).", lambda g: g.memory_used_mib),
    ("DCGM_FI_DEV_FB_FREE", "Framebuffer memory free (in MiB).", lambda g: g.memory_free_mib),
)


def dcgm_page(readings: list[GpuReading], host: str) -> str:
    """Return the metrics of all GPUs that answer."""
    lines = []
    for name, text, value in FIELDS:
        lines += [f"# HELP {name} {text}", f"# TYPE {name} gauge"]
        for gpu in readings:
            if not gpu.lost:
                labels = f'gpu="{gpu.index}",UUID="{gpu.uuid}",modelName="{gpu.model.name}",Hostname="{host}"'
                lines.append(f"{name}{{{labels}}} {value(gpu):g}")
    return "\n".join(lines) + "\n"
