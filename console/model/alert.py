"""An alert: a rule that has held for a node, or for one of its GPUs, for as long as the rule wants."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from console.model.ids import NodeId
from console.model.text import Text


class Severity(StrEnum):
    """How soon somebody has to act; most severe first."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Return 0 for the most severe."""
        return tuple(Severity).index(self)


class Alert(Struct, frozen=True):
    """All times are seconds since the epoch."""

    id: str
    """``rule@node`` or ``rule@node#gpu``, with ``+time`` once it is over: each time is an alert of its own."""
    rule: str
    severity: Severity
    node_id: NodeId
    message: Text
    hint: Text
    since: float
    """When the condition began; the alert came as much later as the rule waits."""
    gpu: int | None = None
    """Index of the GPU that it is about."""
    resolved_at: float | None = None
    acknowledged_at: float | None = None
    acknowledged_until: float | None = None
    """None: until it is over."""
    part_of: str = ""
    """The alert that explains this one: its node is down, or the host on the way to it. Nobody is told of a part."""
    parts: int = 0
    """How many alerts are part of this one."""

    @property
    def is_firing(self) -> bool:
        """Tell whether it is not over."""
        return self.resolved_at is None

    def is_acknowledged(self, now: float) -> bool:
        """Tell whether a person has taken note of it."""
        return self.acknowledged_at is not None and (self.acknowledged_until is None or now < self.acknowledged_until)


class Silence(Struct, frozen=True):
    """Nobody is told of alerts of a node: it is worked on."""

    node_id: NodeId
    until: float
    """Seconds since the epoch."""
