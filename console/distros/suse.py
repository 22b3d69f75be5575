"""SUSE Linux Enterprise and openSUSE."""

from __future__ import annotations

from datetime import date

from console.model.release import Family

FAMILY = Family(
    name="suse",
    ids=frozenset(
        {"sles", "sled", "sle_hpc", "sles_sap", "opensuse-leap", "opensuse-tumbleweed", "suse-microos", "sl-micro"}
    ),
    like=frozenset({"suse", "opensuse", "sles"}),
    install_command="zypper --non-interactive install {packages}",
    end_of_life={
        "sles 12": date(2024, 10, 31),
        "sles 15": date(2031, 7, 31),
        "opensuse-leap 15": date(2026, 4, 30),
    },
)
