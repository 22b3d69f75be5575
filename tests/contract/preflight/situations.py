"""What checks are asked in: a request for a deploy, or a node as it is."""

from __future__ import annotations

from datetime import UTC, datetime

from console.deploy.layout import service_of
from console.deploy.preflight import Finding, Scope, Situation, checks
from console.model.ids import NodeId
from console.model.launch import Needs, NodeFacts
from console.model.node import Distro
from console.model.readiness import GpuFacts
from console.model.service import DeployRequest
from tests.unit.knowledge.books import books

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
REQUEST = DeployRequest((NodeId("n1"),), "smollm2-135m", port=18080)
NEEDS = Needs(("x86_64", "aarch64"), (2, 17), (3, 10), 260_000_000, 420_000_000)
HOSTILE = NodeFacts(home='/srv/it\'s "here" $(touch /tmp/pwned) `x`')
GIB = 1 << 30
RHEL = Distro("rhel", "rhel", "Red Hat Enterprise Linux", "9.6", "Red Hat Enterprise Linux 9.6 (Plow)")
UBUNTU = Distro("ubuntu", "debian", "Ubuntu", "24.04", "Ubuntu 24.04.3 LTS")
ALPINE = Distro("alpine", "alpine", "Alpine Linux", "3.22.1", "Alpine Linux v3.22", "musl 1.2.5")


def gpus(
    name: str, capability: tuple[int, int], count: int = 1, *, free: float = 0.99, ecc: int = 0
) -> tuple[GpuFacts, ...]:
    """Return GPUs of 80 GiB."""
    total = 80 * GIB
    return tuple(
        GpuFacts(index, name, capability, total, round(total * free), False, ecc, True) for index in range(count)
    )


HOST_WITH_GPUS = NodeFacts(
    home="/home/ops",
    distro=RHEL,
    has_nvidia=True,
    driver="580.95.05",
    gpus=gpus("NVIDIA H100 80GB HBM3", (9, 0), 8),
    container_engine="docker",
)


def situation(facts: NodeFacts = HOSTILE, request: DeployRequest = REQUEST) -> Situation:
    """Return the situation before a deploy."""
    service = service_of(request, facts) if facts.home else None
    return Situation(facts, books(), NOW, request, NEEDS, service)


def at_node(facts: NodeFacts) -> Situation:
    """Return the situation in which a node is looked at."""
    return Situation(facts, books(), NOW)


def judge(check: str, output: str, rc: int | None = 0, given: Situation | None = None) -> Finding:
    """Return what a check of a deploy makes of an answer."""
    return next(one for one in checks(Scope.DEPLOY) if one.id == check).judge(output, rc, given or situation())


def look(check: str, output: str, facts: NodeFacts = HOST_WITH_GPUS, rc: int | None = 0) -> Finding:
    """Return what a check of a node makes of an answer."""
    return next(one for one in checks(Scope.NODE) if one.id == check).judge(output, rc, at_node(facts))
