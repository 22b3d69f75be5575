"""All books of knowledge together, as one value."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from console.knowledge.drivers import Drivers
from console.knowledge.edition import Book, newest
from console.knowledge.engines import Engines
from console.knowledge.gpus import Gpus
from console.knowledge.hubs import Hubs
from console.knowledge.lifecycle import Lifecycle
from console.knowledge.models import Models
from console.knowledge.toolkit import ContainerToolkit
from console.model.errors import Problem
from console.model.readiness import KnowledgeEdition


class Knowledge(Struct, frozen=True):
    """What is known, and of when it is."""

    lifecycle: Lifecycle
    drivers: Drivers
    gpus: Gpus
    toolkit: ContainerToolkit
    engines: Engines
    hubs: Hubs
    models: Models
    editions: tuple[KnowledgeEdition, ...]
    problems: tuple[Problem, ...] = ()
    """What was wrong with the person's own files."""


def load(shipped: Path, own: Path) -> Knowledge:
    """Read every book; ``own`` is a folder of the person that may have newer ones, or not exist."""
    editions: list[KnowledgeEdition] = []
    problems: list[Problem] = []

    def book(name: str, shape: type[Book]) -> Book:
        found, is_own, wrong = newest(shipped / f"{name}.toml", own / f"{name}.toml", shape)
        editions.append(KnowledgeEdition(name, found.date.isoformat(), is_own))
        problems.extend(wrong)
        return found

    return Knowledge(
        lifecycle=book("lifecycle", Lifecycle),
        drivers=book("drivers", Drivers),
        gpus=book("gpus", Gpus),
        toolkit=book("container_toolkit", ContainerToolkit),
        engines=book("engines", Engines),
        hubs=book("hubs", Hubs),
        models=book("models", Models),
        editions=tuple(editions),
        problems=tuple(problems),
    )
