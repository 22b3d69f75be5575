"""Azure Linux and CBL-Mariner, its name before."""

from __future__ import annotations

from console.model.release import Family

FAMILY = Family(
    name="azure",
    ids=frozenset({"azurelinux", "mariner"}),
    like=frozenset({"azurelinux", "mariner"}),
    install_command="tdnf install -y {packages}",
    driver_command=(
        "sudo curl -o /etc/yum.repos.d/cuda-{folder}.repo "
        "https://developer.download.nvidia.com/compute/cuda/repos/{folder}/{machine}/cuda-{folder}.repo\n"
        "sudo tdnf install -y nvidia-open"
    ),
    toolkit_command=(
        "sudo curl -o /etc/yum.repos.d/nvidia-container-toolkit.repo "
        "https://nvidia.github.io/libnvidia-container/stable/rpm/nvidia-container-toolkit.repo\n"
        "sudo tdnf install -y nvidia-container-toolkit"
    ),
    headers="kernel-headers",
    python={"": "python3"},
    clock="chrony",
)
