"""What a probe of a node reads and what it makes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypedDict

from console.model.errors import Problem
from console.model.gpu import Gpu, GpuProcess, Xid
from console.model.release import ReleaseFiles


@dataclass(frozen=True, slots=True)
class Reading:
    """What one part of a probe printed on the node, and the exit status it ended with."""

    text: str
    exit_status: int = 0


class Facts(TypedDict, total=False):
    """What a probe found out. A field that it could not tell is left out."""

    release: ReleaseFiles
    python_command: str
    """The interpreter on the node that can run a probe."""
    hostname: str
    kernel: str
    architecture: str
    uptime_seconds: float
    load_1m: float
    cpu_count: int
    memory_total_bytes: int
    memory_available_bytes: int
    disk_total_bytes: int
    disk_free_bytes: int
    python_version: str
    driver_version: str
    cuda_version: str
    gpu_source: str
    gpu_problem: Problem
    gpus: tuple[Gpu, ...]
    gpu_processes: tuple[GpuProcess, ...]
    module_flavor: str
    xids: tuple[Xid, ...]


class When(Enum):
    """How often a probe is run."""

    ONCE = "once"
    """When the node is reached."""
    SAMPLE = "sample"
    """With every snapshot."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing observed on a node: what to run there, and what its output means.

    ``shell`` is POSIX sh that prints; ``python`` is the body of a module for Python 3.6 and later
    with a function ``read() -> (text, exit_status)`` for nodes that have Python. A probe that has
    only one of them is left out where the other is needed. ``parse`` never raises.
    """

    name: str
    when: When
    parse: Callable[[Reading], Facts]
    shell: str = ""
    python: str = ""
