"""What model servers have in common: arguments, the environment of the hub's client, which files they see."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterable, Mapping
from typing import Protocol

from console.model.field import Field, Kind, Pairs
from console.model.job import Job, Launch, Mount, Paths
from console.model.launch import Needs
from console.model.service import DeployRequest
from console.model.text import N_, Text
from console.model.weights import Origin, Packaging, Weights

SHARED_MEMORY_BYTES = 16_000_000_000
"""What the processes of one model on several GPUs talk through; a container has 64 MB by itself."""
HUB_HOST = "huggingface.co"
KEY_FILE = "ngc-key"
"""In the folder of the service: the key for the registry of ``Launch.registry``."""
TOKEN_FILE = "hub-token"
DOCKER_HUB = "registry-1.docker.io"

# Arguments that several servers have, some under names of their own (``msgspec.structs.replace``).
CONTEXT = Field(
    "max_model_len",
    Text(N_("Context")),
    Text(N_("Tokens of a question and its answer together. Less of it leaves room for more questions at a time.")),
    Kind.INTEGER,
    low=1,
    high=10_000_000,
    unit=N_("tokens"),
)
GPU_SHARE = Field(
    "gpu_memory_utilization",
    Text(N_("Share of GPU memory")),
    Text(N_("It takes that much of each GPU whatever the model is: less where others need the GPU too.")),
    Kind.NUMBER,
    default="0.9",
    low=0.05,
    high=1.0,
)
TENSOR = Field(
    "tensor_parallel_size",
    Text(N_("GPUs per layer")),
    Text(
        N_("Each layer is divided over so many GPUs (tensor parallelism); the attention heads have to divide evenly.")
    ),
    Kind.INTEGER,
    low=1,
    high=64,
)
PIPELINE = Field(
    "pipeline_parallel_size",
    Text(N_("Groups of layers")),
    Text(N_("The layers are divided into so many groups, each on GPUs of its own (pipeline parallelism).")),
    Kind.INTEGER,
    low=1,
    high=64,
    is_rare=True,
)
SEQUENCES = Field(
    "max_num_seqs",
    Text(N_("Questions at a time")),
    Text(N_("More wait their turn. Fewer leave more memory for the context of each.")),
    Kind.INTEGER,
    low=1,
    high=4096,
)
DTYPE = Field(
    "dtype",
    Text(N_("Numbers")),
    Text(N_("As what the model computes. half is float16: for GPUs older than Ampere, which have no bfloat16.")),
    Kind.CHOICE,
    default="auto",
    choices=("auto", "bfloat16", "half", "float32"),
)
QUANTIZATION = Field(
    "quantization",
    Text(N_("Quantization")),
    Text(N_("How weights are held in fewer bits. Empty: as the model says; fp8 makes it of any model on loading.")),
    Kind.CHOICE,
    choices=("", "fp8", "awq", "gptq", "compressed-tensors", "bitsandbytes", "modelopt"),
    is_rare=True,
)
NO_GRAPH = Field(
    "enforce_eager",
    Text(N_("No CUDA graphs")),
    Text(N_("Starts sooner and takes less memory, answers more slowly.")),
    Kind.SWITCH,
    default="no",
    is_rare=True,
)
PARALLEL = Field(
    "parallel",
    Text(N_("Questions at a time")),
    Text(N_("Each takes memory for a context of its own. More wait their turn.")),
    Kind.INTEGER,
    default="1",
    low=1,
    high=64,
)
FEW_BITS = Field(
    "kv_cache_type",
    Text(N_("Numbers of the cache")),
    Text(N_("q8_0 takes half of the memory, q4_0 a quarter, with answers less exact.")),
    Kind.CHOICE,
    default="f16",
    choices=("f16", "q8_0", "q4_0"),
)
SERVED_NAME = Field(
    "served_name",
    Text(N_("Served name")),
    Text(N_("The name that clients ask for; the model's own where this is empty.")),
    pattern=r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,95}",
)
DEVICES = Field(
    "devices",
    Text(N_("Which GPUs")),
    Text(
        N_("Their numbers with commas between (0,1), or the UUIDs of GPUs or slices (MIG-...). Empty: the first ones.")
    ),
    pattern=r"\d{1,2}(,\d{1,2})*|(?:GPU|MIG)-[0-9A-Fa-f-]{36}(,(?:GPU|MIG)-[0-9A-Fa-f-]{36})*",
    is_rare=True,
)
TRUST_REMOTE_CODE = Field(
    "trust_remote_code",
    Text(N_("Run code of the model")),
    Text(
        N_(
            "Some models bring Python of their own. It runs on the node with all rights of the service: read it first, "
            "and pin the revision."
        )
    ),
    Kind.SWITCH,
    default="no",
    is_rare=True,
)
EXTRA = Field(
    "extra",
    Text(N_("Further arguments")),
    Text(N_("Words for the command line of the server, as its documentation names them; quotes as in a shell.")),
    is_rare=True,
    is_words=True,
)


def chosen(request: DeployRequest, field: Field) -> str:
    """Return what was chosen for an argument, or its default."""
    return dict(request.arguments).get(field.name, "") or field.default


def number(request: DeployRequest, field: Field) -> int:
    """Return a whole number that was chosen; 0 where none was."""
    value = chosen(request, field)
    return int(value) if value.isascii() and value.isdigit() else 0


def served(weights: Weights, request: DeployRequest) -> str:
    """Return the name that the model answers to."""
    return chosen(request, SERVED_NAME) or weights.id


def further(request: DeployRequest) -> tuple[str, ...]:
    """Return the further words of the command line."""
    return tuple(shlex.split(chosen(request, EXTRA)))


def devices(request: DeployRequest) -> tuple[str, ...]:
    """Return which GPUs were chosen; none: whichever come first."""
    return tuple(each for each in chosen(request, DEVICES).split(",") if each)


def gpus(request: DeployRequest, tensor: Field, pipeline: Field | None = None) -> int:
    """Return how many GPUs a server takes: what its parallelism asks for, what was chosen, or one."""
    stages = number(request, pipeline) if pipeline is not None else 0
    asked = number(request, tensor) * (stages or 1)
    return asked or request.gpus or len(devices(request)) or 1


def shared_memory_bytes(gpus: int) -> int:
    """Return what the processes of one model share in a container; 0: what it has by itself is enough."""
    return SHARED_MEMORY_BYTES if gpus > 1 else 0


def flags(request: DeployRequest, options: Mapping[str, Field]) -> tuple[str, ...]:
    """Return an option and its value, as two words, for each field that has one."""
    words: list[str] = []
    for option, field in options.items():
        value = chosen(request, field)
        if value:
            words += [option, value]
    return tuple(words)


def switches(request: DeployRequest, options: Mapping[str, Field], no: str = "") -> tuple[str, ...]:
    """Return the options of the switches that are on; ``no`` is what turns one off that is off by choice."""
    words: list[str] = []
    for option, field in options.items():
        value = chosen(request, field)
        if value == "yes":
            words.append(option)
        elif no and value == "no" and field.default != "no":
            words.append(option.replace("--", no, 1))
    return tuple(words)


def hub_environment(job: Job) -> Pairs:
    """Return the variables of the hub's client: its cache beside the service, its token in a file, or no network.

    https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables
    """
    found = [("HF_HOME", f"{job.service.directory}/hub"), ("HF_HUB_DISABLE_TELEMETRY", "1")]
    if job.weights.origin is not Origin.HUB:
        return (*found, ("HF_HUB_OFFLINE", "1"))
    if job.weights.is_gated:
        found.append(("HF_TOKEN_PATH", f"{job.service.directory}/{TOKEN_FILE}"))
    return tuple(found)


def needs_token(job: Job) -> bool:
    """Say whether the server fetches weights that the hub gives only to who shows a token."""
    return job.weights.origin is Origin.HUB and job.weights.is_gated


def with_secret(variable: str, path: str, start: str, words: Iterable[str]) -> tuple[str, ...]:
    """Return what sh is given so that a program finds a secret of a file in a variable; it stands in no argument.

    ``start`` is POSIX sh that becomes the program with ``"$@"``. Without the file it starts as if there were none.
    """
    return ("-c", f'if [ -r "$0" ]; then {variable}=$(cat "$0"); export {variable}; fi; {start}', path, *words)


def visible_devices(request: DeployRequest) -> Pairs:
    """Return the variable that keeps a program on the node itself to the GPUs that were chosen."""
    found = devices(request)
    return (("CUDA_VISIBLE_DEVICES", ",".join(found)),) if found else ()


def weights_mounts(job: Job) -> tuple[Mount, ...]:
    """Return what a container has to see beside the folder of the service: the weights, at the path that they have."""
    path = job.model_path
    if job.weights.origin not in {Origin.DESK, Origin.NODE} or not path.startswith("/"):
        return ()
    if path.startswith(f"{job.service.directory}/"):
        return ()
    # A split model is several files beside each other, and links of the hub's cache lead elsewhere in it.
    inside = posixpath.dirname(path) if path.endswith(".gguf") else path
    return (Mount(inside, inside),)


class Server(Protocol):
    """What of an engine stands in every start."""

    @property
    def paths(self) -> Paths:
        """Where it answers what."""
        ...

    @property
    def start_seconds(self) -> int:
        """How long a start may take."""
        ...

    def image(self, request: DeployRequest) -> str:
        """Return the image that is run."""
        ...


def gpu_needs(weights: Weights, gpus: int, image: str, *, memory_bytes: int, disk_bytes: int) -> Needs:
    """Return what a server needs that keeps the whole model on GPUs; ``disk_bytes`` is beside the weights.

    Capability, CUDA and driver stand in the books. No image: it is a program of the node itself.
    """
    return Needs(
        memory_bytes=memory_bytes,
        disk_bytes=weights.size_bytes + disk_bytes,
        gpus=gpus,
        shared_memory_bytes=shared_memory_bytes(gpus),
        container_engine=bool(image),
        image=image,
        hosts=hosts(weights, image),
    )


def launch(server: Server, job: Job, words: tuple[str, ...], gpus: int, environment: Pairs) -> Launch:
    """Return how a server is started, with what is the same for all: its port, its weights, its image, its GPUs."""
    return Launch(
        words,
        packaging=job.packaging,
        environment=environment,
        image=server.image(job.request) if job.packaging is Packaging.IMAGE else "",
        mounts=weights_mounts(job),
        gpus=gpus,
        devices=devices(job.request),
        shared_memory_bytes=shared_memory_bytes(gpus),
        port=job.service.port,
        health_path=server.paths.health,
        start_seconds=server.start_seconds,
    )


def registry(image: str) -> str:
    """Return the host that an image is pulled from."""
    first, _, rest = image.partition("/")
    if rest and ("." in first or ":" in first or first == "localhost"):
        return DOCKER_HUB if first == "docker.io" else first
    return DOCKER_HUB


def hosts(weights: Weights, image: str = "") -> tuple[str, ...]:
    """Return what the node has to reach: the hub that weights come from, the registry of an image."""
    wanted: Iterable[str] = (
        *((HUB_HOST,) if weights.origin is Origin.HUB else ()),
        *((registry(image),) if image else ()),
    )
    return tuple(dict.fromkeys(wanted))
