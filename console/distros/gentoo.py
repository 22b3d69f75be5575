"""Gentoo: built from source, OpenRC unless chosen otherwise."""

from __future__ import annotations

from console.model.release import Family

FAMILY = Family(
    name="gentoo",
    ids=frozenset({"gentoo"}),
    like=frozenset({"gentoo"}),
    install_command="emerge {packages}",
    service_command="rc-service {service} {action}",
    driver_command="sudo emerge x11-drivers/nvidia-drivers",
    toolkit_command="sudo emerge app-containers/nvidia-container-toolkit",
    headers="sys-kernel/gentoo-sources",
    python={"": "dev-lang/python"},
    clock="net-misc/chrony",
)
