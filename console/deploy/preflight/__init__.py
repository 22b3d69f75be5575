"""Checks of a node, one file each. A file here that has a ``CHECK`` is one; nothing else needs to know it.

The same checks stand before a deploy and make the readiness report of a node; some mean something in one of them only.
A check is pure: it says what to run on the node, and judges what came back. What it runs only reads, needs no root and
leaves nothing behind.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from functools import cache

from msgspec import Struct

from console.deploy.sizing import Asked
from console.distros import family_of
from console.knowledge.edition import Edition
from console.knowledge.shelf import Knowledge
from console.model.launch import Needs, NodeFacts, Service
from console.model.release import Family
from console.model.service import Amendment, DeployRequest, Verdict
from console.model.text import Text

GIB = 1 << 30
MB = 1_000_000
GB = 1_000_000_000


class Scope(Enum):
    """Where a check means something."""

    BOTH = "both"
    DEPLOY = "deploy"
    NODE = "node"


class Situation(Struct, frozen=True):
    """What a check may look at: what is wanted, what is known, and what the checks before it learned."""

    facts: NodeFacts
    knowledge: Knowledge
    now: datetime
    """The desk's clock."""
    request: DeployRequest | None = None
    """None: nothing is to be deployed, the node itself is looked at."""
    needs: Needs | None = None
    service: Service | None = None
    """None until the home folder is known, and where nothing is to be deployed."""
    asked: Asked | Text | None = None
    """What the memory is asked for; else why nobody can say how much it takes."""

    @property
    def family(self) -> Family | None:
        """Return how things are done on the node's distribution."""
        return family_of(self.facts.distro) if self.facts.distro is not None else None

    def install(self, packages: str) -> str:
        """Return the command that installs packages there; empty when nobody knows it."""
        return self.family.install(packages) if self.family is not None else ""


class Finding(Struct, frozen=True):
    """What a check makes of the node's answer."""

    verdict: Verdict
    evidence: str
    """The line that the verdict rests on, as the node printed it."""
    hint: Text | None = None
    facts: NodeFacts | None = None
    """The facts with what was learned; None when nothing was."""
    limit: str = ""
    """What the evidence is held against."""
    fix: str = ""
    """POSIX sh for this distribution, for a person to run."""
    source: str = ""
    undo: str = ""
    """POSIX sh that takes the fix back; only a fix that is safe has one (``CheckResult.undo``)."""
    amendments: tuple[Amendment, ...] = ()
    asks_word: bool = False
    """sudo wants a password: the person is asked before the finding stands."""


def always(_needs: Needs | None) -> bool:
    """Say that a check means something whatever is to be deployed."""
    return True


def with_gpus(needs: Needs | None) -> bool:
    """Say whether a node is looked at, or GPUs are wanted for what is to be deployed."""
    return needs is None or needs.gpus > 0


def with_gpus_in_containers(needs: Needs | None) -> bool:
    """Say whether a node is looked at, or a container with GPUs is to be started."""
    return needs is None or (needs.gpus > 0 and needs.container_engine)


def with_root(needs: Needs | None) -> bool:
    """Say whether a node is looked at, or something of what is to be deployed is done as root."""
    return needs is None or needs.root


class Check(Struct, frozen=True):
    """A question to a node and the judgement of its answer."""

    id: str
    title: Text
    order: int
    """Checks of one hundred run side by side; those of later hundreds see what earlier ones learned."""
    command: Callable[[Situation], str]
    """POSIX sh; standard error is shown only where nothing came on standard output."""
    judge: Callable[[str, int | None, Situation], Finding]
    """Takes the output and the exit status."""
    scope: Scope = Scope.BOTH
    seconds: float = 20.0
    """How long it may take."""
    wants_gpu: bool = False
    """It is left out where there is no GPU of NVIDIA."""
    asks_driver: bool = False
    """It asks the driver: left alone once the driver did not answer."""
    matters: Callable[[Needs | None], bool] = always
    """Whether it means something for what is to be deployed (None: for the node itself); else it is left out."""


@cache
def checks(scope: Scope) -> tuple[Check, ...]:
    """Return every check that means something there, in the order in which they are shown."""
    found = [
        getattr(importlib.import_module(f"{__name__}.{entry.name}"), "CHECK", None)
        for entry in pkgutil.iter_modules(__path__)
    ]
    mine = (check for check in found if isinstance(check, Check) and check.scope in {scope, Scope.BOTH})
    return tuple(sorted(mine, key=lambda check: check.order))


def first_line(output: str) -> str:
    """Return the first line that says something."""
    return next((line.strip() for line in output.splitlines() if line.strip()), "")


def answers(output: str) -> Mapping[str, str]:
    """Return the lines ``name: value``; the first of a name counts."""
    found: dict[str, str] = {}
    for name, value in re.findall(r"^([a-z][a-z ]*): ?(.*)$", output, re.MULTILINE):
        found.setdefault(name, value.strip())
    return found


def cite(book: Edition, source: str) -> str:
    """Return where a row was read and of when that is."""
    return f"{book.address(source)} ({book.date.isoformat()})"


def unclear(output: str) -> Finding:
    """Return the finding for an answer that makes no sense."""
    return Finding(Verdict.UNKNOWN, first_line(output)[:300])
