"""Model servers, one file each. A file here that has an ``ENGINE`` is one; nothing else needs to know it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Protocol, runtime_checkable

from console.model.diagnosis import Diagnosis
from console.model.field import Field
from console.model.job import Job, Launch, Paths
from console.model.launch import Needs, Program
from console.model.service import DeployRequest
from console.model.weights import Packaging, Weights, WeightsFormat


@runtime_checkable
class Engine(Protocol):
    """A model server with an OpenAI-compatible address."""

    @property
    def id(self) -> str:
        """The name of its file."""
        ...

    @property
    def title(self) -> str:
        """The name of the product."""
        ...

    @property
    def paths(self) -> Paths:
        """Where it answers what."""
        ...

    @property
    def start_seconds(self) -> int:
        """How long a start may take."""
        ...

    @property
    def packagings(self) -> tuple[Packaging, ...]:
        """As what it can be had, the best first."""
        ...

    @property
    def formats(self) -> tuple[WeightsFormat, ...]:
        """Which weights it reads."""
        ...

    @property
    def arguments(self) -> tuple[Field, ...]:
        """What a person may choose, with meaning and range."""
        ...

    def needs(self, weights: Weights, request: DeployRequest, packaging: Packaging) -> Needs:
        """Return what the node has to have."""
        ...

    def requirements(self, weights: Weights) -> tuple[str, ...]:
        """Return the wheels to carry, pinned, each ``name==version``; none where it does not come as wheels."""
        ...

    def image(self, request: DeployRequest) -> str:
        """Return the image that is run, or, with wheels, the one whose Python takes them; empty: there is none."""
        ...

    def programs(self) -> tuple[Program, ...]:
        """Return the files to write beside the packages."""
        ...

    def launch(self, job: Job) -> Launch:
        """Return how the server is started."""
        ...

    def explain(self, log: str) -> Diagnosis | None:
        """Read the server's own last words; None when they say nothing known."""
        ...


@runtime_checkable
class Keyed(Protocol):
    """An engine whose image and weights a registry gives to nobody without a key."""

    registry: str


def registry(engine: Engine) -> str:
    """Return the registry whose key an engine needs; empty: none."""
    return engine.registry if isinstance(engine, Keyed) else ""


@cache
def engines() -> Mapping[str, Engine]:
    """Return every engine by its id."""
    found: dict[str, Engine] = {}
    for entry in pkgutil.iter_modules(__path__):
        engine = getattr(importlib.import_module(f"{__name__}.{entry.name}"), "ENGINE", None)
        if engine is None:
            continue
        if not isinstance(engine, Engine):
            # Left out without a word it would only be missed by the person who wants it.
            lacking = [name for name in dir(Engine) if not name.startswith("_") and not hasattr(engine, name)]
            raise TypeError(f"{entry.name} is no engine: it lacks {', '.join(lacking)}")
        found[engine.id] = engine
    return found


@cache
def client() -> Program:
    """Return the program that waits for a server on the node itself, or asks it, where the connection may not."""
    return Program("client.py", (resources.files(__package__) / "on_node" / "model_client.py").read_text("utf-8"))
