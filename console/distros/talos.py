"""Talos: Kubernetes without SSH and without a shell; its os-release is seen through talosctl or a pod only."""

from __future__ import annotations

from msgspec.structs import replace

from console.model.node import Distro
from console.model.release import Family, Release
from console.model.text import N_, Text


def describe(_release: Release, distro: Distro) -> Distro:
    """Write its version as others do: ``v1.13.7`` is 1.13.7."""
    return replace(distro, version=(distro.version or "").removeprefix("v") or None)


FAMILY = Family(
    name="talos",
    ids=frozenset({"talos"}),
    like=frozenset({"talos"}),
    names={"talos": "talos"},
    service_command="talosctl service {service} {action}",
    libc="musl",
    note=Text(
        N_(
            "Talos has no SSH and no shell: look at it with talosctl and through Kubernetes. "
            "GPUs need its system extensions nvidia-open-gpu-kernel-modules and nvidia-container-toolkit."
        )
    ),
    describe=describe,
)
