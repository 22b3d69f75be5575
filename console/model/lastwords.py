"""What servers say before they end: signs in their logs, what each means and what would help.

The signs here are those of libraries that all of them use. Each is the text that the library prints, as it stands in
reports of such failures; an engine reads its own signs first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from console.model.diagnosis import Diagnosis
from console.model.text import N_, Text

Found = Mapping[str, str]


class Sign(Struct, frozen=True):
    """Something that a server prints when it cannot go on."""

    pattern: str
    """A regular expression; its named groups are the fields of the texts."""
    meaning: str
    arguments: Callable[[Found], Found] | None = None
    """Makes arguments of the engine from what was found; none where nothing of that kind would help."""
    fix: str = N_("Set {argument} = {value} and try again")
    """What the arguments do, as the words of a button."""


def explain(log: str, signs: Sequence[Sign]) -> Diagnosis | None:
    """Return what the first sign that stands in the log means, as it was said last; None where none does."""
    for sign in signs:
        matches = list(re.finditer(sign.pattern, log))
        if not matches:
            continue
        found = matches[-1]
        fields = {name: value or "" for name, value in found.groupdict().items()}
        arguments = dict(sign.arguments(fields)) if sign.arguments is not None else {}
        argument, value = next(iter(arguments.items()), ("", ""))
        fix = Text(sign.fix, {"argument": argument, "value": value}) if arguments else None
        return Diagnosis(Text(sign.meaning, fields), tuple(arguments.items()), fix)
    return None


NO_MEMORY = N_("The node has too little free memory. Stop something there or choose another node.")
OLD_PROCESSOR = N_("The processor of the node lacks instructions that the server uses (AVX2).")
GATED = N_(
    "The hub gives this model only to those who accepted its terms: do that on its page, then keep a token for the hub "
    "in the key ring."
)

HUB: tuple[Sign, ...] = (
    Sign(
        r"Cannot access gated repo|GatedRepoError|access to model \S+ is restricted|trying to access a gated repo",
        GATED,
    ),
    Sign(
        r"Repository Not Found for url|RepositoryNotFoundError|is not a local folder and is not a valid model",
        N_("The hub has no such model, or it is a private one. Check its name."),
    ),
    Sign(
        r"RevisionNotFoundError|Revision Not Found for url",
        N_("The hub has the model, but not in this revision."),
    ),
    Sign(
        r"(?:401|403) Client Error: (?:Unauthorized|Forbidden) for url: https://huggingface\.co",
        N_("The hub does not take the token, or the token may not read this model."),
    ),
    Sign(
        r"We couldn't connect to 'https://huggingface\.co'|LocalEntryNotFoundError|OfflineModeIsEnabled"
        r"|Max retries exceeded with url: .*huggingface",
        N_("The node does not reach the hub. Carry the weights from the desk instead, or name the proxy."),
    ),
)
"""What the client of the hub says, in every engine that is written in Python."""

TORCH: tuple[Sign, ...] = (
    Sign(
        r"[Pp]lease pass the argument `trust_remote_code=True`|set `?(?:--)?trust[_-]remote[_-]code(?:=True)?`?",
        N_(
            "The model brings code of its own, which would run on the node with all rights of the service. Read it "
            "first."
        ),
        lambda _found: {"trust_remote_code": "yes"},
        N_("Let the model's own code run and try again"),
    ),
    Sign(
        r"CUDA out of memory|OutOfMemoryError|CUDA error: out of memory|cudaErrorMemoryAllocation",
        N_("The model does not fit into the memory of the GPU. Take more GPUs, or weights of fewer bits."),
    ),
    Sign(
        r"Model architectures? (?P<name>\[[^\]]*\]) (?:are not supported|failed to be inspected)",
        N_("This release does not know the architecture {name}. Take a newer image."),
    ),
    Sign(
        r"checkpoint you are trying to load has model type `(?P<name>[^`]+)` but Transformers does not recognize",
        N_("This release does not know the architecture {name}. Take a newer image."),
    ),
    Sign(
        r"Can't load tokenizer for|Couldn't instantiate the backend tokenizer|Tokenizer class \S+ does not exist",
        N_("The tokenizer is missing or broken. The folder of the model needs its files too, not the weights alone."),
    ),
    Sign(
        r"error: (?:unrecognized arguments|ambiguous option): (?P<words>[^\n]{1,120})",
        N_("This release does not know {words}. See the further arguments."),
    ),
)
"""What PyTorch, Transformers and the parser of arguments say, in every engine that is written in Python."""

SYSTEM: tuple[Sign, ...] = (
    Sign(
        r"(?i)address[^\n]{0,60} already in use|errno 98\b|EADDRINUSE|couldn't bind|bind: address in use",
        N_("Another program on the node listens on that port. Choose another port."),
    ),
    Sign(
        r"NVIDIA driver on your system is too old|CUDA driver version is insufficient|unsatisfied condition: cuda"
        r"|Error 804: forward compatibility was attempted",
        N_(
            "The driver of the node is too old for the CUDA of this server. Take an image for an older CUDA, or have "
            "the driver renewed."
        ),
    ),
    Sign(
        r"[Ee]rror 803|unsupported display driver / cuda driver combination",
        N_(
            "The CUDA library in the container is not that of the driver. Restart the node if the driver was renewed, "
            "or take an image for another CUDA."
        ),
    ),
    Sign(
        r"Failed to initialize NVML|No CUDA GPUs are available|no CUDA-capable device is detected"
        r"|Found no NVIDIA driver|could not select device driver",
        N_(
            "The server finds no GPU. See the checks of driver and container toolkit, and whether others hold all GPUs."
        ),
    ),
    Sign(
        r"Error while creating shared memory segment|failed to extend /dev/shm|[Bb]us error|posix_fallocate failed",
        N_(
            "Shared memory is too small for a model on several GPUs. Give the container more of it (--shm-size, "
            "--ipc=host)."
        ),
    ),
    Sign(
        r"[Nn]o space left on device",
        N_("The disk of the node is full. Free some space there, or choose another folder."),
    ),
    Sign(r"Illegal instruction|SIGILL|status 132\b|exit(?:ed)? (?:with )?code 132", OLD_PROCESSOR),
    Sign(r"version `?GLIBC_[\d.]+'? not found|GLIBC_", N_("The C library of the node is older than the server needs.")),
    Sign(
        r"OOMKilled|status 137\b|exit(?:ed)? (?:with )?code 137|signal 9\b|status=9/KILL|oom-kill",
        N_("The kernel ended the server, most likely for want of memory. Choose another node, or a smaller model."),
    ),
    Sign(r"bad_alloc|Cannot allocate memory|MemoryError", NO_MEMORY),
    Sign(
        r"ModuleNotFoundError|No module named",
        N_("A package is missing in the environment. Undo this deployment and deploy again."),
    ),
)
"""What systems and drivers say, through whatever server."""
