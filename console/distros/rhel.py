"""Red Hat Enterprise Linux, its rebuilds, CentOS and Fedora."""

from __future__ import annotations

import re

from msgspec.structs import replace

from console.model.node import Distro
from console.model.release import Family, Release, ReleaseFiles

# As in: CentOS release 5.11 (Final), or: Red Hat Enterprise Linux Server release 6.10 (Santiago)
_OLD = re.compile(r"^(?P<name>[A-Za-z][A-Za-z ]{1,60}?) release (?P<version>\d{1,2}(?:\.\d{1,4}){0,2})\b", re.ASCII)
_POINT = re.compile(r" release (\d{1,2}\.\d{1,4})", re.ASCII)
_IDS = {"centos": "centos", "red hat": "rhel", "rocky": "rocky", "alma": "almalinux", "fedora": "fedora"}


def describe(release: Release, distro: Distro) -> Distro:
    """Name CentOS Stream, and the point release that os-release of CentOS 7 hides."""
    if distro.id != "centos" or distro.version is None:
        return distro
    if "Stream" in distro.name:
        return replace(distro, pretty_name=f"CentOS Stream {distro.version}")
    point = _POINT.search(release.files.centos_release or release.files.redhat_release)
    if point is not None and point[1].startswith(f"{distro.version}."):
        return replace(distro, version=point[1])
    return distro


def without_os_release(files: ReleaseFiles) -> Distro | None:
    """Recognise 5 and 6, which have /etc/redhat-release only."""
    for text in (files.centos_release, files.redhat_release):
        old = _OLD.match(text.strip())
        if old is None:
            continue
        name = old["name"].removesuffix(" Linux Server") if old["name"].startswith("CentOS") else old["name"]
        ident = next((ident for word, ident in _IDS.items() if name.lower().startswith(word)), "rhel")
        return Distro(ident, "rhel", name, old["version"], f"{name} {old['version']}", files.libc)
    return None


FAMILY = Family(
    name="rhel",
    ids=frozenset(
        {
            "rhel",
            "centos",
            "rocky",
            "almalinux",
            "fedora",
            "eurolinux",
            "scientific",
            "circle",
            "virtuozzo",
            "tencentos",
            "anolis",
            "alinux",
            "kylin",
            "openeuler",
        }
    ),
    like=frozenset({"rhel", "centos", "fedora"}),
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
    python={"": "python3.12", "fedora": "python3"},
    clock="chrony",
    without_os_release=without_os_release,
    describe=describe,
)
