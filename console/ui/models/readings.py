"""What a row shows of a node, taken out of its view. ``None`` is: nothing to show."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from console.model.errors import Problem
from console.model.gpu import Gpu
from console.model.node import Distro, NodeState, NodeView, Snapshot
from console.model.text import fill
from console.settings.language import _, problem_text

HOT_CELSIUS = 85.0
"""From here on a temperature is a warning."""

_SHORT_NAMES = {
    "ubuntu": "Ubuntu", "debian": "Debian", "rhel": "RHEL", "centos": "CentOS", "rocky": "Rocky", "almalinux": "Alma",
    "ol": "Oracle", "amzn": "Amazon", "alpine": "Alpine", "sles": "SLES", "fedora": "Fedora",
}  # fmt: skip


class Readings(Struct, frozen=True):
    """The value columns of a row."""

    system: str = ""
    load: float | None = None
    """0 to 1."""
    memory: float | None = None
    """0 to 1."""
    temperature_celsius: float | None = None
    power_watts: float | None = None
    taken_at: datetime | None = None
    words: str = ""
    """Stand in the value columns where there are no values."""


def system_label(distro: Distro | None) -> str:
    """Return distribution and version as short as people say them."""
    if distro is None:
        return ""
    name = _SHORT_NAMES.get(distro.id) or distro.name or distro.id
    version = (distro.version or "").split(" ")[0]
    return f"{name} {version}".strip()


def gpu_label(gpu: Gpu) -> str:
    """Return the model of a GPU without the maker's name: ``H100 80 GB``."""
    name = (gpu.name or "").removeprefix("NVIDIA").strip()
    for word in ("HBM3e", "HBM3", "HBM2e", "SXM5", "SXM4", "SXM", "PCIe"):
        name = name.replace(word, "")
    name = name.replace("-", " ").replace("80GB", "80 GB").replace("141GB", "141 GB").replace("40GB", "40 GB")
    return " ".join(name.split())


def state_words(view: NodeView) -> str:
    """Return the words of a state whose values are missing; empty where the values speak."""
    words = {
        NodeState.KEY_CHANGED: _("Key changed"),
        NodeState.UNREACHABLE: _("Unreachable"),
        NodeState.CONNECTING: _("Connecting…"),
        NodeState.DRAINED: _("Drained"),
    }
    return words.get(view.state, "")


def cause_words(problem: Problem) -> str:
    """Return why a node failed in as few words as a row holds; the tool tip says all of it."""
    short = {
        "gpu.no_permission": _("No GPU permission"),
        "gpu.no_driver": _("No driver"),
        "gpu.no_library": _("Driver incomplete"),
        "gpu.no_tools": _("No driver"),
        "gpu.lost": _("GPU {index} lost"),
        "gpu.one_lost": _("GPU lost"),
        "gpu.one_needs_reset": _("Reset needed"),
        "gpu.version_mismatch": _("Driver mismatch"),
        "gpu.no_answer": _("Driver hangs"),
        "gpu.xid": "XID {code}",
        "gpu.remap_failed": _("Row not remapped"),
        "gpu.remap_pending": _("Row to be remapped"),
        "gpu.pages_pending": _("Pages to be retired"),
        "gpu.hot_brake": _("Braked by heat"),
        "gpu.warm_brake": _("Slowed by heat"),
        "gpu.power_brake": _("Braked by power supply"),
    }
    words = short.get(problem.code)
    return problem_text(problem) if words is None else fill(words, problem.params)


def node_readings(view: NodeView) -> Readings:
    """Return the values of a node; those of one that does not answer are not shown as if they were fresh."""
    snapshot = view.snapshot
    if snapshot is None:
        words = state_words(view)
        if not words and view.state is NodeState.FAILED and view.problem is not None:
            words = cause_words(view.problem)
        return Readings(words=words)
    system = system_label(snapshot.distro)
    if view.state in {NodeState.KEY_CHANGED, NodeState.UNREACHABLE, NodeState.CONNECTING}:
        return Readings(system=system, taken_at=snapshot.taken_at, words=state_words(view))
    if view.state is NodeState.FAILED and not snapshot.gpus and view.problem is not None:
        return Readings(system=system, taken_at=snapshot.taken_at, words=cause_words(view.problem))
    gpus = [gpu for gpu in snapshot.gpus if gpu.fault is None]
    return Readings(
        system=system,
        load=_mean(gpus) if gpus else _processor_load(snapshot),
        memory=_memory(gpus) if gpus else _main_memory(snapshot),
        temperature_celsius=max(
            (g.temperature_celsius for g in gpus if g.temperature_celsius is not None), default=None
        ),
        power_watts=_power(gpus),
        taken_at=snapshot.taken_at,
        words=state_words(view),
    )


def gpu_readings(gpu: Gpu) -> Readings:
    """Return the values of one GPU."""
    if gpu.fault is not None:
        return Readings(words=problem_text(gpu.fault))
    return Readings(
        system=gpu_label(gpu),
        load=None if gpu.utilization_percent is None else gpu.utilization_percent / 100,
        memory=_memory([gpu]),
        temperature_celsius=gpu.temperature_celsius,
        power_watts=gpu.power_draw_watts,
    )


def _mean(gpus: list[Gpu]) -> float | None:
    told = [gpu.utilization_percent for gpu in gpus if gpu.utilization_percent is not None]
    return sum(told) / len(told) / 100 if told else None


def _power(gpus: list[Gpu]) -> float | None:
    told = [gpu.power_draw_watts for gpu in gpus if gpu.power_draw_watts is not None]
    return sum(told) if told else None


def _memory(gpus: list[Gpu]) -> float | None:
    total = sum(gpu.memory_total_bytes or 0 for gpu in gpus if gpu.memory_used_bytes is not None)
    used = sum(gpu.memory_used_bytes or 0 for gpu in gpus if gpu.memory_total_bytes)
    return used / total if total else None


def _processor_load(snapshot: Snapshot) -> float | None:
    if snapshot.load_1m is None or not snapshot.cpu_count:
        return None
    return min(snapshot.load_1m / snapshot.cpu_count, 1.0)


def _main_memory(snapshot: Snapshot) -> float | None:
    if not snapshot.memory_total_bytes or snapshot.memory_available_bytes is None:
        return None
    return 1 - snapshot.memory_available_bytes / snapshot.memory_total_bytes
