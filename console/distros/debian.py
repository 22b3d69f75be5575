"""Debian, Ubuntu and what is made from them; DGX OS is an Ubuntu that only /etc/dgx-release tells apart."""

from __future__ import annotations

from msgspec.structs import replace

from console.model.node import Distro
from console.model.release import Family, Release, ReleaseFiles, fields


def describe(release: Release, distro: Distro) -> Distro:
    """Name DGX OS, and the point release of Debian."""
    dgx = fields(release.files.dgx_release)
    name = dgx.get("DGX_PRETTY_NAME") or dgx.get("DGX_NAME")
    if name:
        version = dgx.get("DGX_OTA_VERSION") or dgx.get("DGX_SWBUILD_VERSION") or ""
        return replace(distro, pretty_name=f"{name} {version} ({distro.pretty_name})".replace("  ", " "))
    point = release.files.debian_version.strip()
    if distro.id == "debian" and distro.version and point.startswith(f"{distro.version}."):
        return replace(distro, version=point[:16])
    return distro


def without_os_release(files: ReleaseFiles) -> Distro | None:
    """Recognise a Debian from before os-release by /etc/debian_version."""
    version = files.debian_version.strip()[:32]
    if not version:
        return None
    number = version if version[0].isdigit() else None
    return Distro("debian", "debian", "Debian GNU/Linux", number, f"Debian GNU/Linux {version}", files.libc)


_KEYRING = "/usr/share/keyrings/nvidia-container-toolkit-keyring.gpg"
_TOOLKIT = "https://nvidia.github.io/libnvidia-container"

FAMILY = Family(
    name="debian",
    ids=frozenset({"debian", "ubuntu", "raspbian", "linuxmint", "pop", "kali", "devuan", "proxmox"}),
    like=frozenset({"debian", "ubuntu"}),
    install_command="apt-get install -y {packages}",
    driver_command=(
        "wget https://developer.download.nvidia.com/compute/cuda/repos/{folder}/{machine}/cuda-keyring_1.1-1_all.deb\n"
        "sudo dpkg -i cuda-keyring_1.1-1_all.deb\n"
        "sudo apt-get update && sudo apt-get install -y nvidia-open"
    ),
    toolkit_command=(
        f"curl -fsSL {_TOOLKIT}/gpgkey | sudo gpg --dearmor -o {_KEYRING}\n"
        f"curl -sL {_TOOLKIT}/stable/deb/nvidia-container-toolkit.list | "
        f"sed 's#deb https://#deb [signed-by={_KEYRING}] https://#g' | "
        "sudo tee /etc/apt/sources.list.d/nvidia-container-toolkit.list\n"
        "sudo apt-get update && sudo apt-get install -y nvidia-container-toolkit"
    ),
    headers="linux-headers-$(uname -r)",
    python={"": "python3 python3-venv"},
    clock="chrony",
    without_os_release=without_os_release,
    describe=describe,
)
