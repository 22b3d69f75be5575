"""Until when distributions are maintained, and which C library they have."""

from __future__ import annotations

from datetime import date

import msgspec

from console.knowledge.edition import Edition
from console.model.node import Distro


class Release(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A release of a distribution. ``version`` is as much of VERSION_ID as tells it apart."""

    distro: str
    """``ID`` of os-release."""
    version: str
    name: str = ""
    """``NAME``, where one ID has two distributions: CentOS Linux and Stream."""
    ends: date | None = None
    """The last day of maintenance that everybody gets; None: no day has been named."""
    paid_until: date | None = None
    """The last day of maintenance that is paid for."""
    glibc: str = ""
    source: str


class Lifecycle(Edition, frozen=True, kw_only=True):
    """``lifecycle.toml``."""

    release: tuple[Release, ...]

    def find(self, distro: Distro) -> Release | None:
        """Return the release that a node runs; the one with the longest version that fits."""
        if distro.version is None:
            return None
        parts = distro.version.split(".")
        versions = {".".join(parts[: count + 1]) for count in range(len(parts))}
        fits = [
            row
            for row in self.release
            if row.distro == distro.id and row.version in versions and (not row.name or row.name == distro.name)
        ]
        return max(fits, key=lambda row: len(row.version), default=None)
