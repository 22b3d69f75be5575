"""Debian, Ubuntu and what is made from them; DGX OS is an Ubuntu that only /etc/dgx-release tells apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

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


FAMILY = Family(
    name="debian",
    ids=frozenset({"debian", "ubuntu", "raspbian", "linuxmint", "pop", "kali", "devuan", "proxmox"}),
    like=frozenset({"debian", "ubuntu"}),
    install_command="DEBIAN_FRONTEND=noninteractive apt-get install -y {packages}",
    end_of_life={
        "debian 10": date(2024, 6, 30),
        "debian 11": date(2026, 8, 31),
        "debian 12": date(2028, 6, 30),
        "ubuntu 18.04": date(2023, 5, 31),
        "ubuntu 20.04": date(2025, 5, 31),
        "ubuntu 22.04": date(2027, 6, 1),
        "ubuntu 24.04": date(2029, 5, 31),
    },
    without_os_release=without_os_release,
    describe=describe,
)
