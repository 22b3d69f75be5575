"""``nvidia-smi topo -m``, ``nvlink -s`` and ``nvlink -e``."""

from __future__ import annotations

from console.sim.gpu import GpuReading

LEGEND = """
Legend:

  X    = Self
  SYS  = Connection traversing PCIe as well as the SMP interconnect between NUMA nodes (e.g., QPI/UPI)
  NODE = Connection traversing PCIe as well as the interconnect between PCIe Host Bridges within a NUMA node
  PHB  = Connection traversing PCIe as well as a PCIe Host Bridge (typically the CPU)
  PXB  = Connection traversing multiple PCIe bridges (without traversing the PCIe Host Bridge)
  PIX  = Connection traversing at most a single PCIe bridge
  NV#  = Connection traversing a bonded set of # NVLinks
"""


def matrix(readings: list[GpuReading], cores: int) -> str:
    """Return how the GPUs reach each other; ``cores`` is the number on one socket."""
    names = [f"GPU{gpu.index}" for gpu in readings]
    lines = ["\t\x1b[4m" + "\t".join([*names, "CPU Affinity", "NUMA Affinity", "GPU NUMA ID"]) + "\x1b[0m"]
    half = len(readings) / 2
    for gpu in readings:
        socket = int(gpu.index >= half)
        links = [_link(gpu, other, same_socket=socket == int(other.index >= half)) for other in readings]
        first = socket * cores
        affinity = f"{first}-{first + cores - 1},{first + 2 * cores}-{first + 3 * cores - 1}"
        lines.append("\t".join([f"GPU{gpu.index}", *links, affinity, str(socket), "", "N/A"]))
    return "\n".join(lines) + "\n" + LEGEND


def _link(one: GpuReading, other: GpuReading, *, same_socket: bool) -> str:
    if one.index == other.index:
        return " X "
    if one.model.nvlinks:
        return f"NV{one.model.nvlinks}"
    return "NODE" if same_socket else "SYS"


def nvlink_status(readings: list[GpuReading]) -> str:
    """Return the speed of every link."""
    lines = []
    for gpu in readings:
        lines.append(f"GPU {gpu.index}: {gpu.model.name} (UUID: {gpu.uuid})")
        speed = f"{gpu.model.nvlink_gbytes_per_second:g} GB/s"
        lines += [f"\t Link {link}: {speed}" for link in range(gpu.model.nvlinks)]
    return "\n".join(lines) + "\n"


BAD_LINK = 2


def nvlink_errors(readings: list[GpuReading]) -> str:
    """Return what every link has counted."""
    lines = []
    for gpu in readings:
        lines.append(f"GPU {gpu.index}: {gpu.model.name} (UUID: {gpu.uuid})")
        for link in range(gpu.model.nvlinks):
            replays = gpu.link_errors if link == BAD_LINK else 0
            counts = (("Replay Errors", replays), ("Recovery Errors", replays // 50), ("CRC Errors", replays * 3))
            lines += [f"\t Link {link}: {name}: {count}" for name, count in counts]
    return "\n".join(lines) + "\n"
