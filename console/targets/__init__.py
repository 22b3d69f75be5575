"""Places where a service runs, one file each. A file here that has a ``TARGET`` is one; nothing else needs to know it.

A service's folder holds ``run``, a script that becomes the program. A target keeps that script running after
the connection is gone.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Protocol, runtime_checkable

from console.model.launch import NodeFacts, Service
from console.model.service import Step


@runtime_checkable
class Target(Protocol):
    """A way to keep a program up on a node."""

    @property
    def id(self) -> str:
        """The name of its file."""
        ...

    @property
    def title(self) -> str:
        """What people call it."""
        ...

    @property
    def preference(self) -> int:
        """``auto`` takes the suitable target with the highest one."""
        ...

    def suits(self, facts: NodeFacts) -> bool:
        """Say whether a service would stay up there without a person's help."""
        ...

    def steps(self, service: Service) -> tuple[Step, ...]:
        """Return the steps that put the service there and start it; the undo of each leaves nothing behind."""
        ...

    def start(self, service: Service) -> str:
        """Return POSIX sh that starts the service; it may run already."""
        ...

    def stop(self, service: Service) -> str:
        """Return POSIX sh that stops the service; it may have stopped already."""
        ...

    def status(self, service: Service) -> str:
        """Return POSIX sh that ends with 0 while the service runs."""
        ...

    def log(self, service: Service) -> str:
        """Return POSIX sh that prints the last 40 lines of what the service said."""
        ...


@cache
def targets() -> Mapping[str, Target]:
    """Return every target by its id."""
    found: dict[str, Target] = {}
    for entry in pkgutil.iter_modules(__path__):
        target = getattr(importlib.import_module(f"{__name__}.{entry.name}"), "TARGET", None)
        if isinstance(target, Target):
            found[target.id] = target
    return found


def choose(wanted: str, facts: NodeFacts) -> Target | None:
    """Return the target called ``wanted``; for ``auto`` the best one that suits the node; None when there is none."""
    if wanted != "auto":
        return targets().get(wanted)
    suitable = [target for target in targets().values() if target.suits(facts)]
    return max(suitable, key=lambda target: target.preference, default=None)
