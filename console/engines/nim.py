"""NVIDIA NIM for LLMs: an image of NVIDIA's, for one model or for any.

Variables after https://docs.nvidia.com/nim/large-language-models/latest/configuration.html, release 1.13.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from console.model import lastwords, serving
from console.model.diagnosis import Diagnosis
from console.model.errors import ConsoleError
from console.model.field import Field, Kind, Pairs
from console.model.job import Job, Launch, Paths
from console.model.lastwords import Sign
from console.model.launch import Needs, Program
from console.model.service import DeployRequest
from console.model.text import N_, Text
from console.model.weights import Origin, Packaging, Weights, WeightsFormat

IMAGE = "nvcr.io/nim/nvidia/llm-nim:1.13.0"
"""https://catalog.ngc.nvidia.com, the one that takes any model; those for one model bring its name along."""
PATHS = Paths(health="/v1/health/live", ready="/v1/health/ready", metrics="/v1/metrics")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
START = "exec /opt/nim/start_server.sh"
MEMORY_BYTES, DISK_BYTES = 16_000_000_000, 10_000_000_000
REGISTRY = "nvcr.io"
"""One key, of https://org.ngc.nvidia.com/setup, opens it and the weights."""

LENGTH = serving.CONTEXT
PROFILE = Field(
    "profile",
    Text(N_("Profile")),
    Text(N_("Which of its builds runs, as list-model-profiles in the image names it. Empty: the best for these GPUs.")),
    pattern=r"[A-Za-z0-9_.:-]{1,100}",
)
TENSOR = serving.TENSOR
SHARE = replace(serving.GPU_SHARE, is_rare=True)
REUSE = Field(
    "kv_cache_reuse",
    Text(N_("Keep beginnings")),
    Text(N_("What questions have in common at their beginning is computed once.")),
    Kind.SWITCH,
    default="no",
    is_rare=True,
)
VARIABLES: Mapping[str, Field] = {
    "NIM_MAX_MODEL_LEN": LENGTH,
    "NIM_MODEL_PROFILE": PROFILE,
    "NIM_TENSOR_PARALLEL_SIZE": TENSOR,
    "NIM_KVCACHE_PERCENT": SHARE,
}
SIGNS: tuple[Sign, ...] = (
    Sign(
        r"Could not (?:find|match) a profile|No (?:compatible|valid) profiles?|profile that is currently runnable",
        N_(
            "None of its builds runs on these GPUs. See them with list-model-profiles in the image, take another "
            "profile, more GPUs, or the image for any model."
        ),
    ),
    Sign(
        r"Unknown profiles? provided|[Pp]rofile \S+ (?:is not|was not) (?:found|supported)",
        N_("The image has no such profile. list-model-profiles in it names those that it has."),
    ),
    Sign(
        r"NGC_API_KEY|Authentication Error|(?:401|403) Unauthorized|unauthorized: (?:authentication required|<html>)",
        N_(
            "NGC does not take the key, or there is none. The node has to be logged in to nvcr.io, with a key that may."
        ),
    ),
    Sign(
        r"estimated maximum model length is (?P<length>\d+)",
        N_("There is room for {length} tokens of context on these GPUs, and more was asked for."),
        lambda found: {LENGTH.name: found["length"]},
    ),
    Sign(
        r"Permission denied: '(?P<path>/opt/nim/[^']*|[^']*/hub[^']*)'",
        N_("It may not write into its cache {path}: the image runs as a user of its own."),
    ),
)


class Nim(Struct, frozen=True):
    """NVIDIA NIM."""

    id: str = "nim"
    title: str = "NVIDIA NIM"
    registry: str = REGISTRY
    paths: Paths = PATHS
    start_seconds: int = 3600
    packagings: tuple[Packaging, ...] = (Packaging.IMAGE,)
    formats: tuple[WeightsFormat, ...] = (WeightsFormat.SAFETENSORS, WeightsFormat.OTHER)
    arguments: tuple[Field, ...] = (LENGTH, TENSOR, PROFILE, serving.SERVED_NAME, SHARE, REUSE, serving.DEVICES)

    def needs(self, weights: Weights, request: DeployRequest, packaging: Packaging) -> Needs:
        """Return what the node has to have; capability, CUDA and driver stand in the books."""
        del packaging
        image, gpus = self.image(request), serving.gpus(request, TENSOR)
        needs = serving.gpu_needs(weights, gpus, image, memory_bytes=MEMORY_BYTES, disk_bytes=DISK_BYTES)
        return replace(needs, architectures=("x86_64",))

    def requirements(self, weights: Weights) -> tuple[str, ...]:
        """Return nothing: it comes as an image only."""
        del weights
        return ()

    def image(self, request: DeployRequest) -> str:
        """Return the image of one model, where it was named, or the one for any."""
        return request.image or IMAGE

    def programs(self) -> tuple[Program, ...]:
        """Return nothing: it is all there."""
        return ()

    def launch(self, job: Job) -> Launch:
        """Return how the server is started; it cannot be kept to loopback, so it gets a network of its own."""
        if job.address in LOOPBACK:
            raise ConsoleError(
                "deploy.open_server",
                N_("{engine} listens on every address of the machine."),
                N_("Choose a target that gives containers a network of their own."),
                engine=self.title,
            )
        request, folder = job.request, job.service.directory
        words = serving.with_secret("NGC_API_KEY", f"{folder}/{serving.KEY_FILE}", self._start(job), ())
        environment = (*serving.hub_environment(job), *self._environment(job))
        launch = serving.launch(self, job, words, serving.gpus(request, TENSOR), environment)
        return replace(launch, entrypoint=("/bin/sh",), registry=REGISTRY)

    def _start(self, job: Job) -> str:
        """Return sh that hands the token of the hub on, in the variable that it is read from, and starts it."""
        if not serving.needs_token(job):
            return START
        return f'[ ! -r "$HF_TOKEN_PATH" ] || {{ HF_TOKEN=$(cat "$HF_TOKEN_PATH"); export HF_TOKEN; }}; {START}'

    def _environment(self, job: Job) -> Pairs:
        request = job.request
        named = "hf://" if job.weights.origin is Origin.HUB else ""
        # An image that was made for one model knows its name.
        model = () if request.image else (("NIM_MODEL_NAME", f"{named}{job.model_path}"),)
        chosen = ((name, serving.chosen(request, field)) for name, field in VARIABLES.items())
        return (
            *model,
            ("NIM_SERVED_MODEL_NAME", serving.served(job.weights, request)),
            ("NIM_SERVER_PORT", str(job.service.port)),
            ("NIM_CACHE_PATH", f"{job.service.directory}/hub"),
            *((name, value) for name, value in chosen if value),
            *((("NIM_ENABLE_KV_CACHE_REUSE", "1"),) if serving.chosen(request, REUSE) == "yes" else ()),
        )

    def explain(self, log: str) -> Diagnosis | None:
        """Read the server's own last words."""
        return lastwords.explain(log, (*SIGNS, *lastwords.TORCH, *lastwords.HUB, *lastwords.SYSTEM))


ENGINE = Nim()
