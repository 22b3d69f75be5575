"""The options of how nodes of the fleet are shown."""

from __future__ import annotations

from console.model.text import N_
from console.settings.option import AnyOption, Option

GPU_COLUMNS = Option(
    "fleet.gpu_columns",
    "",
    N_("Columns of the GPU table in the details of a node, names with spaces between; empty: the usual ones"),
)

FLEET_OPTIONS: tuple[AnyOption, ...] = (GPU_COLUMNS,)
