"""Which distributions NVIDIA has qualified the Container Toolkit on."""

from __future__ import annotations

import msgspec

from console.knowledge.edition import Edition
from console.model.node import Distro


class Qualified(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A distribution with the versions that were qualified, each as much of VERSION_ID as tells it apart."""

    distro: str
    versions: tuple[str, ...]
    source: str


class ContainerToolkit(Edition, frozen=True, kw_only=True):
    """``container_toolkit.toml``."""

    qualified: tuple[Qualified, ...]

    def find(self, distro: Distro) -> Qualified | None:
        """Return the row that names the version of a node; None: it is not named, which forbids nothing."""
        version = f"{distro.version or ''}."
        return next(
            (
                row
                for row in self.qualified
                if row.distro == distro.id and any(version.startswith(f"{one}.") for one in row.versions)
            ),
            None,
        )
