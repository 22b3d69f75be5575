"""Whether a node is ready for models: the report of its checks, what would run there, and how nodes compare."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.service import CheckResult, Verdict
from console.model.text import Text


class KnowledgeEdition(Struct, frozen=True):
    """A file of knowledge that a verdict may rest on, and of when it is."""

    name: str
    date: str
    """ISO: ``2026-11-22``."""
    is_own: bool = False
    """The person's own file, in place of the one that came with the program."""


class GpuFacts(Struct, frozen=True):
    """A GPU as far as readiness goes. ``None`` is: it does not say."""

    index: int
    name: str
    capability: tuple[int, int] | None = None
    """The compute capability."""
    memory_total_bytes: int | None = None
    memory_free_bytes: int | None = None
    is_partitioned: bool | None = None
    """MIG is on."""
    ecc_uncorrected: int | None = None
    is_persistent: bool | None = None
    profile: str = ""
    """It is a slice of a GPU, such as ``1g.10gb``; empty: a whole one."""
    uuid: str = ""


class ReadinessReport(Struct, frozen=True):
    """What the checks of one node found, and on what it rests."""

    node_id: NodeId
    name: str
    address: str
    taken_at: float
    """Seconds since 1970, the desk's clock."""
    duration_seconds: float
    system: str
    """The distribution in its own words; empty when nothing is known."""
    results: tuple[CheckResult, ...]
    skipped: tuple[Text, ...] = ()
    """Titles of the checks that mean nothing without a GPU of NVIDIA."""
    editions: tuple[KnowledgeEdition, ...] = ()
    problems: tuple[Problem, ...] = ()
    """What was wrong with the person's own files of knowledge."""
    simulated: bool = False

    def count(self, verdict: Verdict) -> int:
        """Return how many checks have a verdict."""
        return sum(result.verdict is verdict for result in self.results)


class Fits(StrEnum):
    """Whether a model would run."""

    YES = "yes"
    LIMIT = "limit"
    """It would, but not as it was published or as it was wanted: the notes say how."""
    NO = "no"


class Workload(Struct, frozen=True):
    """What a model is wanted for."""

    context_tokens: int = 8192
    sequences: int = 1
    """How many are served at the same time, each with a context of its own."""


class Fit(Struct, frozen=True):
    """A model on an engine on a node."""

    model_id: str
    model: str
    engine_id: str
    engine: str
    fits: Fits
    notes: tuple[Text, ...] = ()
    """What stands in the way, or what it costs."""
    precision: str = ""
    """As what the weights are held."""
    gpus: int = 0
    """How many it is divided over; 0: it is on the processor, or nowhere."""
    need_bytes: int = 0
    """On each GPU, or of the node's memory."""
    free_bytes: int = 0
    most_tokens: int = 0
    """Of context, all sequences together."""
    is_rough: bool = False
    """The estimate does not know how this model keeps its context: it may need less."""


class Rank(Struct, frozen=True):
    """A node and how a model would run there; None: the node has not told what it has."""

    node_id: NodeId
    name: str
    fit: Fit | None


class KnownModel(Struct, frozen=True):
    """A model that the estimate knows."""

    id: str
    name: str
    license: str
    parameters: int
