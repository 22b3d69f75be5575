"""What comes of which fault at which step, as a page: ``python -m tests.contract.matrix.table`` writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.contract.matrix import test_containers, test_kubernetes, test_process, test_slurm, test_system, test_systemd
from tests.contract.matrix.cases import MEANINGS, Named, Outcome, Outcomes, Queued

PAGE = Path(__file__).parent / "MATRIX.md"
TARGETS: Mapping[str, Mapping[str, Outcomes]] = {
    "Supervised process": {**test_process.OUTCOMES, "outage": test_process.OUTAGE, "hub": test_process.HUB},
    "systemd of the user": test_systemd.OUTCOMES,
    "systemd of the system": test_system.OUTCOMES,
    "Docker, Podman, Podman without root": {
        **test_containers.OUTCOMES,
        "home": test_containers.AT_HOME,
        "registry": test_containers.REGISTRY,
    },
    "Kubernetes": {**test_kubernetes.OUTCOMES, "registry": test_kubernetes.REGISTRY},
    "Slurm": test_slurm.OUTCOMES,
}
BACK: Mapping[str, Mapping[str, Outcomes]] = {
    "Supervised process": test_process.BACK,
    "systemd of the user": test_systemd.BACK,
    "systemd of the system": test_system.BACK,
    "Docker, Podman, Podman without root": test_containers.BACK,
    "Kubernetes": test_kubernetes.BACK,
    "Slurm": test_slurm.BACK,
}
HEAD = """\
# What comes of which fault at which step

Written by `tests/contract/matrix/table.py` from the tables that the tests beside it hold against real systems
(`bash packaging/dev deploys`; `python -m tests.contract.matrix.tidy` takes away what a run left that was
killed). The steps come from the plan itself; `*` stands for all others of it. After each case
the node is compared with what it was before: files, processes, units, containers, images, jobs, pods.

- **serves**: the deploy gets over it by itself, or it is no harm at that step.
- **named**: it fails with this cause, can be undone with nothing left behind, and gone on with once the fault has gone.
- **waits**: the cluster lets it wait and says why; cancel and undo take it out, or it goes on by itself.
"""
HEAD_OF_BACK = """
# What comes of which fault while a step is taken back

In the end everything is taken back, after the fault has gone and undo was asked for once more where it is *named*: then
it says which steps are left, and where.
"""


def _said(outcome: Outcome) -> str:
    match outcome:
        case Named(cause, says):
            return f"named: `{cause}`" + (f", “{says}”" if says else "")
        case Queued(says):
            return f"waits: “{says}”"
        case _:
            return "serves"


def _rows(targets: Mapping[str, Mapping[str, Outcomes]]) -> Iterator[str]:
    for target, faults in targets.items():
        yield f"\n## {target}\n\n| fault | step | outcome |\n| --- | --- | --- |"
        for fault, outcomes in faults.items():
            grouped: dict[str, list[str]] = {}
            for step, outcome in outcomes.items():
                grouped.setdefault(_said(outcome), []).append(f"`{step}`")
            for said, steps in grouped.items():
                yield f"| {MEANINGS[fault]} | {', '.join(steps)} | {said} |"


def page() -> str:
    """Return the page."""
    return "\n".join((HEAD, *_rows(TARGETS), HEAD_OF_BACK, *_rows(BACK))).replace("\n\n\n", "\n\n") + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
