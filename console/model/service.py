"""Deployments as values: the request, its checks, the plan, the steps, the service that runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from console.model.errors import Problem
from console.model.ids import DeployId, NodeId
from console.model.text import Text


class Verdict(StrEnum):
    """What a preflight check found. Unknown is not a pass."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One preflight check on one node, with the evidence for its verdict."""

    check: str
    title: Text
    verdict: Verdict
    node_id: NodeId
    command: str
    """What was run on the node, exactly; empty when nothing had to be."""
    evidence: str
    """The line that the verdict rests on, as the node printed it."""
    hint: Text | None
    duration_seconds: float
    limit: str = ""
    """What the evidence is held against."""
    fix: str = ""
    """POSIX sh for this very distribution that a person may run on the node; it is never run from here."""
    source: str = ""
    """Where the limit comes from, and of when that is."""


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """An entry of the model catalogue."""

    id: str
    name: str
    summary: Text
    engine: str
    parameters: str
    """Size as people say it: ``135M``."""
    download_bytes: int
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class DeployRequest:
    """What a person asked for; a plan is a pure function of it and of the facts of the node."""

    node_ids: tuple[NodeId, ...]
    model: str
    engine: str = "llama_cpp"
    target: str = "auto"
    """``systemd`` for a user unit, ``process`` for a supervised process, ``auto`` to let preflight choose."""
    service_name: str = "leitstand-smollm2"
    port: int = 18080
    directory: str = "~/.local/share/leitstand"
    threads: int = 1
    wheelhouse: str = ""
    """A folder on the desk that has the wheels; empty: fill one from the package index."""


class StepKind(StrEnum):
    """How a step acts on the node."""

    RUN = "run"
    UPLOAD = "upload"
    WRITE = "write"
    WAIT = "wait"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a plan: what will be done, exactly, and what takes it back."""

    id: str
    title: Text
    kind: StepKind
    command: str = ""
    """POSIX sh that runs on the node (RUN, WAIT), or the HTTP request as a curl line (ASK)."""
    undo: str = ""
    """POSIX sh that takes the step back; empty when there is nothing to take back."""
    source: str = ""
    """A file on the desk (UPLOAD)."""
    target: str = ""
    """A path on the node (UPLOAD, WRITE)."""
    content: str = ""
    """What is written (WRITE)."""
    mode: int = 0o644
    size_bytes: int = 0
    timeout_seconds: float = 120.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What a deploy will do on one node. Shown, exported and run from this very value."""

    node_id: NodeId
    service_name: str
    target: str
    url: str
    directory: str
    steps: tuple[Step, ...]
    stop: str
    """POSIX sh that stops the service."""
    start: str
    """POSIX sh that starts it again."""
    status: str = ""
    """POSIX sh that ends with 0 while the service runs."""
    log: str = ""
    """POSIX sh that prints the last lines of what the service said."""
    engine: str = ""
    model: str = ""
    port: int = 0
    """Where the service listens, on the node's loopback."""
    system: str = ""
    """What a question is introduced with."""
    question: str = ""
    """What is asked once after the start."""


class StepState(StrEnum):
    """Where a step of a running deploy is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNDONE = "undone"
    SKIPPED = "skipped"


class DeployState(StrEnum):
    """Where a deploy is. The journal survives the core."""

    RUNNING = "running"
    SERVING = "serving"
    STOPPED = "stopped"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """The core ended in the middle of it; undo is offered."""
    UNDOING = "undoing"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class StepView:
    """A step and how it went."""

    step: Step
    state: StepState = StepState.WAITING
    output: str = ""
    """The last lines that the node printed, bounded."""
    progress: float | None = None
    """0 to 1 where it can be told."""
    duration_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class DeployView:
    """All that a view needs of one deploy. ``deploy/execute.py`` is its only writer."""

    id: DeployId
    plan: Plan
    state: DeployState
    steps: tuple[StepView, ...]
    problem: Problem | None = None
    question: str = ""
    answer: str = ""
    """What the model answered when it was asked after the start."""
    started_at: float = 0.0
    log: tuple[str, ...] = field(default=())
