"""Amazon Linux."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from console.model.node import Distro
from console.model.release import Family, Release


def describe(release: Release, distro: Distro) -> Distro:
    """Take the date of the end of support out of the pretty name of 2023."""
    pretty = f"{distro.name} {distro.version or release.fields.get('VERSION', '')}".strip()
    return replace(distro, pretty_name=pretty)


FAMILY = Family(
    name="amazon",
    ids=frozenset({"amzn"}),
    like=frozenset({"amzn"}),
    install_command="dnf install -y {packages} || yum install -y {packages}",
    end_of_life={
        "amzn 2018.03": date(2023, 12, 31),
        "amzn 2": date(2026, 6, 30),
        "amzn 2023": date(2029, 6, 30),
    },
    describe=describe,
)
