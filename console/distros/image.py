"""Systems that are an image: nothing is installed on them, things run in containers."""

from __future__ import annotations

from console.model.release import Family

FAMILY = Family(
    name="image",
    ids=frozenset({"bottlerocket", "cos", "coreos", "flatcar", "talos", "nixos", "rancheros"}),
    like=frozenset({"coreos", "flatcar"}),
)
