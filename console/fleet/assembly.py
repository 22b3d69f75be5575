"""From the facts of the probes to the snapshot of a node."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec.structs import replace

from console import distros
from console.model import gpu_concern
from console.model.errors import Problem
from console.model.gpu import Gpu, Xid, place_of
from console.model.node import Snapshot
from console.model.probe import Facts

SLOW_SOURCES = frozenset({"amd-smi", "rocm-smi", "xpu-smi"})
"""Programs that take a second of processor time: asked seldom, and what they said holds until they are asked again."""
FRESH_SECONDS = 86_400.0
"""How long an XID counts as a concern."""


def held(facts: Facts) -> Facts:
    """Return what does not come with every sample: the last answer holds until the next one."""
    kept: Facts = {}
    if "gpu_processes" in facts:
        kept["gpu_processes"] = facts["gpu_processes"]
    if "gpu_concerns" in facts:
        kept["gpu_concerns"] = facts["gpu_concerns"]
    if "xids" in facts:
        kept["xids"] = facts["xids"]
    if facts.get("gpu_source") in SLOW_SOURCES:
        kept["gpu_source"] = facts["gpu_source"]
        kept["gpus"] = facts.get("gpus", ())
        if "driver_version" in facts:
            kept["driver_version"] = facts["driver_version"]
    return kept


def snapshot(sequence: int, taken_at: datetime, facts: Facts) -> Snapshot:
    """Return what is known of a node at a moment."""
    release = facts.get("release")
    return Snapshot(
        sequence=sequence,
        taken_at=taken_at,
        distro=distros.recognise(release) if release is not None else None,
        hostname=facts.get("hostname"),
        kernel=facts.get("kernel"),
        architecture=facts.get("architecture"),
        uptime_seconds=facts.get("uptime_seconds"),
        load_1m=facts.get("load_1m"),
        cpu_count=facts.get("cpu_count"),
        memory_total_bytes=facts.get("memory_total_bytes"),
        memory_available_bytes=facts.get("memory_available_bytes"),
        disk_total_bytes=facts.get("disk_total_bytes"),
        disk_free_bytes=facts.get("disk_free_bytes"),
        python_version=facts.get("python_version"),
        driver_version=facts.get("driver_version"),
        cuda_version=facts.get("cuda_version"),
        module_flavor=facts.get("module_flavor"),
        gpu_source=facts.get("gpu_source"),
        gpu_problem=facts.get("gpu_problem"),
        gpus=_with_concerns(facts),
        gpu_processes=facts.get("gpu_processes") if facts.get("gpus") else None,
        xids=facts.get("xids"),
    )


def _with_concerns(facts: Facts) -> tuple[Gpu, ...]:
    gpus, concerns = facts.get("gpus", ()), facts.get("gpu_concerns", {})
    xids = [xid for xid in facts.get("xids", ()) if _is_fresh(xid, facts.get("uptime_seconds"))]
    if not concerns and not xids:
        return gpus
    return tuple(_with_its_concerns(gpu, concerns, xids) for gpu in gpus)


def _with_its_concerns(gpu: Gpu, concerns: Mapping[str, tuple[Problem, ...]], xids: list[Xid]) -> Gpu:
    """Return a device with what is wrong with it; the same XID counts once."""
    place = None if gpu.bus_id is None else place_of(gpu.bus_id)
    codes = dict.fromkeys(xid.code for xid in xids if xid.bus_id == place)
    found = [*concerns.get(gpu.uuid or "", ()), *(gpu_concern.xid(code, place or "") for code in codes)]
    return replace(gpu, concerns=tuple(gpu_concern.of_gpu(problem, gpu.index) for problem in found)) if found else gpu


def _is_fresh(xid: Xid, uptime_seconds: float | None) -> bool:
    """Tell whether an XID asks for somebody now: one of the last day, and not one that a program can cause."""
    if not gpu_concern.is_grave(xid):
        return False
    if xid.after_boot_seconds is None or uptime_seconds is None:
        return True
    return uptime_seconds - xid.after_boot_seconds < FRESH_SECONDS
