"""Where models, wheels and images come from."""

from __future__ import annotations

import msgspec

from console.knowledge.edition import Edition


class Hub(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A place that a node fetches from."""

    title: str
    host: str
    gives: str
    """What comes from there: ``models``, ``wheels``, ``images``."""
    source: str


class Hubs(Edition, frozen=True, kw_only=True):
    """``hubs.toml``."""

    hub: tuple[Hub, ...]
