"""Ollama: the official image, or an ``ollama`` that the node has already.

Variables after https://docs.ollama.com/faq and envconfig/config.go of release 0.24.
"""

from __future__ import annotations

from importlib import resources

from msgspec import Struct
from msgspec.structs import replace

from console.model import lastwords, serving
from console.model.diagnosis import Diagnosis
from console.model.field import Field, Kind, Pairs
from console.model.job import Job, Launch, Paths
from console.model.lastwords import Sign
from console.model.launch import Needs, Program
from console.model.service import DeployRequest
from console.model.text import N_, Text
from console.model.weights import Origin, Packaging, Weights, WeightsFormat

IMAGE = "docker.io/ollama/ollama:0.24.0"
"""https://hub.docker.com/r/ollama/ollama/tags; its entry point takes subcommands only, so it is replaced."""
# It answers before the model is there: what is asked for is the model itself.
PATHS = Paths(health="/api/version", ready="/v1/models/{model}", embeddings="/v1/embeddings")
LIBRARY_HOST = "registry.ollama.ai"
SCRIPT = "ollama.sh"

TAG = Field(
    "tag",
    Text(N_("Model of the library")),
    Text(N_("A model of Ollama's own library, as llama3.2:3b: it is served in place of the weights that were chosen.")),
    pattern=r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,120}",
)
CONTEXT = Field(
    "context_length",
    Text(N_("Context")),
    Text(N_("Tokens of a question and its answer together, for each question at a time.")),
    Kind.INTEGER,
    low=128,
    high=10_000_000,
    unit=N_("tokens"),
)
PARALLEL = replace(serving.PARALLEL, name="num_parallel")
KV_CACHE = serving.FEW_BITS
KEEP = Field(
    "keep_alive",
    Text(N_("Keep in memory")),
    Text(N_("How long a model stays loaded when nobody asks, as 5m or 24h; -1 is for ever.")),
    default="-1",
    pattern=r"-1|\d{1,6}(?:s|m|h)?",
    is_rare=True,
)
PROGRAM = Field(
    "program",
    Text(N_("Program")),
    Text(N_("The ollama on the node, as a path or a name: only where its own installation is used.")),
    default="ollama",
    pattern=r"[A-Za-z0-9_./][A-Za-z0-9_./ +-]{0,200}",
    is_rare=True,
)
VARIABLES = {
    "OLLAMA_CONTEXT_LENGTH": CONTEXT,
    "OLLAMA_NUM_PARALLEL": PARALLEL,
    "OLLAMA_KV_CACHE_TYPE": KV_CACHE,
    "OLLAMA_KEEP_ALIVE": KEEP,
}
SIGNS: tuple[Sign, ...] = (
    Sign(
        r"pull model manifest: (?:file does not exist|404)|model '?\S+'? not found",
        N_("Ollama's library has no such model. Check the name and what stands behind the colon."),
    ),
    Sign(
        r"pull model manifest: .*(?:no such host|i/o timeout|connection refused|network is unreachable|TLS handshake)",
        N_("The node does not reach Ollama's library. Name the proxy, or carry a GGUF file from the desk."),
    ),
    Sign(
        r"model requires more system memory \((?P<needed>[^)]*)\) than is available \((?P<free>[^)]*)\)",
        N_("The model needs {needed} of memory, and {free} are free. Take a smaller one, or less context."),
    ),
    Sign(
        r"cudaMalloc failed: out of memory|unable to allocate CUDA\d? buffer|failed to allocate CUDA",
        N_("The model does not fit into the memory of the GPU beside what others have there."),
    ),
    Sign(
        r"unknown model architecture:? '?(?P<name>[\w.-]+)|unsupported architecture \"?(?P<other>[\w.-]+)",
        N_("This release does not know the architecture {name}{other}. Take a newer image."),
    ),
    Sign(
        r"pull model manifest: 40[13]|Unauthorized",
        N_(
            "The hub gives this model only to those who accepted its terms; Ollama shows no token. Carry the file "
            "instead."
        ),
    ),
)


