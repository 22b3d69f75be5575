"""Text Embeddings Inference of Hugging Face: embeddings only, as an image for GPUs or for processors.

Arguments after https://huggingface.co/docs/text-embeddings-inference/cli_arguments, release 1.9.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from console.model import lastwords, serving
from console.model.diagnosis import Diagnosis
from console.model.field import Field, Kind
from console.model.job import Job, Launch, Paths
from console.model.lastwords import Sign
from console.model.launch import Needs, Program
from console.model.service import DeployRequest
from console.model.text import N_, Text
from console.model.weights import Packaging, Weights, WeightsFormat

IMAGE = "ghcr.io/huggingface/text-embeddings-inference:cpu-1.9"
GPU_IMAGE = "ghcr.io/huggingface/text-embeddings-inference:cuda-1.9"
"""For every GPU from Turing on: it looks which one there is and starts what was built for it."""
GPU_CUDA = "12.9"
PATHS = Paths(health="/health", ready="/health", metrics="/metrics", chat="", embeddings="/v1/embeddings")
START = '[ ! -x /entrypoint.sh ] || exec /entrypoint.sh "$@"; exec text-embeddings-router "$@"'

TOKENS = Field(
    "max_batch_tokens",
    Text(N_("Tokens per step")),
    Text(N_("As many as the GPU can take at once: the more, the more texts a second, and the more memory.")),
    Kind.INTEGER,
    low=64,
    high=1_000_000,
    unit=N_("tokens"),
)
REQUESTS = Field(
    "max_concurrent_requests",
    Text(N_("Questions at a time")),
    Text(N_("More are refused at once, so that clients know and come back.")),
    Kind.INTEGER,
    low=1,
    high=100_000,
)
BATCH = Field(
    "max_client_batch_size",
    Text(N_("Texts per question")),
    Text(N_("How many texts a client may send at once.")),
    Kind.INTEGER,
    low=1,
    high=10_000,
    is_rare=True,
)
POOLING = Field(
    "pooling",
    Text(N_("Pooling")),
    Text(N_("How one vector is made of many. Empty: as the model says.")),
    Kind.CHOICE,
    choices=("", "cls", "mean", "splade", "last-token"),
    is_rare=True,
)
DTYPE = Field(
    "dtype",
    Text(N_("Numbers")),
    Text(N_("As what the model computes. Empty: float16 on GPUs, float32 on processors.")),
    Kind.CHOICE,
    choices=("", "float16", "float32"),
    is_rare=True,
)
FLAGS: Mapping[str, Field] = {
    "--max-batch-tokens": TOKENS,
    "--max-concurrent-requests": REQUESTS,
    "--max-client-batch-size": BATCH,
    "--pooling": POOLING,
    "--dtype": DTYPE,
}
SIGNS: tuple[Sign, ...] = (
    Sign(
        r"Runtime compute cap (?P<has>\d+) is not compatible with compile time compute cap (?P<built>\d+)",
        N_(
            "The image was built for GPUs of compute capability {built}, there are such of {has}. Take the image for "
            "these."
        ),
    ),
    Sign(
        r"[Uu]nknown variant `(?P<name>[^`]+)`|Model is not supported|model type (?P<other>\S+) is not supported",
        N_("This release does not know the architecture {name}{other}. Take a newer image."),
    ),
    Sign(
        r"The `--pooling` arg is not set and we could not find a pooling configuration",
        N_("The model does not say how its vectors are pooled."),
        lambda _found: {POOLING.name: "mean"},
    ),
    Sign(
        r"CUDA_ERROR_OUT_OF_MEMORY|DriverError\(CUDA_ERROR_OUT|out of memory",
        N_("The model and one step do not fit into the memory of the GPU."),
        lambda _found: {TOKENS.name: "2048"},
    ),
    Sign(
        r"status client error \(40[13] (?:Unauthorized|Forbidden)\)|request error: HTTP status client error \(40[13]",
        lastwords.GATED,
    ),
    Sign(
        r"status client error \(404 Not Found\)",
        N_("The hub has no such model, or it is a private one. Check its name."),
    ),
    Sign(
        r"tokenizer\.json[^\n]*(?:No such file|not found)",
        N_("The tokenizer is missing or broken. The folder of the model needs its files too, not the weights alone."),
    ),
)


class TextEmbeddings(Struct, frozen=True):
    """Text Embeddings Inference."""

    id: str = "text_embeddings"
    title: str = "Text Embeddings Inference"
    paths: Paths = PATHS
    start_seconds: int = 600
    packagings: tuple[Packaging, ...] = (Packaging.IMAGE,)
    formats: tuple[WeightsFormat, ...] = (WeightsFormat.SAFETENSORS, WeightsFormat.OTHER)
    arguments: tuple[Field, ...] = (
        TOKENS, REQUESTS, serving.SERVED_NAME, BATCH, POOLING, DTYPE, serving.DEVICES, serving.EXTRA,
    )  # fmt: skip

    def needs(self, weights: Weights, request: DeployRequest, packaging: Packaging) -> Needs:
        """Return what the node has to have; without GPUs the processor computes."""
        del packaging
        image, gpus = self.image(request), self._gpus(request)
        return Needs(
            memory_bytes=weights.memory_bytes or weights.size_bytes + 1_000_000_000,
            disk_bytes=weights.size_bytes + 100_000_000,
            gpus=gpus,
            cuda=(GPU_CUDA,) if image == GPU_IMAGE else (),
            container_engine=True,
            image=image,
            hosts=serving.hosts(weights, image),
        )

    def _gpus(self, request: DeployRequest) -> int:
        # It does not divide a model: more than one would stand idle.
        return 1 if request.gpus or serving.devices(request) else 0

    def requirements(self, weights: Weights) -> tuple[str, ...]:
        """Return nothing: it is no Python."""
        del weights
        return ()

    def image(self, request: DeployRequest) -> str:
        """Return the official image for GPUs, or that for processors."""
        return request.image or (GPU_IMAGE if self._gpus(request) else IMAGE)

    def programs(self) -> tuple[Program, ...]:
        """Return nothing: it is all there."""
        return ()

    def launch(self, job: Job) -> Launch:
        """Return how the server is started."""
        request = job.request
        words: tuple[str, ...] = (
            *("--model-id", job.model_path),
            *(("--revision", job.weights.revision) if job.weights.revision else ()),
            *("--served-model-name", serving.served(job.weights, request)),
            *("--hostname", job.address, "--port", str(job.service.port)),
            *("--huggingface-hub-cache", f"{job.service.directory}/hub", "--auto-truncate"),
            *serving.flags(request, FLAGS),
            *serving.further(request),
        )
        # Its client of the hub reads the token from a variable only.
        as_gated = serving.needs_token(job)
        if as_gated:
            words = serving.with_secret("HF_TOKEN", f"{job.service.directory}/{serving.TOKEN_FILE}", START, words)
        launch = serving.launch(self, job, words, self._gpus(request), serving.hub_environment(job))
        return replace(launch, entrypoint=("/bin/sh",) if as_gated else (), devices=launch.devices[:1])

    def explain(self, log: str) -> Diagnosis | None:
        """Read the server's own last words."""
        return lastwords.explain(log, (*SIGNS, *lastwords.SYSTEM))


ENGINE = TextEmbeddings()
