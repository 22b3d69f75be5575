"""Bottlerocket: an image without a shell; an SSH login lands in its admin container, which is an Amazon Linux 2."""

from __future__ import annotations

from msgspec.structs import replace

from console.model.node import Distro
from console.model.release import Family, Release, fields
from console.model.text import N_, Text


def describe(release: Release, distro: Distro) -> Distro:
    """Say what a login sees instead of the host."""
    container = fields(release.files.os_release)
    if not release.files.bottlerocket_release or container.get("ID") == "bottlerocket":
        return distro
    inside = container.get("PRETTY_NAME") or container.get("NAME") or "?"
    name = distro.pretty_name if distro.version else "Bottlerocket OS"
    return replace(distro, name="Bottlerocket", pretty_name=f"{name} (admin container: {inside})")


FAMILY = Family(
    name="bottlerocket",
    ids=frozenset({"bottlerocket"}),
    like=frozenset({"bottlerocket"}),
    service_command="",
    note=Text(
        N_(
            "An SSH login lands in Bottlerocket's admin container, not on the host: sudo sheltie opens a shell there. "
            "Things run through its orchestrator; GPUs need the variant with NVIDIA's driver."
        )
    ),
    describe=describe,
)
