"""Where nodes come from, one file a kind of source: ssh_config, the person's own file, Ansible, live clusters.

A new kind is a new file here with a ``SOURCE_KIND``, called as the kind is; nothing else needs it. Files stand alone:
they know this seam and the rooms below, not each other. A source has

- an ``id`` that is unique and stays the same (``ansible:/srv/hosts.yml``, ``slurm:login01``),
- ``load()``, which returns nodes and problems as ``Loaded``: it never raises for what it reads, a ConsoleError of a
  connection may pass, and either way the nodes of before stay when nothing could be read,
- ``interval_seconds``, after which it is asked again by itself; None: when a person asks, or a file of it changes.

A node says what its source knows and leaves the rest at its default: ``host`` equal to ``name``, ``None`` and empty are
"not said", and other sources fill them (``fleet/merge.py``). ``Node.id`` begins with the kind: ``slurm:gpu-a01``.

Sources that a person wants stand as ``[[source]]`` tables in their own file::

    [[source]]
    kind = "slurm"           # a name of model.node.Source
    place = "login01"        # a path, the name of a node to ask, or what the kind says
    interval_seconds = 60
    context = "production"   # whatever else stands there is in ``SourceSpec.options``

Live sources ask a node by ``Reach.run``, which uses the connections that the rest of the program uses.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Protocol

from msgspec import Struct, field

from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.marks import Mark
from console.model.node import Node, Source

Sayings = tuple[tuple[str, str], ...]
"""What a source says of a node, field by field, in words."""


class Loaded(Struct, frozen=True):
    """What a source said when it was asked."""

    nodes: tuple[Node, ...] = ()
    problems: tuple[Problem, ...] = ()
    failed: bool = False
    """Nothing could be read; ``problems`` says why, and the nodes of before stay."""
    files: tuple[Path, ...] = ()
    """What was read, also what was looked for and is not there: when one changes, the source is asked again."""
    also: Mapping[NodeId, Sayings] = field(default_factory=dict)
    """What is told to people only, because SSH finds it out by itself."""
    wanted: tuple[SourceSpec, ...] = ()
    """More sources that are named in this one."""
    marks: tuple[Mark, ...] = ()
    """What is marked of nodes and groups, whoever knows them."""


class InventorySource(Protocol):
    """One place where nodes are written down, or a cluster that knows its own."""

    @property
    def id(self) -> str:
        """Return ``kind:place``."""
        ...

    @property
    def kind(self) -> Source:
        """Return what kind of source it is."""
        ...

    @property
    def place(self) -> str:
        """Return where it is, for people: a path, the name of a node."""
        ...

    @property
    def interval_seconds(self) -> float | None:
        """Return how often it is asked again; None: only when somebody wants that, or a file changes."""
        ...

    async def load(self) -> Loaded:
        """Ask it. Long work happens off the loop."""
        ...


class SourceSpec(Struct, frozen=True):
    """A source that somebody wants, not opened yet."""

    kind: Source
    place: str
    interval_seconds: float | None = None
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Return the id that its source will have."""
        return f"{self.kind}:{self.place}"


class Ran(Struct, frozen=True):
    """How a command on a node ended."""

    stdout: str
    stderr: str
    status: int | None
    """None: it was killed."""


class Reach(Protocol):
    """How a live source gets to a node; the rooms of the core are it."""

    async def run(self, node_name: str, command: str, *, seconds: float) -> Ran:
        """Run a command on the node of that name (or ``user@host``); raises ConsoleError when it cannot be reached."""
        ...


class SourceKind(Struct, frozen=True):
    """A kind of source and how one of it is opened."""

    kind: Source
    title: str
    """For people, marked for the catalogue: ``Ansible inventory``."""
    make: Callable[[SourceSpec, Reach], InventorySource]
    suits: Callable[[Path], bool] | None = None
    """Whether a file that a person named without a kind is one of this; None: it is no file."""


_MODULES: Mapping[Source, str] = {Source.INVENTORY: "own_file"}
"""Where a kind is not in the module of its name."""


def kind_of(source: Source) -> SourceKind | None:
    """Return a kind of the house; None where there is none. The others are not loaded for it."""
    name = f"{__name__}.{_MODULES.get(source, source.value)}"
    if importlib.util.find_spec(name) is None:
        return None
    found = getattr(importlib.import_module(name), "SOURCE_KIND", None)
    return found if isinstance(found, SourceKind) else None


@cache
def scan() -> Mapping[Source, SourceKind]:
    """Return the kinds of the house."""
    found = {}
    for module in pkgutil.iter_modules(__path__):
        kind = getattr(importlib.import_module(f"{__name__}.{module.name}"), "SOURCE_KIND", None)
        if isinstance(kind, SourceKind):
            found[kind.kind] = kind
    return found
