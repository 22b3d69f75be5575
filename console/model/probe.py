"""What a probe of a node reads and what it makes of it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TypedDict

from msgspec import Struct

from console.model.errors import Problem
from console.model.gpu import Gpu, GpuProcess, Xid
from console.model.node_detail import Container, GpuDetail, PythonEnvironment
from console.model.release import ReleaseFiles


class Reading(Struct, frozen=True, gc=False):
    """What one part of a probe printed on the node, and the exit status it ended with."""

    told: str | tuple[str, ...]
    """The text, or the lines of a longer one: those that are as they were are the same objects as before."""
    exit_status: int = 0

    @property
    def text(self) -> str:
        """Return all of it."""
        return self.told if isinstance(self.told, str) else "\n".join(self.told)

    @property
    def lines(self) -> tuple[str, ...]:
        """Return it line by line."""
        return tuple(self.told.split("\n")) if isinstance(self.told, str) else self.told


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
    gpu_concerns: dict[str, tuple[Problem, ...]]
    """By the identity of a GPU."""
    module_flavor: str
    xids: tuple[Xid, ...]
    gpu_details: tuple[GpuDetail, ...]
    fabric_manager: str
    containers: tuple[Container, ...]
    engines_denied: tuple[str, ...]
    environments: tuple[PythonEnvironment, ...]


class When(Enum):
    """How often a probe is run."""

    ONCE = "once"
    """When the node is reached."""
    SAMPLE = "sample"
    """With every snapshot."""
    DETAIL = "detail"
    """While somebody looks at this one node closely."""


class Probe(Struct, frozen=True):
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


# Runs on the node. A line ``once KEY …`` is remembered and said again; the shell is told its KEY as one of $known.
_THROUGH_SHELL = """
import subprocess, time

state = {"n": 0, "due": 0.0, "once": {}}

def read():
    if time.monotonic() < state["due"]:
        return "", 0
    state["due"] = time.monotonic() + EVERY
    state["n"] += 1
    head = "LC_ALL=C; PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export LC_ALL PATH\\n"
    head += "n=%d; pace=1; known=' %s '\\n" % (state["n"], " ".join(sorted(state["once"])))
    shell = subprocess.Popen(["sh"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    script = head + "probe() {\\n" + SCRIPT.strip() + "\\n}\\nprobe </dev/null 2>/dev/null\\n"
    text = shell.communicate(script.encode("ascii"))[0].decode("utf-8", "replace")
    for line in text.splitlines():
        if line.startswith("once "):
            key, _, rest = line[5:].partition(" ")
            state["once"].setdefault(key, set()).add(line)
    again = [line for key in state["once"] for line in state["once"][key] if line not in text]
    return "\\n".join([text.rstrip("\\n")] + again), shell.returncode
"""


def through_shell(script: str, every_seconds: float) -> str:
    """Return the Python form of a probe that is told best by programs: its shell form, run every so often.

    What is said in between is nothing, with the status 0. The shell form keeps its own pace with ``$n`` and ``$pace``.
    """
    return f"EVERY = {every_seconds!r}\nSCRIPT = {script!r}\n{_THROUGH_SHELL}"
