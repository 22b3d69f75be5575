"""Azure Linux and CBL-Mariner, its name before."""

from __future__ import annotations

from datetime import date

from console.model.release import Family

FAMILY = Family(
    name="azure",
    ids=frozenset({"azurelinux", "mariner"}),
    like=frozenset({"azurelinux", "mariner"}),
    install_command="tdnf install -y {packages}",
    end_of_life={"mariner 2": date(2025, 7, 31)},
)
