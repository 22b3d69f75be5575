"""Whether a node is ready for models: the report of its checks, what would run there, and how nodes compare."""

from __future__ import annotations

from dataclasses import dataclass

from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.service import CheckResult, Verdict
from console.model.text import Text


@dataclass(frozen=True, slots=True)
class KnowledgeEdition:
    """A file of knowledge that a verdict may rest on, and of when it is."""

    name: str
    date: str
    """ISO: ``2026-11-22``."""
    is_own: bool = False
    """The person's own file, in place of the one that came with the program."""


@dataclass(frozen=True, slots=True)
class GpuFacts:
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


@dataclass(frozen=True, slots=True)
class ReadinessReport:
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
