"""Windows Server over OpenSSH: reached, but not a node that Leitstand can look into yet."""

from __future__ import annotations

import re

from console.model.node import Distro
from console.model.release import Family
from console.model.text import N_, Text

_VERSION = re.compile(r"Microsoft Windows \[[^\]\d]*(10\.0\.(\d{4,6})[\d.]*)\]", re.ASCII)
# The first build of each release; Windows 10 and 11 have other builds.
_BUILDS = ((26100, "2025"), (20348, "2022"), (17763, "2019"), (14393, "2016"))


def from_version(text: str) -> Distro | None:
    """Recognise what ``cmd /c ver`` prints, in any language of Windows."""
    found = _VERSION.search(text)
    if found is None:
        return None
    build = int(found[2])
    release = next((name for first, name in _BUILDS if build == first), None)
    name = "Windows Server" if release else "Windows"
    return Distro("windows", "windows", name, release, f"{name} {release or ''} ({found[1]})".replace("  ", " "))


FAMILY = Family(
    name="windows",
    ids=frozenset({"windows"}),
    service_command="",
    libc="",
    note=Text(
        N_("This is Windows. Leitstand opens terminals there; what it looks at and deploys needs Linux and /bin/sh.")
    ),
)
