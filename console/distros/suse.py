"""SUSE Linux Enterprise and openSUSE."""

from __future__ import annotations

from console.model.release import Family

FAMILY = Family(
    name="suse",
    ids=frozenset(
        {"sles", "sled", "sle_hpc", "sles_sap", "opensuse-leap", "opensuse-tumbleweed", "suse-microos", "sl-micro"}
    ),
    like=frozenset({"suse", "opensuse", "sles"}),
    install_command="zypper --non-interactive install {packages}",
    driver_command=(
        "sudo zypper addrepo "
        "https://developer.download.nvidia.com/compute/cuda/repos/{folder}/{machine}/cuda-{folder}.repo\n"
        "sudo zypper --gpg-auto-import-keys refresh\n"
        "sudo zypper --non-interactive install nvidia-open"
    ),
    toolkit_command=(
        "sudo zypper addrepo "
        "https://nvidia.github.io/libnvidia-container/stable/rpm/nvidia-container-toolkit.repo\n"
        "sudo zypper --gpg-auto-import-keys install -y nvidia-container-toolkit"
    ),
    headers="kernel-default-devel=$(uname -r | sed 's/-default//')",
    python={"": "python312"},
    clock="chrony",
)
