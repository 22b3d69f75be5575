"""From the facts of the probes to the snapshot of a node."""

from __future__ import annotations

from datetime import datetime

from console import distros
from console.model.node import Snapshot
from console.model.probe import Facts


def snapshot(sequence: int, taken_at: datetime, survey: Facts, sample: Facts) -> Snapshot:
    """Put together what was read once and what was read now."""
    facts = survey.copy()
    facts.update(sample)
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
        gpus=facts.get("gpus", ()),
        gpu_processes=facts.get("gpu_processes") if facts.get("gpus") else None,
        xids=facts.get("xids"),
    )
