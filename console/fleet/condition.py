"""How a node is, judged from what its probe said: pure rules, most severe cause first."""

from __future__ import annotations

from collections.abc import Iterator

from console.model.errors import Problem
from console.model.gpu import Gpu
from console.model.node import NodeState, Snapshot
from console.model.text import N_

HOT_CELSIUS = 85.0
MEMORY_FULL_SHARE = 0.95
DISK_FULL_SHARE = 0.95
STALE_AFTER_SECONDS = 30.0
GONE_AFTER_SECONDS = 90.0
"""Values that old are taken off the screen."""

_KEY_ALARMS = frozenset({"ssh.host_key_changed", "ssh.host_key_revoked"})


def judge(snapshot: Snapshot, gpus_expected: int = 0) -> tuple[NodeState, Problem | None]:
    """Return the state of a node that answers, and the cause when it is not OK.

    ``gpus_expected`` is how many the node has shown before: a GPU that is gone is a failure.
    """
    if not _is_odd(snapshot, gpus_expected):
        return NodeState.OK, None
    failure = next(_failures(snapshot, gpus_expected), None)
    if failure is not None:
        return NodeState.FAILED, failure
    warning = next(_warnings(snapshot), None)
    if warning is not None:
        return NodeState.WARNING, warning
    return NodeState.OK, None


def _is_odd(snapshot: Snapshot, gpus_expected: int) -> bool:
    """Tell whether there may be anything to say: of a large fleet, nearly nobody's samples have it."""
    for gpu in snapshot.gpus:
        if gpu.fault is not None or gpu.concerns or gpu.ecc_uncorrected:
            return True
        if gpu.temperature_celsius is not None and gpu.temperature_celsius >= HOT_CELSIUS:
            return True
    if snapshot.gpu_problem is not None or len(snapshot.gpus) < gpus_expected:
        return True
    return any(True for _ in _system_warnings(snapshot))


def refusal_state(problem: Problem) -> NodeState:
    """Return the state of a node that was reached and refused, or that we refuse."""
    return NodeState.KEY_CHANGED if problem.code in _KEY_ALARMS else NodeState.UNREACHABLE


def silence(age_seconds: float) -> Problem:
    """Return why a node counts as unreachable although its connection stands."""
    return Problem(
        "node.silent",
        N_("The node has said nothing for {seconds} s."),
        N_("It may be overloaded or frozen, or a call into a driver hangs. Try to open a terminal on it."),
        {"seconds": f"{age_seconds:.0f}"},
    )


def _failures(snapshot: Snapshot, gpus_expected: int) -> Iterator[Problem]:
    for gpu in snapshot.gpus:
        if gpu.fault is not None:
            yield gpu.fault
    if snapshot.gpu_problem is not None:
        yield snapshot.gpu_problem
    if snapshot.gpu_source is not None and len(snapshot.gpus) < gpus_expected:
        yield Problem(
            "gpu.missing",
            N_("{missing} of {expected} GPUs are gone."),
            N_("Look for XID errors in the kernel log (dmesg), then restart the node."),
            {"missing": str(gpus_expected - len(snapshot.gpus)), "expected": str(gpus_expected)},
        )


def _warnings(snapshot: Snapshot) -> Iterator[Problem]:
    for gpu in snapshot.gpus:
        yield from gpu.concerns
    for gpu in snapshot.gpus:
        if gpu.ecc_uncorrected:
            yield _gpu_warning(
                gpu,
                "gpu.ecc",
                N_("GPU {index}: {value} uncorrected memory errors."),
                N_("Plan a reset of the GPU. Have it replaced if the number grows."),
                str(gpu.ecc_uncorrected),
            )
    hottest = max(snapshot.gpus, key=lambda gpu: gpu.temperature_celsius or 0.0, default=None)
    if hottest is not None and (hottest.temperature_celsius or 0.0) >= HOT_CELSIUS:
        yield _gpu_warning(
            hottest,
            "gpu.hot",
            N_("GPU {index} is at {value} °C."),
            N_("Check the cooling of the node."),
            f"{hottest.temperature_celsius:.0f}",
        )
    yield from _system_warnings(snapshot)


def _system_warnings(snapshot: Snapshot) -> Iterator[Problem]:
    total, available = snapshot.memory_total_bytes, snapshot.memory_available_bytes
    if total and available is not None and (used := 1 - available / total) > MEMORY_FULL_SHARE:
        yield Problem(
            "node.memory_full",
            N_("{percent} % of the memory is in use."),
            N_("Find what uses it before the kernel ends a process for it."),
            {"percent": f"{used * 100:.0f}"},
        )
    size, free = snapshot.disk_total_bytes, snapshot.disk_free_bytes
    if size and free is not None and (used := 1 - free / size) > DISK_FULL_SHARE:
        yield Problem(
            "node.disk_full",
            N_("The disk is {percent} % full."),
            N_("Remove what is not needed; logs and container images grow first."),
            {"percent": f"{used * 100:.0f}"},
        )


def _gpu_warning(gpu: Gpu, code: str, message: str, hint: str, value: str) -> Problem:
    return Problem(code, message, hint, {"index": str(gpu.index), "value": value})
