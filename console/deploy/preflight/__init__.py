"""Checks before a deploy, one file each. A file here that has a ``CHECK`` is one; nothing else needs to know it.

A check is pure: it says what to run on the node, and judges what came back.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from console.model.launch import Needs, NodeFacts, Service
from console.model.service import DeployRequest, Verdict
from console.model.text import Text


@dataclass(frozen=True, slots=True)
class Situation:
    """What a check may look at: the request, what it needs, and what the checks before it learned."""

    request: DeployRequest
    needs: Needs
    facts: NodeFacts
    service: Service | None
    """None until the home folder is known."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check makes of the node's answer."""

    verdict: Verdict
    evidence: str
    """The line that the verdict rests on, as the node printed it."""
    hint: Text | None = None
    facts: NodeFacts | None = None
    """The facts with what was learned; None when nothing was."""


@dataclass(frozen=True, slots=True)
class Check:
    """A question to a node and the judgement of its answer."""

    id: str
    title: Text
    order: int
    """Checks run by rising order: later ones see what earlier ones learned."""
    command: Callable[[Situation], str]
    """POSIX sh; standard error is shown only where nothing came on standard output."""
    judge: Callable[[str, int | None, Situation], Finding]
    """Takes the output and the exit status."""


@cache
def checks() -> tuple[Check, ...]:
    """Return every check in the order in which they run."""
    found = [
        getattr(importlib.import_module(f"{__name__}.{entry.name}"), "CHECK", None)
        for entry in pkgutil.iter_modules(__path__)
    ]
    return tuple(sorted((check for check in found if isinstance(check, Check)), key=lambda check: check.order))


def first_line(output: str) -> str:
    """Return the first line that says something."""
    return next((line.strip() for line in output.splitlines() if line.strip()), "")
