"""What a Prometheus server says of what it scrapes, and the alerts of its own rules."""

from __future__ import annotations

from msgspec import Struct

from console.model.node import NodeState


class Target(Struct, frozen=True):
    """Something that Prometheus scrapes."""

    url: str
    job: str = ""
    instance: str = ""
    node: str = ""
    """The node that its labels name, as far as they do."""
    health: str = ""
    """``up``, ``down`` or ``unknown``."""
    error: str = ""
    scraped_at: float | None = None

    @property
    def state(self) -> NodeState:
        """Return how it is."""
        return {"up": NodeState.OK, "down": NodeState.UNREACHABLE}.get(self.health, NodeState.IDLE)


class Alert(Struct, frozen=True):
    """An alert of a rule of the server: pending or firing."""

    key: str
    """Its labels, which name it for good."""
    name: str
    node: str = ""
    severity: str = ""
    is_firing: bool = False
    value: str = ""
    labels: str = ""
    summary: str = ""
    since: float | None = None

    @property
    def state(self) -> NodeState:
        """Return how grave it is."""
        if not self.is_firing:
            return NodeState.CONNECTING
        return NodeState.WARNING if self.severity in {"", "warning", "info", "none"} else NodeState.FAILED


class Fed(Struct, frozen=True):
    """A node whose values come from a Prometheus server."""

    name: str
    gpus: int = 0
    utilization_percent: float | None = None
    """The mean of its GPUs."""
    temperature_celsius: float | None = None
    """The highest of its GPUs."""
    power_watts: float | None = None
    """The sum of its GPUs."""
    memory_used_bytes: int | None = None
    memory_total_bytes: int | None = None
    """Of its GPUs together."""
    xids: str = ""
    """Those that its GPUs reported last."""
