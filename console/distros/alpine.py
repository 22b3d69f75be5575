"""Alpine and its like: musl, OpenRC, no NVIDIA driver; jump hosts and CPU nodes."""

from __future__ import annotations

import re

from console.model.node import Distro
from console.model.release import Family, ReleaseFiles
from console.model.text import N_, Text

_VERSION = re.compile(r"^(\d{1,2}\.\d{1,3}(?:\.\d{1,3})?)", re.ASCII)


def without_os_release(files: ReleaseFiles) -> Distro | None:
    """Recognise it by /etc/alpine-release."""
    text = files.alpine_release.strip()
    if not text:
        return None
    version = _VERSION.match(text)
    number = version[1] if version else None
    return Distro("alpine", "alpine", "Alpine Linux", number, f"Alpine Linux {number or ''}".strip(), files.libc)


FAMILY = Family(
    name="alpine",
    ids=frozenset({"alpine", "chimera", "postmarketos"}),
    like=frozenset({"alpine"}),
    install_command="apk add {packages}",
    service_command="rc-service {service} {action}",
    headers="linux-lts-dev",
    python={"": "python3"},
    clock="chrony",
    libc="musl",
    note=Text(N_("NVIDIA's driver needs glibc and this is musl: use it as a jump host or for what needs no GPU.")),
    without_os_release=without_os_release,
)
