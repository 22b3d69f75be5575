"""Oracle Linux: made from RHEL, with its own kernel; its os-release resembles Fedora only."""

from __future__ import annotations

from console.model.release import Family

FAMILY = Family(
    name="oracle",
    ids=frozenset({"ol"}),
    like=frozenset({"ol"}),
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
    # The kernel of most Oracle Linux nodes is UEK, whose headers have a name of their own.
    headers="kernel-uek-devel-$(uname -r)",
    python={"": "python3.12"},
    clock="chrony",
)
