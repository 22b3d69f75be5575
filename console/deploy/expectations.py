"""What the steps that most plans share are good for, and how long they most likely take. Pure.

A step that says so itself keeps its words. The times are those of a healthy node with a disk of its own.
"""

from __future__ import annotations

from msgspec.structs import replace

from console.model.service import Step, StepKind
from console.model.text import N_, Text

LINE_BYTES_PER_SECOND = 12_000_000
"""A line of 100 Mbit/s."""
MOMENT = 0.2
"""A command that only writes a little."""

_KNOWN: dict[str, tuple[str, float | None]] = {
    "folder": (N_("All of this service lies in one folder: to take it back is to remove that."), MOMENT),
    "environment": (N_("Its packages meet no others of the node, and no root is needed."), 3.0),
    "install": (N_("From the wheels that were carried: the node needs no network and no pip."), 15.0),
    "tidy": (N_("They have been unpacked and would only take room."), MOMENT),
    "write-run": (N_("The same script starts it by hand and by whatever keeps it up."), MOMENT),
    "unit": (N_("systemd starts it with the node and again when it fails."), MOMENT),
    "compose": (N_("The same file starts it by hand: docker compose up."), MOMENT),
    "start": ("", 2.0),
    "wait": (N_("A server that runs may still be loading: only one that is ready counts as deployed."), None),
    "ask": (N_("An answer shows more than a port that is open."), 2.0),
}


def expected(step: Step) -> Step:
    """Return the step with what is known of its kind, where it does not say so itself."""
    why, seconds = _KNOWN.get(step.id, ("", None))
    if step.kind is StepKind.UPLOAD:
        why = why or N_("It is fetched once, on this computer: the node needs no way to the internet.")
        seconds = max(MOMENT, step.size_bytes / LINE_BYTES_PER_SECOND)
    elif step.kind is StepKind.WRITE:
        seconds = seconds or MOMENT
    return replace(
        step,
        why=step.why or (Text(why) if why else None),
        expected_seconds=seconds if step.expected_seconds is None else step.expected_seconds,
    )
