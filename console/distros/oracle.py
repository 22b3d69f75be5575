"""Oracle Linux: made from RHEL, with its own kernel; its os-release resembles Fedora only."""

from __future__ import annotations

from datetime import date

from console.model.release import Family

FAMILY = Family(
    name="oracle",
    ids=frozenset({"ol"}),
    like=frozenset({"ol"}),
    install_command="dnf install -y {packages} || yum install -y {packages}",
    end_of_life={
        "ol 7": date(2024, 12, 31),
        "ol 8": date(2029, 7, 31),
        "ol 9": date(2032, 6, 30),
    },
)
