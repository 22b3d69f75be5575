"""Amazon Linux."""

from __future__ import annotations

from msgspec.structs import replace

from console.model.node import Distro
from console.model.release import Family, Release


def describe(release: Release, distro: Distro) -> Distro:
    """Take the day of the build out of the pretty name of 2023."""
    pretty = f"{distro.name} {distro.version or release.fields.get('VERSION', '')}".strip()
    return replace(distro, pretty_name=pretty)


FAMILY = Family(
    name="amazon",
    ids=frozenset({"amzn"}),
    like=frozenset({"amzn"}),
    install_command="dnf install -y {packages} || sudo yum install -y {packages}",
    driver_command=(
        "sudo dnf config-manager --add-repo "
        "https://developer.download.nvidia.com/compute/cuda/repos/{folder}/{machine}/cuda-{folder}.repo\n"
        "sudo dnf install -y nvidia-open"
    ),
    toolkit_command=(
        "curl -sL https://nvidia.github.io/libnvidia-container/stable/rpm/nvidia-container-toolkit.repo | "
        "sudo tee /etc/yum.repos.d/nvidia-container-toolkit.repo\n"
        "sudo dnf install -y nvidia-container-toolkit || sudo yum install -y nvidia-container-toolkit"
    ),
    headers="kernel-devel-$(uname -r)",
    python={"": "python3.11"},
    clock="chrony",
    describe=describe,
)
