"""The options of how nodes of the fleet are shown."""

from __future__ import annotations

from console.model.text import N_
from console.settings.option import AnyOption, Choice, Option

GPU_COLUMNS = Option(
    "fleet.gpu_columns",
    "",
    N_("Columns of the GPU table in the details of a node, names with spaces between; empty: the usual ones"),
)

GROUP_BY = Option(
    "fleet.group_by",
    "path",
    N_("What the groups of the fleet are"),
    choices=(
        Choice("path", N_("As the inventory has them")),
        Choice("rack", N_("Rack")),
        Choice("distro", N_("Distribution")),
        Choice("gpu", N_("Model of the GPUs")),
        Choice("state", N_("State")),
        Choice("tag", N_("Tags")),
        Choice("none", N_("No groups")),
    ),
)
SORT_BY = Option(
    "fleet.sort_by",
    "inventory",
    N_("What the nodes of a group are sorted by"),
    choices=(
        Choice("inventory", N_("As the inventory has them")),
        Choice("name", N_("Name")),
        Choice("state", N_("State, the worst first")),
        Choice("load", N_("Utilisation, the highest first")),
        Choice("free", N_("Free GPU memory, the most first")),
        Choice("temperature", N_("Temperature, the highest first")),
        Choice("power", N_("Power, the highest first")),
        Choice("age", N_("Age of the values, the oldest first")),
    ),
)
SORT_REVERSE = Option("fleet.sort_reverse", default=False, description=N_("Sort the nodes the other way round"))

WITHOUT_WINDOW = Option(
    "fleet.without_window",
    "while",
    N_("Whether nodes are asked while no window is open, so that history has no hole and alerts reach their webhooks"),
    choices=(
        Choice("stop", N_("No")),
        Choice("while", N_("Yes, while sessions or deployments keep the core")),
        Choice("stay", N_("Yes, and the core stays for it")),
    ),
)

FLEET_OPTIONS: tuple[AnyOption, ...] = (
    GROUP_BY,
    SORT_BY,
    SORT_REVERSE,
    GPU_COLUMNS,
    WITHOUT_WINDOW,
)
