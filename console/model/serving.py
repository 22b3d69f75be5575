"""What model servers have in common: arguments, the environment of the hub's client, which files they see."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterable, Mapping

from console.model.field import Field, Kind, Pairs
from console.model.job import Job, Mount
from console.model.service import DeployRequest
from console.model.text import N_, Text
from console.model.weights import Origin, Weights

SHARED_MEMORY_BYTES = 16_000_000_000
"""What the processes of one model on several GPUs talk through; a container has 64 MB by itself."""
HUB_HOST = "huggingface.co"
TOKEN_FILE = "hub-token"
DOCKER_HUB = "registry-1.docker.io"

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
