"""One file per family of Linux distributions.

A new family is a new file here with a ``FAMILY``. Files stand alone: they import only the model.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache, lru_cache

from console.model.node import Distro
from console.model.release import Family, Release, ReleaseFiles, fields

UNKNOWN = "unknown"


@cache
def scan() -> tuple[Family, ...]:
    """Return the families of the house, by name."""
    found = []
    for module in pkgutil.iter_modules(__path__):
        family = getattr(importlib.import_module(f"{__name__}.{module.name}"), "FAMILY", None)
        if isinstance(family, Family):
            found.append(family)
    return tuple(sorted(found, key=lambda family: family.name))


def family_of(distro: Distro) -> Family | None:
    """Return what is known about the family of ``distro``."""
    return next((family for family in scan() if family.name == distro.family), None)


@lru_cache(maxsize=4096)
def recognise(files: ReleaseFiles) -> Distro:
    """Return the distribution that the release files mean; never raises."""
    release = Release(files, fields(files.os_release))
    if files.bottlerocket_release:
        # What a login sees is the admin container, an Amazon Linux; the node is the host around it.
        return _from_os_release(Release(files, {"ID": "bottlerocket", **fields(files.bottlerocket_release)}))
    if not release.id:
        release = Release(files, {**release.fields, "ID": _named(release.fields.get("NAME", ""))})
    if release.id:
        return _from_os_release(release)
    for family in scan():
        found = family.without_os_release(files) if family.without_os_release else None
        if found is not None:
            return found
    name = release.fields.get("NAME") or "Linux"
    return Distro(UNKNOWN, UNKNOWN, name, release.version, release.fields.get("PRETTY_NAME") or name, files.libc)


def _from_os_release(release: Release) -> Distro:
    family = _family(release)
    name = release.fields.get("NAME") or release.id
    distro = Distro(
        id=release.id,
        family=family.name if family else UNKNOWN,
        name=name,
        version=release.version,
        pretty_name=release.fields.get("PRETTY_NAME") or f"{name} {release.version or ''}".strip(),
        libc=release.files.libc,
        support_end=_day(release.fields.get("SUPPORT_END", "")),
    )
    return family.describe(release, distro) if family and family.describe else distro


def _family(release: Release) -> Family | None:
    """Look for the distribution itself, then for the nearest one that it resembles."""
    for family in scan():
        if release.id in family.ids:
            return family
    for resembled in release.id_like:
        for family in scan():
            if resembled in family.like:
                return family
    return None


def _named(name: str) -> str:
    """Return the ID that belongs to a name; empty when nobody knows it."""
    return next((family.names[name.lower()] for family in scan() if name.lower() in family.names), "")


def _day(text: str) -> str | None:
    return text if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) else None
