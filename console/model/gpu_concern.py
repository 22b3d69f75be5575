"""What is wrong with a GPU that still answers. Meaning, cause and next step stand in the knowledge, by these codes."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from console.model.errors import Problem
from console.model.gpu import Xid
from console.model.text import N_

REMAP_FAILED = Problem(
    "gpu.remap_failed",
    N_("GPU {index}: a row of its memory could not be remapped."),
    N_("No spare row is left: have the GPU replaced."),
)
REMAP_PENDING = Problem(
    "gpu.remap_pending",
    N_("GPU {index}: a row of its memory waits to be remapped."),
    N_("Reset the GPU when it suits; programs that do not use that row may go on until then."),
)
PAGES_PENDING = Problem(
    "gpu.pages_pending",
    N_("GPU {index}: pages of its memory wait to be retired."),
    N_("Drain the node and reset the GPU, or restart the node."),
)
BRAKES: Mapping[str, Problem] = {
    "hardware_thermal": Problem(
        "gpu.hot_brake",
        N_("GPU {index} is too hot and halves its clocks."),
        N_("Check fans, airflow or coolant, and the inlet temperature."),
    ),
    "power_brake": Problem(
        "gpu.power_brake",
        N_("GPU {index} is slowed down by the power supply."),
        N_("Look at the power supplies and their redundancy, and at the power cap of the rack."),
    ),
    "software_thermal": Problem(
        "gpu.warm_brake",
        N_("GPU {index} runs at lower clocks because it or its memory is hot."),
        N_("Check the cooling of the node; the clocks come back by themselves."),
    ),
}
"""By the word for why clocks are held back. A power cap is normal under load and no concern."""


GRAVE_XIDS = frozenset({
    32, 46, 48, 54, 57, 58, 61, 62, 64, 74, 78, 79, 95, 109, 110, 119, 120, 136, 140, 143, 144, 145, 146, 149, 150, 154,
    155, 156, 158, 159, 167, 168, 169, 171, 172,
})  # fmt: skip
"""Those that the knowledge (``xid.toml``) lays at the door of the GPU or its node: a program cannot cause them."""


RECOVERY_ACTION = 154
"""Says what a GPU needs after other XIDs, and in the end that it needs nothing any more."""


def is_grave(xid: Xid) -> bool:
    """Tell whether somebody has to look after the GPU or its node."""
    settled = xid.code == RECOVERY_ACTION and xid.text.rstrip().endswith("(None)")
    return xid.code in GRAVE_XIDS and not settled


def of_gpu(problem: Problem, index: int) -> Problem:
    """Return a concern as that of one GPU."""
    return replace(problem, params={**problem.params, "index": str(index)})


def xid(code: int, bus_id: str) -> Problem:
    """Return the concern about an XID that asks for somebody to act."""
    return Problem(
        "gpu.xid",
        N_("GPU {index}: the driver reported XID {code}."),
        N_("The node's details tell what it means and what to do."),
        {"code": str(code), "bus_id": bus_id},
    )