class Ollama(Struct, frozen=True):
    """Ollama, on GPUs where there are any."""

    id: str = "ollama"
    title: str = "Ollama"
    paths: Paths = PATHS
    start_seconds: int = 1800
    packagings: tuple[Packaging, ...] = (Packaging.IMAGE, Packaging.PROGRAM)
    formats: tuple[WeightsFormat, ...] = (WeightsFormat.GGUF,)
    arguments: tuple[Field, ...] = (
        TAG, CONTEXT, PARALLEL, KV_CACHE, serving.SERVED_NAME, KEEP, serving.DEVICES, PROGRAM,
    )  # fmt: skip

    def needs(self, weights: Weights, request: DeployRequest, packaging: Packaging) -> Needs:
        """Return what the node has to have; without GPUs the processor computes."""
        as_image = packaging is Packaging.IMAGE
        image = self.image(request) if as_image else ""
        hosts = serving.hosts(weights, image)
        if serving.chosen(request, TAG):
            hosts = (LIBRARY_HOST, *(host for host in hosts if host != serving.HUB_HOST))
        gpus = request.gpus or len(serving.devices(request))
        return Needs(
            memory_bytes=weights.memory_bytes or (0 if gpus else weights.size_bytes),
            # The file and Ollama's own copy of it.
            disk_bytes=2 * weights.size_bytes + 100_000_000,
            gpus=gpus,
            shared_memory_bytes=serving.shared_memory_bytes(gpus),
            container_engine=as_image,
            image=image,
            hosts=hosts,
        )

    def requirements(self, weights: Weights) -> tuple[str, ...]:
        """Return nothing: it is no Python."""
        del weights
        return ()

    def image(self, request: DeployRequest) -> str:
        """Return the official image."""
        return request.image or IMAGE

    def programs(self) -> tuple[Program, ...]:
        """Return the script that gives the model its name before anybody asks for it."""
        folder = resources.files(__package__) / "on_node"
        return (Program(SCRIPT, (folder / SCRIPT).read_text("utf-8")),)

    def launch(self, job: Job) -> Launch:
        """Return how the server is started and its model fetched or made."""
        request, folder, as_image = job.request, job.service.directory, job.packaging is Packaging.IMAGE
        gpus = request.gpus or len(serving.devices(request))
        program = "/bin/ollama" if as_image else serving.chosen(request, PROGRAM)
        name = serving.served(job.weights, request)
        words = (f"{folder}/{SCRIPT}", program, name, *self._source(job))
        environment = self._environment(job)
        if as_image:
            return replace(serving.launch(self, job, words, gpus, environment), entrypoint=("/bin/sh",))
        seen = serving.visible_devices(request)
        return serving.launch(self, job, ("/bin/sh", *words), gpus, (*environment, *seen))

    def _source(self, job: Job) -> tuple[str, str]:
        """Return whether the model is pulled or made of a file, and of which."""
        tag = serving.chosen(job.request, TAG)
        if tag:
            return "pull", tag
        if job.weights.origin is Origin.HUB:
            return "pull", f"hf.co/{job.model_path}"
        return "create", job.model_path

    def _environment(self, job: Job) -> Pairs:
        request, folder = job.request, job.service.directory
        host = f"[{job.address}]" if ":" in job.address else job.address
        chosen = ((name, serving.chosen(request, field)) for name, field in VARIABLES.items())
        return (
            ("OLLAMA_HOST", f"{host}:{job.service.port}"),
            ("OLLAMA_MODELS", f"{folder}/hub"),
            # The cache in fewer bits works with it only.
            ("OLLAMA_FLASH_ATTENTION", "1"),
            *((name, value) for name, value in chosen if value),
        )

    def explain(self, log: str) -> Diagnosis | None:
        """Read the server's own last words."""
        return lastwords.explain(log, (*SIGNS, *lastwords.SYSTEM))


ENGINE = Ollama()
