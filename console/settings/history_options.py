"""The options of the history."""

from __future__ import annotations

from console.model.text import N_
from console.settings.option import AnyOption, Option

HISTORY_SIZE = Option(
    "history.size_megabytes",
    2048,
    N_("How large the history of measured values may become; the oldest goes first"),
    unit="MB",
    minimum=16,
    maximum=1_000_000,
)

HISTORY_OPTIONS: tuple[AnyOption, ...] = (HISTORY_SIZE,)
