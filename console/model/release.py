"""How a Linux distribution names itself, and what a family of distributions has in common."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from console.model.node import Distro

_ASSIGNMENT = re.compile(r"^([A-Za-z_][A-Za-z0-9_]*)=(.*)$")
_LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class ReleaseFiles:
    """The files by which a Linux distribution names itself; empty where a file is absent."""

    os_release: str = ""
    """``/etc/os-release``, else ``/usr/lib/os-release``."""
    redhat_release: str = ""
    centos_release: str = ""
    alpine_release: str = ""
    debian_version: str = ""
    dgx_release: str = ""
    libc: str | None = None
    """``glibc 2.36`` or ``musl 1.2.5``."""


@dataclass(frozen=True, slots=True)
class Release:
    """The release files of one node, read."""

    files: ReleaseFiles
    fields: Mapping[str, str]
    """Of os-release."""

    @property
    def id(self) -> str:
        """Return ``ID`` in lower case; empty when os-release is absent."""
        return self.fields.get("ID", "").lower()

    @property
    def id_like(self) -> tuple[str, ...]:
        """Return the distributions that this one says it resembles, nearest first."""
        return tuple(self.fields.get("ID_LIKE", "").lower().split())

    @property
    def version(self) -> str | None:
        """Return ``VERSION_ID``; rolling distributions have none, or a word."""
        version = self.fields.get("VERSION_ID", "")
        return version if any(c.isdigit() for c in version) else None


@dataclass(frozen=True, slots=True)
class Family:
    """What one file in ``distros/`` knows: whom it stands for, and how things are done there."""

    name: str
    ids: frozenset[str]
    """Values of ``ID`` that are of this family."""
    like: frozenset[str] = frozenset()
    """Values of ``ID_LIKE`` by which a distribution that nobody listed is taken for one of this family."""
    install_command: str = ""
    """POSIX sh with ``{packages}``; empty where packages are not installed by a command."""
    service_command: str = "systemctl {action} {service}"
    libc: str = "glibc"
    end_of_life: Mapping[str, date] = field(default_factory=dict)
    """By ``ID`` or ``NAME`` and the version that it counts for, e.g. ``debian 10`` or ``CentOS Stream 9``."""
    without_os_release: Callable[[ReleaseFiles], Distro | None] | None = None
    """Reads the older files of this family."""
    describe: Callable[[Release, Distro], Distro] | None = None
    """Refines what os-release says: a name, a version that it hides."""


def fields(text: str) -> dict[str, str]:
    """Read lines of shell assignments; lines that are none are skipped."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        assignment = _ASSIGNMENT.match(line.strip())
        if assignment is None:
            continue
        try:
            value = " ".join(shlex.split(assignment[2], comments=True))
        except ValueError:  # an open quote
            value = assignment[2].strip("\"'")
        found[assignment[1]] = "".join(c for c in value if c.isprintable())[:_LONGEST_VALUE]
    return found
