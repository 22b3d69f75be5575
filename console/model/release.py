"""How a Linux distribution names itself, and what a family of distributions has in common."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping

from msgspec import Struct, field

from console.model.node import Distro
from console.model.text import Text

_ASSIGNMENT = re.compile(r"^([A-Za-z_][A-Za-z0-9_]*)=(.*)$")
_LONGEST_VALUE = 200


class ReleaseFiles(Struct, frozen=True):
    """The files by which a Linux distribution names itself; empty where a file is absent."""

    os_release: str = ""
    """``/etc/os-release``, else ``/usr/lib/os-release``."""
    redhat_release: str = ""
    centos_release: str = ""
    alpine_release: str = ""
    debian_version: str = ""
    dgx_release: str = ""
    bottlerocket_release: str = ""
    """os-release of the host, as its admin container sees it below ``/.bottlerocket``."""
    libc: str | None = None
    """``glibc 2.36`` or ``musl 1.2.5``."""


class Release(Struct, frozen=True):
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


class Family(Struct, frozen=True):
    """What one file in ``distros/`` knows: whom it stands for, and how things are done there.

    Commands are POSIX sh for a person to read and run; empty is: that is not done by a command there.
    """

    name: str
    ids: frozenset[str]
    """Values of ``ID`` that are of this family."""
    like: frozenset[str] = frozenset()
    """Values of ``ID_LIKE`` by which a distribution that nobody listed is taken for one of this family."""
    names: Mapping[str, str] = field(default_factory=dict)
    """``ID`` by ``NAME`` in lower case, for files that have no ``ID``."""
    install_command: str = ""
    """With ``{packages}``."""
    service_command: str = "systemctl {action} {service}"
    driver_command: str = ""
    """Installs NVIDIA's driver from the repository ``{folder}`` for ``{machine}`` (x86_64, sbsa)."""
    toolkit_command: str = ""
    """Installs the NVIDIA Container Toolkit."""
    headers: str = ""
    """The package with the headers of the running kernel."""
    python: Mapping[str, str] = field(default_factory=dict)
    """The packages with a Python for services by ``ID``; under an empty one for the rest of the family."""
    clock: str = ""
    """The package that keeps the clock."""
    libc: str = "glibc"
    note: Text | None = None
    """What a person has to know before anything else."""
    without_os_release: Callable[[ReleaseFiles], Distro | None] | None = None
    """Reads the older files of this family."""
    describe: Callable[[Release, Distro], Distro] | None = None
    """Refines what os-release says: a name, a version that it hides."""

    def install(self, packages: str) -> str:
        """Return the command that installs packages; empty where there is none."""
        return f"sudo {self.install_command.format(packages=packages)}" if self.install_command and packages else ""

    def service(self, action: str, service: str) -> str:
        """Return the command that does something with a service."""
        return f"sudo {self.service_command.format(action=action, service=service)}" if self.service_command else ""

    def python_packages(self, distro_id: str) -> str:
        """Return the packages that bring a Python for services."""
        return self.python.get(distro_id) or self.python.get("", "")


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
