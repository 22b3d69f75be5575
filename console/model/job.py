"""What an engine is asked for and what it hands to the target: how a server is started, what it answers where."""

from __future__ import annotations

from urllib.parse import quote

from msgspec import Struct

from console.model.field import Field, Pairs
from console.model.launch import Service
from console.model.service import DeployRequest
from console.model.weights import Packaging, Weights


class Mount(Struct, frozen=True):
    """A folder or file of the node that a container sees."""

    source: str
    target: str
    read_only: bool = True


class Job(Struct, frozen=True):
    """All that an engine needs to say how its server is started."""

    service: Service
    weights: Weights
    request: DeployRequest
    packaging: Packaging
    model_path: str
    """Where the server finds the weights: a path as the server sees it, a pattern below its packages, a repository."""
    address: str = "127.0.0.1"
    """What it listens on: loopback on a node, every address in a container that has a network of its own."""

    def argument(self, field: Field) -> str:
        """Return what was chosen for an argument of the engine, or its default."""
        return dict(self.request.arguments).get(field.name, "") or field.default


class Launch(Struct, frozen=True):
    """How a server is started, whatever keeps it up. Paths are those that the server sees."""

    arguments: tuple[str, ...]
    """The whole command line; for an image with an entry point, what follows that."""
    packaging: Packaging = Packaging.WHEELS
    environment: Pairs = ()
    image: str = ""
    """Which image; with wheels, the one whose Python makes the environment where the target runs containers."""
    mounts: tuple[Mount, ...] = ()
    entrypoint: tuple[str, ...] = ()
    """What is started in place of what the image would start by itself; empty: the image's own."""
    gpus: int = 0
    """How many GPUs it takes; 0: it runs on processors."""
    devices: tuple[str, ...] = ()
    """Which GPUs, by index or UUID, also of slices; empty: whichever it gets."""
    shared_memory_bytes: int = 0
    port: int = 0
    """Where it listens, as it sees it."""
    health_path: str = ""
    start_seconds: int = 60
    registry: str = ""
    """The registry whose key lies in ``serving.KEY_FILE`` of the folder: it gives image and weights to nobody else."""


class Paths(Struct, frozen=True):
    """Where a server answers what, below its address. Empty: it does not."""

    health: str
    """Answers 200 while it lives."""
    ready: str
    """Answers 200 when the model is loaded; ``{model}`` stands for the name that it answers to."""
    metrics: str = ""
    models: str = "/v1/models"
    chat: str = "/v1/chat/completions"
    embeddings: str = ""

    def ready_for(self, model: str) -> str:
        """Return where a server that serves ``model`` answers 200 as soon as it does."""
        return self.ready.replace("{model}", quote(model, safe=""))
