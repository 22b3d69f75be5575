"""What to do about a step that failed, read from what it printed last."""

from __future__ import annotations

import re

from console.deploy import cluster_signs
from console.model.text import N_

LAST_LINES = 20
LINE_LENGTH = 400
ASIDES = ("[notice]", "WARNING", "See 'docker", "Run 'docker", "Error: failed to start containers", "supervise: ")
"""How lines begin that stand beside the reason."""
UNDO_HINT = N_("Undo takes back what was done so far. The output of the step says more.")
NO_REGISTRY = (
    r"(from daemon|initializing source|pinging).*(dial|no such host|[Tt]imeout|unreachable|refused|x509|proxy)",
    N_("The node does not reach the registry. Set a proxy there, or carry the image as a file from this machine."),
)
"""What an engine of containers says; an API of a cluster that is not reached says some of the same words."""
SIGNS: tuple[tuple[str, str], ...] = (
    (
        (
            r"((password|auth\w+) is required|not in the sudoers|may not run sudo|I'm afraid I|doas: |must have a tty"
            r"|sudo: (command )?not found)"
        ),
        N_("It has to act as root, and may not. Undo and choose the scope “user”, or let the user act as root."),
    ),
    (
        r"leitstand: \S+: (?!HTTP)",
        N_("The node does not reach the hub. Set a proxy there, or let the weights be carried from this machine."),
    ),
    (
        r"manifest unknown|manifest for .* not found|repository .* not found",
        N_("The registry has no such image. Check its name and tag."),
    ),
    (
        r"toomanyrequests|rate limit",
        N_("The registry has had enough requests for now. Log in there, wait, or carry the image from this machine."),
    ),
    (
        r"pull access denied|denied: requested access|unauthorized|authentication required",
        N_("The registry wants a login, or has no such image. Log in on the node, or check the name of the image."),
    ),
    (
        r"the image is not on the node",
        N_("Let the node pull the image, or carry it as a file from this machine."),
    ),
    (
        r"port is already allocated|rootlessport.*in use",
        N_("Another program on the node listens on that port. Undo and choose another port."),
    ),
    (
        r"docker daemon socket|docker\.sock.*permission denied",
        N_("Docker lets only root and the members of its group in. Let the user into the group, then connect anew."),
    ),
    (
        r"Cannot connect to the Docker daemon|Is the docker daemon running",
        N_("Docker's daemon does not answer on the node. Start it there."),
    ),
    (
        r"unresolvable CDI devices|could not select device driver|nvidia-container-cli",
        N_("The container engine cannot give GPUs. Set up the NVIDIA Container Toolkit on the node."),
    ),
    (
        r"[Nn]o space left on device|[Dd]isk quota exceeded|ENOSPC",
        N_("The disk of the node is full. Free some space there and resume, or undo."),
    ),
    (
        r"Read-only file system",
        N_("The file system of the node is read-only. Undo and choose another folder."),
    ),
    (
        r"something is there already",
        N_("Another deployment owns this folder. Undo that one, or choose another service name."),
    ),
    (
        r"Permission denied|Operation not permitted",
        N_("The user may not do that on the node. Check the owner of the folder that is named."),
    ),
    (
        r"[Aa]ddress already in use",
        N_("Another program on the node listens on that port. Undo and choose another port."),
    ),
    (
        r"(?m)^(does not run|inactive)$",
        N_("It ended without a word: the node was restarted, or somebody stopped it. Resume starts it again."),
    ),
    (
        r"is not a supported wheel",
        N_("The wheel does not suit the Python of the node. Run the preflight checks again."),
    ),
    (
        r"No module named '?venv",
        N_("Python on the node cannot make virtual environments. Install its venv package."),
    ),
    (
        r"Failed to connect to bus",
        N_("The user's systemd does not answer. Undo and choose a supervised process instead."),
    ),
    (
        r"\bnot found\b|No such file or directory",
        N_("Something that was there at preflight is missing. Run the preflight checks again."),
    ),
    (
        r"Killed|Cannot allocate memory|MemoryError",
        N_("The node ran out of memory. Undo, and stop something there or choose another node."),
    ),
)


def cluster_hint(output: str) -> str:
    """Return what the words of a cluster's tools mean; empty when they say nothing known."""
    return next((advice for sign, advice in cluster_signs.SIGNS if re.search(sign, output)), "")


def waiting_hint(output: str) -> str:
    """Return what to know about a service that a cluster lets wait, as a template without fields."""
    return cluster_hint(output) or cluster_signs.WAITS


def hint(output: str, rc: int | None) -> str:
    """Return what to do, as a template without fields."""
    for sign, advice in (NO_REGISTRY, *cluster_signs.SIGNS, *SIGNS):
        if re.search(sign, output):
            return advice
    if rc == 137:
        return SIGNS[-1][1]
    return UNDO_HINT


def tail(output: str, count: int = LAST_LINES) -> str:
    """Return the last lines, bounded, without control characters."""
    lines = [re.sub(r"[^\t\x20-\U0010ffff]|\x7f", "", line)[:LINE_LENGTH] for line in output.splitlines()]
    return "\n".join([line for line in lines if line.strip()][-count:])


def reason(output: str, rc: int | None) -> str:
    """Return the line that says most: the last one, or the exit status where nothing was printed."""
    lines = tail(output).splitlines()
    lines = [line for line in lines if not line.startswith(ASIDES)] or lines
    if lines:
        return lines[-1].strip()
    return "ended by a signal" if rc is None else f"exit status {rc}"
