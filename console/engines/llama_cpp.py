"""llama.cpp's server: the ``xllamacpp`` wheel, the official image, or a ``llama-server`` that the node has already.

The wheel needs no compiler, no container and no GPU.

Arguments after https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md, build 11151.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources

from msgspec import Struct
from msgspec.structs import replace

from console.model import lastwords, serving
from console.model.diagnosis import Diagnosis
from console.model.errors import ConsoleError
from console.model.field import Field, Kind
from console.model.job import Job, Launch, Paths
from console.model.lastwords import Sign
from console.model.launch import Needs, Program
from console.model.service import DeployRequest
from console.model.text import N_, Text
from console.model.weights import Origin, Packaging, Weights, WeightsFormat

SERVER_WHEEL = "xllamacpp==2026.10.11549"
PYTHON_IMAGE = "docker.io/library/python:3.12-slim"
IMAGE = "ghcr.io/ggml-org/llama.cpp:server-b11151"
GPU_IMAGE = "ghcr.io/ggml-org/llama.cpp:server-cuda-b11151"
"""https://github.com/ggml-org/llama.cpp/pkgs/container/llama.cpp; their entry point is /app/llama-server."""
IMAGE_PROGRAM = "/app/llama-server"
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
    unit=N_("tokens"),
)
PARALLEL = serving.PARALLEL
LAYERS = Field(
    "gpu_layers",
    Text(N_("Layers on GPUs")),
    Text(N_("So many of the layers lie on GPUs, the rest on the processor. Empty: all that fit.")),
    Kind.INTEGER,
    low=0,
    high=1000,
    is_rare=True,
)
KEYS = replace(serving.FEW_BITS, name="cache_type_k", choices=("f16", "bf16", "q8_0", "q4_0"), is_rare=True)
PROGRAM = Field(
    "program",
    Text(N_("Program")),
    Text(N_("The llama-server on the node, as a path or a name: only where its own installation is used.")),
    default="llama-server",
    pattern=r"[A-Za-z0-9_./][A-Za-z0-9_./ +-]{0,200}",
    is_rare=True,
)
FLAGS: Mapping[str, Field] = {"--threads": THREADS, "--parallel": PARALLEL, "--n-gpu-layers": LAYERS}
FLASH = ("--flash-attn", "-fa")
ON_OFF = {"on": "enabled", "off": "disabled"}
WHEEL_VALUES: Mapping[str, str] = {
    **dict.fromkeys(FLASH, "flash_attn_type"),
    **dict.fromkeys(("--batch-size", "-b"), "n_batch"),
    **dict.fromkeys(("--ubatch-size", "-ub"), "n_ubatch"),
    **dict.fromkeys(("--threads-batch", "-tb"), "cpuparams_batch.n_threads"),
    **dict.fromkeys(("--predict", "--n-predict", "-n"), "n_predict"),
    **dict.fromkeys(("--cache-type-k", "-ctk"), "cache_type_k"),
    **dict.fromkeys(("--cache-type-v", "-ctv"), "cache_type_v"),
    **dict.fromkeys(("--cache-ram", "-cram"), "cache_ram_mib"),
    **dict.fromkeys(("--slot-prompt-similarity", "-sps"), "slot_prompt_similarity"),
    **dict.fromkeys(("--verbosity", "-lv"), "verbosity"),
    **dict.fromkeys(("--seed", "-s"), "sampling.seed"),
    "--threads-http": "n_threads_http",
    "--keep": "n_keep",
    "--cache-reuse": "n_cache_reuse",
    "--chat-template": "chat_template",
    "--reasoning-format": "reasoning_format",
    "--pooling": "pooling_type",
    "--rope-scaling": "rope_scaling_type",
    "--rope-freq-base": "rope_freq_base",
    "--rope-freq-scale": "rope_freq_scale",
    "--temp": "sampling.temp",
    "--top-k": "sampling.top_k",
    "--top-p": "sampling.top_p",
    "--min-p": "sampling.min_p",
    "--repeat-penalty": "sampling.penalty_repeat",
    "--presence-penalty": "sampling.penalty_present",
    "--frequency-penalty": "sampling.penalty_freq",
}
"""What llama-server's options with a value are called in ``xllamacpp.CommonParams``."""
WHEEL_SWITCHES: Mapping[str, str] = {
    **dict.fromkeys(("--embedding", "--embeddings"), "embedding=1"),
    **dict.fromkeys(("--no-webui", "--no-ui"), "ui=0"),
    "--jinja": "use_jinja=1",
    "--no-jinja": "use_jinja=0",
    "--slots": "endpoint_slots=1",
    "--no-slots": "endpoint_slots=0",
    "--props": "endpoint_props=1",
    "--context-shift": "ctx_shift=1",
    "--no-context-shift": "ctx_shift=0",
    "--cache-prompt": "cache_prompt=1",
    "--no-cache-prompt": "cache_prompt=0",
    "--kv-unified": "kv_unified=1",
    "--swa-full": "swa_full=1",
    "--no-warmup": "warmup=0",
    "--check-tensors": "check_tensors=1",
    "--mlock": "load_mode=mode_mlock",
    "--no-mmap": "load_mode=none",
}
SIGNS: tuple[Sign, ...] = (
    Sign(
        r"no model file|failed to open GGUF file|gguf_init_from_file: failed to open",
        N_("The weights are missing in the environment. Undo this deployment and deploy again."),
    ),
    Sign(
        r"leitstand: (?P<value>\S*) is no value for (?P<name>[\w.]+)",
        N_("“{value}” is no value for {name}. See the further arguments."),
    ),
    Sign(
        r"unknown model architecture: '(?P<name>[^']*)'",
        N_("This release does not know the architecture {name}. Take a newer image."),
    ),
    Sign(
        r"cudaMalloc failed: out of memory|unable to allocate (?:CUDA\d?|backend) buffer|failed to allocate CUDA",
        N_("The model does not fit into the memory of the GPU beside what others have there."),
    ),
    Sign(
        r"failed to allocate buffer for kv cache|failed to create context with model",
        N_("The weights fit, but not the context beside them."),
        lambda _found: {CONTEXT.name: "4096"},
    ),
    Sign(
        r"invalid magic|bad magic|corrupted|tensor '[^']*' data is not within the file bounds",
        N_("The weights are damaged or were not carried to their end. Undo this deployment and deploy again."),
    ),
    Sign(
        r"failed to load model",
        N_("The weights could not be read. Undo this deployment and deploy again."),
    ),
    Sign(
        r"error: invalid argument: (?P<words>[^\n]{1,120})",
        N_("This release does not know {words}. See the further arguments."),
    ),
    Sign(
        r"HTTPLIB failed|failed to download|Could not establish connection",
        N_("The node does not reach the hub. Carry the weights from the desk instead, or name the proxy."),
    ),
)


