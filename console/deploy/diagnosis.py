"""What to do about a step that failed, read from what it printed last."""

from __future__ import annotations

import re

from console.deploy import cluster_signs
from console.model.text import N_

LAST_LINES = 20
LINE_LENGTH = 400
UNDO_HINT = N_("Undo takes back what was done so far. The output of the step says more.")
SIGNS: tuple[tuple[str, str], ...] = (
    (
        r"No space left on device|Disk quota exceeded|ENOSPC",
        N_("The disk of the node is full. Undo, free some space there and deploy again."),
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
    for sign, advice in (*cluster_signs.SIGNS, *SIGNS):
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
    lines = [line for line in tail(output).splitlines() if not line.startswith(("[notice]", "WARNING"))]
    if lines:
        return lines[-1].strip()
    return "ended by a signal" if rc is None else f"exit status {rc}"
