"""One file per thing observed on a node: what to run there, and what its output means.

A new probe is a new file here with a ``PROBE``, and a ``DETAIL`` where a close look at a node asks for more.
Files stand alone: they import only the model.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from console.model.probe import Probe


@cache
def scan() -> tuple[Probe, ...]:
    """Return the probes of the house, by name."""
    found: list[Probe] = []
    for module in pkgutil.iter_modules(__path__):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        told = (getattr(loaded, name, None) for name in ("PROBE", "DETAIL"))
        found += [probe for probe in told if isinstance(probe, Probe)]
    return tuple(sorted(found, key=lambda probe: probe.name))
