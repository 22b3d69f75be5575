"""The values of a device in words: their names, their units, their sections."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from console.model.node_detail import FIELDS, GpuDetail, Section, Value
from console.model.text import N_, fill
from console.settings.language import _
from console.ui.formats import decimal, whole
from console.ui.nodeview.cells import Cell, Tone, absent

SECTIONS: Mapping[Section, str] = {
    Section.DEVICE: N_("Device"),
    Section.LOAD: N_("Load"),
    Section.MEMORY: N_("Memory"),
    Section.TEMPERATURE: N_("Temperature"),
    Section.POWER: N_("Power"),
    Section.CLOCKS: N_("Clocks"),
    Section.PCIE: N_("PCI Express"),
    Section.ECC: N_("Memory errors (ECC)"),
    Section.ROWS: N_("Repaired memory"),
}

LABELS: Mapping[str, str] = {
    "name": N_("Model"),
    "uuid": N_("UUID"),
    "bus_id": N_("Bus"),
    "serial": N_("Serial number"),
    "vbios": N_("VBIOS"),
    "architecture": N_("Architecture"),
    "compute_capability": N_("Compute capability"),
    "persistence": N_("Persistence mode"),
    "compute_mode": N_("Compute mode"),
    "mig_enabled": N_("MIG"),
    "fabric_state": N_("Fabric"),
    "utilization_percent": N_("Utilisation"),
    "memory_utilization_percent": N_("Memory traffic"),
    "encoder_percent": N_("Encoder"),
    "decoder_percent": N_("Decoder"),
    "performance_state": N_("Performance state"),
    "throttle_reasons": N_("Clocks held back by"),
    "memory_total_bytes": N_("Memory, total"),
    "memory_used_bytes": N_("Memory, used"),
    "memory_reserved_bytes": N_("Memory, reserved"),
    "bar1_total_bytes": N_("BAR1, total"),
    "bar1_used_bytes": N_("BAR1, used"),
    "temperature_celsius": N_("GPU"),
    "memory_temperature_celsius": N_("GPU memory"),
    "temperature_max_celsius": N_("Highest in operation"),
    "temperature_slowdown_celsius": N_("Slows down at"),
    "temperature_shutdown_celsius": N_("Switches off at"),
    "memory_temperature_max_celsius": N_("Memory, highest"),
    "fan_percent": N_("Fan"),
    "power_draw_watts": N_("Draw"),
    "power_limit_watts": N_("Limit"),
    "power_default_watts": N_("Limit from the factory"),
    "power_max_watts": N_("Highest limit"),
    "energy_joules": N_("Energy since the driver started"),
    "clock_graphics_mhz": N_("Graphics"),
    "clock_graphics_max_mhz": N_("Graphics, highest"),
    "clock_sm_mhz": N_("SM"),
    "clock_sm_max_mhz": N_("SM, highest"),
    "clock_memory_mhz": N_("Memory clock"),
    "clock_memory_max_mhz": N_("Memory clock, highest"),
    "clock_video_mhz": N_("Video"),
    "pcie_generation": N_("Generation"),
    "pcie_generation_max": N_("Generation, highest"),
    "pcie_width": N_("Width"),
    "pcie_width_max": N_("Width, highest"),
    "pcie_sent_bytes_per_second": N_("Sent"),
    "pcie_received_bytes_per_second": N_("Received"),
    "pcie_replays": N_("Replays"),
    "ecc_enabled": N_("ECC"),
    "ecc_corrected_volatile": N_("Corrected since the driver started"),
    "ecc_uncorrected_volatile": N_("Uncorrected since the driver started"),
    "ecc_corrected_aggregate": N_("Corrected ever"),
    "ecc_uncorrected_aggregate": N_("Uncorrected ever"),
    "remapped_corrected": N_("Rows remapped after corrected errors"),
    "remapped_uncorrected": N_("Rows remapped after uncorrected errors"),
    "remap_pending": N_("Remapping waits for a reset"),
    "remap_failed": N_("Remapping failed"),
    "retired_corrected": N_("Pages retired after corrected errors"),
    "retired_uncorrected": N_("Pages retired after uncorrected errors"),
    "retired_pending": N_("Retirement waits for a reset"),
}

REASONS: Mapping[str, str] = {
    "idle": N_("idle"),
    "clocks_setting": N_("a setting of the clocks"),
    "power_cap": N_("the power limit"),
    "hardware_slowdown": N_("the hardware"),
    "sync_boost": N_("the slowest of its group"),
    "software_thermal": N_("heat (driver)"),
    "hardware_thermal": N_("heat (hardware)"),
    "power_brake": N_("the power supply"),
    "display_clocks": N_("the display"),
}
_GRAVE_REASONS = frozenset({"hardware_slowdown", "hardware_thermal", "power_brake"})
_MILD_REASONS = frozenset({"software_thermal"})
_ALARMS = frozenset({"remap_failed", "ecc_uncorrected_volatile"})
_WARNINGS = frozenset({
    "remap_pending", "retired_pending", "remapped_uncorrected", "retired_uncorrected", "ecc_uncorrected_aggregate",
    "pcie_replays",
})  # fmt: skip
_FEW_REPLAYS = 100
_BELOW_HIGHEST = {"pcie_width": "pcie_width_max"}
"""A link that lost lanes stays so under load; a lower generation is normal for an idle device."""


def field_cell(name: str, gpu: GpuDetail) -> Cell:
    """Return a value of a device with its unit, or why it is not there."""
    value = gpu.values.get(name)
    if value is None:
        return absent(gpu.why(name))
    raw = list(value) if isinstance(value, tuple) else value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return replace(
        Cell(value_text(name, value), raw, _tone(name, value, gpu), is_number=is_number), tip=_(LABELS[name])
    )


def value_text(name: str, value: Value) -> str:
    """Return a value with its unit, as the name of its field says."""
    if isinstance(value, bool):
        return _("on") if value and name in _MODES else _("off") if name in _MODES else _("yes") if value else _("no")
    if isinstance(value, tuple):
        return ", ".join(_(REASONS.get(word, word)) for word in value) or _("nothing")
    if isinstance(value, str):
        return value
    for ending, words in _UNITS.items():
        if name.endswith(ending):
            return words(float(value))
    return f"x{value}" if name.startswith("pcie_width") else whole(int(value))


_MODES = frozenset({"persistence", "mig_enabled", "ecc_enabled"})


def size_text(size: float) -> str:
    """Return a number of bytes."""
    for unit, step in (("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if size >= step:
            return f"{decimal(size / step)} {unit}"
    return f"{size:.0f} B"


def rate_text(rate: float) -> str:
    """Return a number of bytes in a second."""
    for unit, step in (("GB/s", 1e9), ("MB/s", 1e6), ("kB/s", 1e3)):
        if rate >= step:
            return f"{decimal(rate / step)} {unit}"
    return f"{rate:.0f} B/s"


def _energy(joules: float) -> str:
    return f"{decimal(joules / 3.6e6)} kWh"


_UNITS: Mapping[str, Callable[[float], str]] = {
    "_bytes_per_second": rate_text,
    "_bytes": size_text,
    "_percent": lambda value: f"{value:.0f} %",
    "_celsius": lambda value: f"{value:.0f} °C",
    "_watts": lambda value: f"{value:.0f} W",
    "_joules": _energy,
    "_mhz": lambda value: f"{whole(int(value))} MHz",
}


def _tone(name: str, value: Value, gpu: GpuDetail) -> Tone:
    if isinstance(value, tuple):
        words = set(value)
        return Tone.FAIL if words & _GRAVE_REASONS else Tone.WARN if words & _MILD_REASONS else Tone.PLAIN
    if isinstance(value, str):
        return Tone.PLAIN
    if name in _ALARMS and value:
        return Tone.FAIL
    if name in _WARNINGS and value > (_FEW_REPLAYS if name == "pcie_replays" else 0):
        return Tone.WARN
    if name == "temperature_celsius":
        return _heat(value, gpu.values.get("temperature_max_celsius"))
    if name == "memory_temperature_celsius":
        return _heat(value, gpu.values.get("memory_temperature_max_celsius"))
    highest = gpu.values.get(_BELOW_HIGHEST.get(name, ""))
    if isinstance(highest, int) and not isinstance(highest, bool) and value < highest:
        return Tone.WARN
    return Tone.PLAIN


def _heat(value: float, limit: Value | None) -> Tone:
    return Tone.WARN if isinstance(limit, int | float) and value >= limit else Tone.PLAIN


def described(name: str) -> str:
    """Return a field with its section, where its name alone would not say enough: ``Power: Limit``."""
    section, label = _(SECTIONS[FIELDS[name][0]]), _(LABELS[name])
    return fill(_("{section}: {field}"), {"section": section, "field": label})
