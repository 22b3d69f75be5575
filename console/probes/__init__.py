"""One file per thing observed on a node: what to run there, and what its output means.

A new probe is a new file here with a ``PROBE``. Files stand alone: they import only the model.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from console.model.probe import Probe


@cache
def scan() -> tuple[Probe, ...]:
    """Return the probes of the house, by name."""
    found = []
    for module in pkgutil.iter_modules(__path__):
        probe = getattr(importlib.import_module(f"{__name__}.{module.name}"), "PROBE", None)
        if isinstance(probe, Probe):
            found.append(probe)
    return tuple(sorted(found, key=lambda probe: probe.name))
