"""Places where a service runs, one file each. A file here that has a ``TARGET`` is one; nothing else needs to know it.

A service's folder holds ``run``, a script that becomes the program. A target keeps that script running after
the connection is gone.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Protocol, runtime_checkable

from console.model.field import Field, Pairs
from console.model.job import Launch
from console.model.launch import NodeFacts, Service
from console.model.service import Plan, Rendering, Step
from console.model.text import Text
from console.model.weights import Packaging


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

    @property
    def meaning(self) -> Text:
        """What a person should know before choosing it."""
        ...

    @property
    def packagings(self) -> tuple[Packaging, ...]:
        """As what a server may come there."""
        ...

    @property
    def fields(self) -> tuple[Field, ...]:
        """What a person may choose about it."""
        ...

    @property
    def in_image(self) -> bool:
        """Say whether the server runs in an image, so that its Python and its C library are those of the image."""
        ...

    def suits(self, facts: NodeFacts) -> bool:
        """Say whether a service would stay up there without a person's help."""
        ...

    def address(self, options: Pairs) -> str:
        """Return what the server has to listen on: what was chosen, or all addresses of a network of its own."""
        ...

    def inside(self, service: Service, launch: Launch, command: str) -> str:
        """Return POSIX sh that runs ``command`` where the server will run, with its Python and its libraries."""
        ...

    def check(self, service: Service, launch: Launch) -> str:
        """Return POSIX sh with the dry run of the real tool: it changes nothing; empty where the tool has none."""
        ...

    def preparation(self, service: Service, launch: Launch) -> tuple[Step, ...]:
        """Return the steps that come before anything runs inside; their undo comes after that of all others."""
        ...

    def steps(self, service: Service, launch: Launch) -> tuple[Step, ...]:
        """Return the steps that put the service there and start it; the undo of each leaves nothing behind."""
        ...

    def rendering(self, service: Service, launch: Launch) -> Rendering:
        """Return the file that people know this target by: what is written, or what would do the same."""
        ...

    def door(self, service: Service) -> str:
        """Return ``Plan.door``."""
        ...

    def scale(self, service: Service) -> str:
        """Return ``Plan.scale``."""
        ...

    def start(self, service: Service) -> str:
        """Return POSIX sh that starts the service; it may run already."""
        ...

    def stop(self, service: Service) -> str:
        """Return POSIX sh that stops the service; it may have stopped already."""
        ...

    def status(self, service: Service) -> str:
        """Return POSIX sh that ends with 0 while the service runs.

        75 is: a cluster lets it wait. The last line that is printed says why, in the cluster's words.
        """
        ...

    def log(self, service: Service) -> str:
        """Return POSIX sh that prints the last 400 lines of what the service said, the cause of its end among them."""
        ...


@runtime_checkable
class Cluster(Protocol):
    """A target whose servers run elsewhere than on the node where the commands run."""

    def tools(self, options: Pairs) -> str:
        """Return POSIX sh that ends with 0 where the cluster's own tools work, and prints what they are."""
        ...

    def gpus(self, options: Pairs) -> str:
        """Return POSIX sh that prints what each node offers and what is taken of it (``preflight/cluster_gpus.py``).

        Empty: its dry run says whether there is enough.
        """
        ...

    def enter(self, service: Service) -> str:
        """Return ``Plan.enter``."""
        ...


@runtime_checkable
class Handover(Protocol):
    """A target where who asks can be led from one version to the next while both run."""

    def hand_over(self, trial: Plan, name: str, before: Plan) -> tuple[Step, ...] | None:
        """Return what leads those who ask for ``name`` to ``trial``, which has answered; None: not from ``before``."""
        ...


def cluster(target_id: str) -> Cluster | None:
    """Return the target of this id where it is a cluster."""
    found: object = targets().get(target_id)
    return found if isinstance(found, Cluster) else None


def handover(target_id: str) -> Handover | None:
    """Return the target of this id where it can lead from one version to the next."""
    found: object = targets().get(target_id)
    return found if isinstance(found, Handover) else None


@cache
def targets() -> Mapping[str, Target]:
    """Return every target by its id."""
    found: dict[str, Target] = {}
    for entry in pkgutil.iter_modules(__path__):
        target = getattr(importlib.import_module(f"{__name__}.{entry.name}"), "TARGET", None)
        if target is None:
            continue
        if not isinstance(target, Target):
            # Left out without a word it would only be missed by the person who wants it.
            lacking = [name for name in dir(Target) if not name.startswith("_") and not hasattr(target, name)]
            raise TypeError(f"{entry.name} is no target: it lacks {', '.join(lacking)}")
        found[target.id] = target
    return found


def choose(wanted: str, facts: NodeFacts, packagings: Sequence[Packaging]) -> Target | None:
    """Return the target called ``wanted``; for ``auto`` the best one that suits the node; None when there is none.

    ``packagings`` are those of the engine, the best first.
    """
    if wanted != "auto":
        return targets().get(wanted)
    for packaging in packagings:
        suitable = [each for each in targets().values() if packaging in each.packagings and each.suits(facts)]
        if suitable:
            return max(suitable, key=lambda target: target.preference)
    return None


def packaging_of(target: Target, packagings: Sequence[Packaging], wanted: str) -> Packaging | None:
    """Return as what a server comes to ``target``: what is wanted, else the engine's best that the target takes."""
    shared = [packaging for packaging in packagings if packaging in target.packagings]
    return next((packaging for packaging in shared if wanted in {"", packaging.value}), None)
