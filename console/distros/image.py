"""Systems that are an image: nothing is installed on them, things run in containers."""

from __future__ import annotations

from console.model.release import Family
from console.model.text import N_, Text

FAMILY = Family(
    name="image",
    ids=frozenset({"cos", "coreos", "flatcar", "rancheros"}),
    like=frozenset({"coreos", "flatcar"}),
    note=Text(N_("The system is an image: nothing is installed on it. Use a variant with the driver, and containers.")),
)
