"""Arch Linux and what is made from it: rolling, without versions."""

from __future__ import annotations

from console.model.release import Family

FAMILY = Family(
    name="arch",
    ids=frozenset({"arch", "archarm", "manjaro", "endeavouros", "cachyos"}),
    like=frozenset({"arch"}),
    install_command="pacman -S --noconfirm {packages}",
)
