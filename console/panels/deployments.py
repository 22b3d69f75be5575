"""What was deployed: where it is, or why it is not."""

from __future__ import annotations

from console.model.service import DeployState, DeployView, StepState
from console.model.text import N_, Text
from console.panels import Entry, ListPanel, Tone

_TONES = {
    DeployState.RUNNING: Tone.RUNNING,
    DeployState.QUEUED: Tone.RUNNING,
    DeployState.UNDOING: Tone.RUNNING,
    DeployState.SERVING: Tone.FINE,
    DeployState.FAILED: Tone.FAILED,
    DeployState.INTERRUPTED: Tone.FAILED,
}
_WORDS = {
    DeployState.QUEUED: Text(N_("In the queue")),
    DeployState.SERVING: Text(N_("Serving")),
    DeployState.STOPPED: Text(N_("Stopped")),
    DeployState.REPLACED: Text(N_("Replaced")),
    DeployState.FAILED: Text(N_("Failed")),
    DeployState.CANCELLED: Text(N_("Cancelled")),
    DeployState.INTERRUPTED: Text(N_("Interrupted")),
    DeployState.UNDOING: Text(N_("Undoing")),
    DeployState.UNDONE: Text(N_("Removed")),
}
_PASSED = frozenset({StepState.DONE, StepState.SKIPPED})


def progress_of(view: DeployView) -> float:
    """Return how much of a plan is behind it, 0 to 1; each step counts the same."""
    if not view.steps:
        return 0.0
    passed = sum(1.0 if step.state in _PASSED else 0.0 for step in view.steps)
    begun = sum(step.progress or 0.0 for step in view.steps if step.state is StepState.RUNNING)
    return min((passed + begun) / len(view.steps), 1.0)


def entry_of(view: DeployView) -> Entry:
    """Return what the list says of a deploy."""
    goes_on = view.state in {DeployState.RUNNING, DeployState.QUEUED, DeployState.UNDOING, DeployState.SERVING}
    told = [step.duration_seconds for step in view.steps if step.duration_seconds is not None]
    return Entry(
        name=view.plan.service_name,
        tone=_TONES.get(view.state, Tone.QUIET),
        words=_WORDS.get(view.state),
        progress=progress_of(view) if view.state is DeployState.RUNNING else None,
        started_at=view.started_at if goes_on and view.started_at else None,
        elapsed_seconds=sum(told) if told and not goes_on else None,
    )


PANEL = ListPanel(
    id="deployments",
    title=N_("Deployments"),
    order=40,
    heads=(N_("Service"), N_("Node"), N_("Progress"), N_("Elapsed")),
    empty=N_("Nothing has been deployed yet."),
    entry=entry_of,
)
