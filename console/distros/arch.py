"""Arch Linux and what is made from it: rolling, without versions; the driver is a package of its own."""

from __future__ import annotations

from console.model.release import Family

FAMILY = Family(
    name="arch",
    ids=frozenset({"arch", "archarm", "manjaro", "endeavouros", "cachyos"}),
    like=frozenset({"arch"}),
    install_command="pacman -S --noconfirm {packages}",
    driver_command="sudo pacman -S --noconfirm nvidia-open nvidia-utils",
    toolkit_command="sudo pacman -S --noconfirm nvidia-container-toolkit",
    headers="linux-headers",
    python={"": "python"},
    clock="chrony",
)
