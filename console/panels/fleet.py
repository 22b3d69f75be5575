"""Every GPU of the fleet at a glance."""

from __future__ import annotations

from console.model.gpu import Gpu
from console.model.text import N_
from console.panels import HeatPanel, Metric, Ramp

COOLEST_CELSIUS, HOTTEST_CELSIUS = 25.0, 90.0
USUAL_LIMIT_WATTS = 700.0
"""For a GPU that does not tell its limit."""


def _utilisation(gpu: Gpu) -> float | None:
    return None if gpu.utilization_percent is None else gpu.utilization_percent / 100


def _memory(gpu: Gpu) -> float | None:
    if not gpu.memory_total_bytes or gpu.memory_used_bytes is None:
        return None
    return gpu.memory_used_bytes / gpu.memory_total_bytes


def _temperature(gpu: Gpu) -> float | None:
    if gpu.temperature_celsius is None:
        return None
    return (gpu.temperature_celsius - COOLEST_CELSIUS) / (HOTTEST_CELSIUS - COOLEST_CELSIUS)


def _power(gpu: Gpu) -> float | None:
    return None if gpu.power_draw_watts is None else gpu.power_draw_watts / (gpu.power_limit_watts or USUAL_LIMIT_WATTS)


PANEL = HeatPanel(
    id="fleet",
    title=N_("Fleet heat map"),
    order=10,
    metrics=(
        Metric("utilisation", N_("Util"), _utilisation, "0 %", "100 %"),
        Metric("memory", N_("Mem"), _memory, "0 %", "100 %"),
        Metric("temperature", N_("°C"), _temperature, "25 °C", "90 °C", Ramp.TEMPERATURE),
        Metric("power", N_("W"), _power, "0 W", N_("limit")),
    ),
)
