"""amd-smi: the JSON that it prints of each AMD GPU, in the form of ROCm 7."""

from __future__ import annotations

import json

from console.sim.command import Call, Command
from console.sim.gpu import GpuReading
from console.sim.noise import hexadecimal

WORDS = {"metric", "static", "list", "process"}
NOTHING = "No running processes detected"


async def amd_smi(c: Call) -> int:
    """Print one of the tables that are asked for as JSON."""
    word = next((word for word in c.argv if word in WORDS), "")
    if not word or "--json" not in c.argv:
        await c.err("usage: amd-smi {list,static,metric,process} --json\n")
        return 2
    readings = c.node.devices.readings()
    if word == "list":
        rows: object = [_listed(gpu) for gpu in readings]
    elif word == "process":
        rows = [{"gpu": gpu.index, "process_list": _processes(c, gpu)} for gpu in readings]
    else:
        rows = {"gpu_data": [(_static if word == "static" else _metric)(gpu) for gpu in readings]}
    await c.out(json.dumps(rows, indent=4) + "\n")
    return 0


def _of(value: float, unit: str) -> dict[str, object]:
    return {"value": value, "unit": unit}


def _bdf(gpu: GpuReading) -> str:
    return gpu.bus_id.lower().removeprefix("0000")


def _listed(gpu: GpuReading) -> dict[str, object]:
    return {"gpu": gpu.index, "bdf": _bdf(gpu), "uuid": gpu.uuid.removeprefix("GPU-").lower(), "partition_id": 0}


def _static(gpu: GpuReading) -> dict[str, object]:
    limit, model = gpu.model.power_limit_watts, gpu.model
    return {
        "gpu": gpu.index,
        "asic": {
            "market_name": model.name,
            "asic_serial": f"0x{hexadecimal(16, gpu.uuid).upper()}",
            "target_graphics_version": model.compute_capability,
        },
        "bus": {"bdf": _bdf(gpu), "max_pcie_width": 16, "max_pcie_speed": _of(32, "GT/s")},
        "ifwi": {"name": "AMD MI300X_HW_SRIOV", "version": model.vbios},
        "limit": {
            "ppt0": {"socket_power_limit": _of(limit, "W"), "max_power_limit": _of(limit, "W")},
            "slowdown_edge_temperature": "N/A",
            "slowdown_hotspot_temperature": _of(100, "C"),
            "slowdown_vram_temperature": _of(105, "C"),
            "shutdown_hotspot_temperature": _of(110, "C"),
        },
        "driver": {"name": "amdgpu", "version": "6.16.6"},
        "vram": {"type": "HBM3", "size": _of(model.memory_total_mib, "MB")},
    }


def _metric(gpu: GpuReading) -> dict[str, object]:
    model = gpu.model
    return {
        "gpu": gpu.index,
        "usage": {
            "gfx_activity": _of(gpu.utilisation_percent, "%"),
            "umc_activity": _of(gpu.memory_utilisation_percent, "%"),
            "mm_activity": "N/A",
        },
        "power": {"socket_power": _of(round(gpu.power_draw_watts), "W"), "power_management": "ENABLED"},
        "clock": {
            "gfx_0": {"clk": _of(gpu.clock_mhz, "MHz"), "max_clk": _of(model.clock_max_mhz, "MHz")},
            "mem_0": {"clk": _of(model.memory_clock_mhz, "MHz"), "max_clk": _of(model.memory_clock_mhz, "MHz")},
        },
        "temperature": {
            "edge": "N/A",
            "hotspot": _of(gpu.temperature_celsius, "C"),
            "mem": _of(gpu.memory_temperature_celsius, "C"),
        },
        "pcie": {"width": 16, "speed": _of(32, "GT/s"), "replay_count": 0},
        "ecc": {"total_correctable_count": 0, "total_uncorrectable_count": gpu.ecc_uncorrected},
        "fan": {"speed": "N/A", "usage": "N/A"},
        "energy": {"total_energy_consumption": _of(gpu.power_draw_watts * 4.1e12, "uJ")},
        "mem_usage": {
            "total_vram": _of(model.memory_total_mib, "MB"),
            "used_vram": _of(gpu.memory_used_mib + model.memory_reserved_mib, "MB"),
        },
    }


def _processes(c: Call, gpu: GpuReading) -> object:
    own = [process for process in c.node.processes.on_gpus() if process.gpu == gpu.index]
    if not own:
        return [{"process_info": NOTHING}]
    return [
        {
            "process_info": {
                "name": process.name,
                "pid": process.pid,
                "memory_usage": {"vram_mem": _of(gpu.memory_used_mib << 20, "B")},
            }
        }
        for process in own
    ]


COMMANDS = (Command("amd-smi", amd_smi),)