class LlamaCpp(Struct, frozen=True):
    """The llama.cpp server: on the processor of the node by wheels, on GPUs as an image."""

    id: str = "llama_cpp"
    title: str = "llama.cpp"
    paths: Paths = PATHS
    start_seconds: int = 60
    packagings: tuple[Packaging, ...] = (Packaging.WHEELS, Packaging.IMAGE, Packaging.PROGRAM)
    formats: tuple[WeightsFormat, ...] = (WeightsFormat.GGUF,)
    arguments: tuple[Field, ...] = (
        THREADS, CONTEXT, PARALLEL, LAYERS, KEYS, serving.SERVED_NAME, serving.DEVICES, PROGRAM, serving.EXTRA,
    )  # fmt: skip

    def needs(self, weights: Weights, request: DeployRequest, packaging: Packaging) -> Needs:
        """Return what the node has to have: which C library and processors stands in the books."""
        as_wheels, as_image = packaging is Packaging.WHEELS, packaging is Packaging.IMAGE
        image = self._own_image(request) if as_image else ""
        gpus = self._gpus(request, packaging)
        return Needs(
            python=(3, 10) if as_wheels else None,
            memory_bytes=weights.memory_bytes or (0 if gpus else weights.size_bytes),
            # The wheels, what they unpack to, and room for the log.
            disk_bytes=50_000_000 + weights.size_bytes * (2 if as_wheels else 1) + SERVER_INSTALLED_BYTES * as_wheels,
            gpus=gpus,
            shared_memory_bytes=serving.shared_memory_bytes(gpus),
            container_engine=as_image,
            image=image,
            hosts=serving.hosts(weights, image),
        )

    def _gpus(self, request: DeployRequest, packaging: Packaging) -> int:
        # The wheel is built for processors.
        return 0 if packaging is Packaging.WHEELS else request.gpus or len(serving.devices(request))

    def _own_image(self, request: DeployRequest) -> str:
        return request.image or (GPU_IMAGE if self._gpus(request, Packaging.IMAGE) else IMAGE)

    def requirements(self, weights: Weights) -> tuple[str, ...]:
        """Return the server's wheel, and the one with the weights where they come as one."""
        return (SERVER_WHEEL, weights.reference) if weights.origin is Origin.WHEEL else (SERVER_WHEEL,)

    def image(self, request: DeployRequest) -> str:
        """Return the official image, or, for wheels, the one whose Python takes them."""
        if request.packaging == Packaging.IMAGE.value:
            return self._own_image(request)
        return request.image or PYTHON_IMAGE

    def programs(self) -> tuple[Program, ...]:
        """Return the server program."""
        folder = resources.files(__package__) / "on_node"
        return (Program("server.py", (folder / "llama_cpp_server.py").read_text("utf-8")),)

    def launch(self, job: Job) -> Launch:
        """Return how the server is started."""
        request, gpus = job.request, self._gpus(job.request, job.packaging)
        as_wheels, as_image = job.packaging is Packaging.WHEELS, job.packaging is Packaging.IMAGE
        as_gated = as_image and serving.needs_token(job)
        words = self._wheel_words(job) if as_wheels else self._words(job)
        if as_gated:
            path = f"{job.service.directory}/{serving.TOKEN_FILE}"
            words = serving.with_secret("HF_TOKEN", path, f'exec {IMAGE_PROGRAM} "$@"', words)
        elif job.packaging is Packaging.PROGRAM:
            words = (serving.chosen(request, PROGRAM), *words)
        cache = () if as_wheels else (("LLAMA_CACHE", f"{job.service.directory}/hub"),)
        seen = () if as_image or as_wheels else serving.visible_devices(request)
        launch = serving.launch(self, job, words, gpus, (*cache, *seen))
        if as_wheels:
            return replace(launch, image=self.image(request), devices=())
        image = self._own_image(request) if as_image else ""
        return replace(launch, image=image, entrypoint=("/bin/sh",) if as_gated else (), start_seconds=1800)

    def _context(self, job: Job) -> int:
        return serving.number(job.request, CONTEXT) or job.weights.context_tokens

    def _wheel_words(self, job: Job) -> tuple[str, ...]:
        folder, request = job.service.directory, job.request
        context = self._context(job) or 2048
        keys = serving.chosen(request, KEYS)
        kept = ("cache_type_k", "cache_type_v") if keys != KEYS.default else ()
        return (
            f"{folder}/venv/bin/python",
            f"{folder}/server.py",
            *("--model", job.model_path),
            *("--alias", serving.served(job.weights, request)),
            *("--port", str(job.service.port), "--address", job.address),
            *("--threads", serving.chosen(request, THREADS)),
            *("--context", str(context)),
            *(("--parallel", parallel) if (parallel := serving.chosen(request, PARALLEL)) != PARALLEL.default else ()),
            *(f"--set={name}={keys}" for name in kept),
            *(f"--set={pair}" for pair in _wheel_parameters(serving.further(request))),
        )

    def _words(self, job: Job) -> tuple[str, ...]:
        request, weights = job.request, job.weights
        at_hub = weights.origin is Origin.HUB
        from_hub = ("--hf-repo", job.model_path, *(("--hf-file", weights.file) if weights.file else ()))
        # It divides what it is given among those that it answers at a time.
        context = self._context(job) * (serving.number(request, PARALLEL) or 1)
        keys = serving.chosen(request, KEYS)
        return (
            *(from_hub if at_hub else ("--model", job.model_path, "--offline")),
            *("--alias", serving.served(weights, request)),
            *("--host", job.address, "--port", str(job.service.port)),
            *(("--ctx-size", str(context)) if context else ()),
            *serving.flags(request, FLAGS),
            *("--cache-type-k", keys, "--cache-type-v", keys),
            *("--metrics", "--jinja"),
            *serving.further(request),
        )

    def explain(self, log: str) -> Diagnosis | None:
        """Read the server's own last words."""
        return lastwords.explain(log, (*SIGNS, *lastwords.HUB, *lastwords.SYSTEM))


def _wheel_parameters(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the further arguments as parameters of the wheel, which has no command line; refuse what it has not."""
    found, left = [], list(words)
    while left:
        word = left.pop(0)
        if word in WHEEL_SWITCHES:
            found.append(WHEEL_SWITCHES[word])
        elif word in WHEEL_VALUES and left:
            value = left.pop(0)
            found.append(f"{WHEEL_VALUES[word]}={ON_OFF.get(value, value) if word in FLASH else value}")
        else:
            raise ConsoleError(
                "deploy.argument_of_wheel",
                N_("As wheels llama.cpp does not take {words} among the further arguments, or a value is missing."),
                N_("Let it come as an image, or leave that out. As wheels it takes: {options}."),
                field=serving.EXTRA.name,
                words=word,
                options=", ".join((*WHEEL_VALUES, *WHEEL_SWITCHES)),
            )
    return tuple(found)


ENGINE = LlamaCpp()
