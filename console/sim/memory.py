"""Load, memory and disk of a node: derived from its processes, so that every command agrees."""

from __future__ import annotations

from msgspec import Struct

from console.sim.inventory import NodeSpec
from console.sim.noise import fraction, wander
from console.sim.processes import ProcessTable
from console.sim.story import Story

KIB_PER_GIB = 1024 * 1024


class Memory(Struct, frozen=True):
    """The figures of /proc/meminfo and free, in KiB."""

    total_kib: int
    used_kib: int
    buffers_kib: int
    cached_kib: int
    shared_kib: int

    @property
    def free_kib(self) -> int:
        """Return what nobody uses."""
        return self.total_kib - self.used_kib - self.buffers_kib - self.cached_kib

    @property
    def available_kib(self) -> int:
        """Return what a new process could get."""
        return self.free_kib + self.buffers_kib + int(self.cached_kib * 0.94) - self.shared_kib


class Disk(Struct, frozen=True):
    """One row of df, in KiB."""

    source: str
    kind: str
    total_kib: int
    used_kib: int
    mount: str

    @property
    def available_kib(self) -> int:
        """Return what is left."""
        return self.total_kib - self.used_kib

    @property
    def percent(self) -> int:
        """Return how full it is, rounded up as df does."""
        return -(-100 * self.used_kib // self.total_kib) if self.total_kib else 0


def memory_of(spec: NodeSpec, story: Story, processes: ProcessTable) -> Memory:
    """Return the memory of a node now."""
    total = spec.hardware.memory_gib * KIB_PER_GIB - 400_000
    part = fraction(story.seed, spec.name, "cache")
    used = int(total * 0.008) + 180_000 + processes.resident_kib()
    cached = int(min(total * (0.12 + 0.25 * part), (total - used) * 0.7))
    return Memory(total, used, 120_000 + int(800_000 * part), cached, 9_800)


def disks_of(spec: NodeSpec, story: Story) -> list[Disk]:
    """Return the file systems of a node."""
    total = spec.hardware.disk_gib * KIB_PER_GIB
    part = 0.18 + 0.5 * fraction(story.seed, spec.name, "disk")
    tmpfs = spec.hardware.memory_gib * KIB_PER_GIB // 2
    rows = [
        Disk("tmpfs", "tmpfs", tmpfs // 5, 4_212, "/run"),
        Disk("/dev/nvme0n1p2", "ext4", total, int(total * part), "/"),
        Disk("tmpfs", "tmpfs", tmpfs, 0, "/dev/shm"),
        Disk("/dev/nvme0n1p1", "vfat", 1_098_632, 6_284, "/boot/efi"),
    ]
    if spec.gpus:
        models = 4 * total
        rows.append(Disk("nfs.example.com:/models", "nfs4", models, int(models * 0.61), "/srv/models"))
    return rows


def load_average(spec: NodeSpec, story: Story, processes: ProcessTable) -> tuple[float, float, float]:
    """Return the load of the last one, five and fifteen minutes."""
    busy = processes.cpu_percent() / 100
    moment = story.moment()
    key = (story.seed, spec.name, "load")
    return (
        round(max(0.0, busy * (1 + 0.06 * wander(moment, 60, *key)) + 0.05), 2),
        round(max(0.0, busy * (1 + 0.03 * wander(moment, 300, *key)) + 0.04), 2),
        round(max(0.0, busy * (1 + 0.01 * wander(moment, 900, *key)) + 0.03), 2),
    )
