"""The options of recordings."""

from __future__ import annotations

from console.model.text import N_
from console.settings.option import AnyOption, Option

RECORDING_MOST_MEGABYTES = Option(
    "recording.most_megabytes",
    256,
    N_("Size at which a recording or a session log ends"),
    unit="MB",
    minimum=1,
    maximum=100_000,
)
RECORD_INPUT = Option(
    "recording.input",
    default=False,
    description=N_("Record what is typed too, also passwords that the screen does not show"),
)

RECORDING_OPTIONS: tuple[AnyOption, ...] = (RECORDING_MOST_MEGABYTES, RECORD_INPUT)
