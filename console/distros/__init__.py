"""One file per family of Linux distributions.

A new family is a new file here with a ``FAMILY``. Files stand alone: they import only the model.
"""

from __future__ import annotations

import importlib
import pkgutil
from datetime import date
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
    if release.id:
        return _from_os_release(release)
    for family in scan():
        found = family.without_os_release(files) if family.without_os_release else None
        if found is not None:
            return found
    name = release.fields.get("NAME") or "Linux"
    return Distro(UNKNOWN, UNKNOWN, name, release.version, release.fields.get("PRETTY_NAME") or name, files.libc)


def end_of_life(distro: Distro) -> date | None:
    """Return when the maintenance of the distribution ends or ended, where that is known."""
    family = family_of(distro)
    if family is None or distro.version is None:
        return None
    major = distro.version.partition(".")[0]
    # The name tells CentOS Stream from CentOS Linux, which share an ID.
    keys = (f"{distro.id} {distro.version}", f"{distro.name} {major}", f"{distro.id} {major}")
    return next((family.end_of_life[key] for key in keys if key in family.end_of_life), None)


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
