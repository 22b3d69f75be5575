"""What NVML's return codes mean to a person; ``nvidia-smi`` ends with the same numbers."""

from __future__ import annotations

from collections.abc import Mapping

from console.model.errors import Problem
from console.model.gpu import Absence
from console.model.text import N_

NOT_SUPPORTED = 3
NO_PERMISSION = 4
DRIVER_NOT_LOADED = 9
LIBRARY_NOT_FOUND = 12
FUNCTION_NOT_FOUND = 13
GPU_IS_LOST = 15
RESET_REQUIRED = 16
VERSION_MISMATCH = 18
ARGUMENT_VERSION_MISMATCH = 25
TIMED_OUT = 124
"""Exit status of timeout(1)."""
NOT_INSTALLED = 127
"""Exit status of a shell that found no such command."""

_KNOWN: Mapping[int, tuple[str, str, str]] = {
    NO_PERMISSION: (
        "gpu.no_permission",
        N_("The user may not ask the NVIDIA driver."),
        N_("Check the permissions of /dev/nvidia* on the node, and its groups video and render."),
    ),
    DRIVER_NOT_LOADED: (
        "gpu.no_driver",
        N_("The NVIDIA driver is not loaded."),
        N_("Install it, or load it with: modprobe nvidia. After a kernel update the module may be missing."),
    ),
    LIBRARY_NOT_FOUND: (
        "gpu.no_library",
        N_("The NVIDIA driver library libnvidia-ml.so was not found."),
        N_("Install the driver completely; the package nvidia-utils or libnvidia-ml is missing."),
    ),
    GPU_IS_LOST: (
        "gpu.one_lost",
        N_("A GPU is lost: it has fallen off the bus."),
        N_("Look for XID 79 in the kernel log (dmesg). Restart the node; have the GPU checked if it happens again."),
    ),
    RESET_REQUIRED: (
        "gpu.one_needs_reset",
        N_("A GPU must be reset."),
        N_("Stop what uses it, then: nvidia-smi --gpu-reset. Otherwise restart the node."),
    ),
    VERSION_MISMATCH: (
        "gpu.version_mismatch",
        N_("The NVIDIA driver and its library have different versions."),
        N_("The driver was updated while it was loaded: restart the node."),
    ),
    TIMED_OUT: (
        "gpu.no_answer",
        N_("The NVIDIA driver does not answer."),
        N_("A GPU may hang. Look for XID errors in the kernel log (dmesg)."),
    ),
    NOT_INSTALLED: (
        "gpu.no_tools",
        N_("The node has NVIDIA GPUs but no NVIDIA driver is installed."),
        N_("Install the NVIDIA driver of the distribution."),
    ),
}


def node_problem(code: int) -> Problem:
    """Return what a failed question to the driver of a node means."""
    known = _KNOWN.get(code)
    if known is not None:
        return Problem(*known)
    return Problem(
        "gpu.unknown_error",
        N_("The NVIDIA driver answered with the error {code}."),
        N_("Run nvidia-smi on the node and look at its message."),
        {"code": str(code)},
    )


def device_problem(index: int, code: int) -> Problem:
    """Return what a failed question to one GPU means."""
    params = {"index": str(index), "code": str(code)}
    if code == GPU_IS_LOST:
        return Problem(
            "gpu.lost", N_("GPU {index} is lost: it has fallen off the bus."), _KNOWN[GPU_IS_LOST][2], params
        )
    if code == RESET_REQUIRED:
        return Problem("gpu.reset_required", N_("GPU {index} must be reset."), _KNOWN[RESET_REQUIRED][2], params)
    return Problem(
        "gpu.fault",
        N_("GPU {index} does not give its values (error {code})."),
        N_("Look for XID errors in the kernel log (dmesg)."),
        params,
    )


def absence(code: int) -> Absence:
    """Return why a value is not there, from what the question for it was answered with.

    A library that does not know the question (13), or not in this form (25), is older than the value.
    """
    if code in {NOT_SUPPORTED, FUNCTION_NOT_FOUND, ARGUMENT_VERSION_MISMATCH}:
        return Absence.UNSUPPORTED
    if code == NO_PERMISSION:
        return Absence.NO_PERMISSION
    return Absence.LOST if code == GPU_IS_LOST else Absence.FAILED
