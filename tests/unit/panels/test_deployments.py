from __future__ import annotations

from console.model.ids import DeployId, NodeId
from console.model.service import DeployState, DeployView, Plan, Step, StepKind, StepState, StepView
from console.model.text import Text
from console.panels import Tone
from console.panels.deployments import entry_of, progress_of


def view(state: DeployState, *steps: StepView) -> DeployView:
    plan = Plan(NodeId("n"), "example", "systemd", "", "", (), "", "")
    return DeployView(DeployId("d"), plan, state, steps, started_at=1000.0)


def step(state: StepState, progress: float | None = None, seconds: float | None = None) -> StepView:
    return StepView(Step("s", Text("Step"), StepKind.RUN), state, progress=progress, duration_seconds=seconds)


def test_the_step_that_runs_counts_for_what_it_has_done() -> None:
    steps = (step(StepState.DONE), step(StepState.SKIPPED), step(StepState.RUNNING, 0.5), step(StepState.WAITING))
    assert progress_of(view(DeployState.RUNNING, *steps)) == 2.5 / 4
    assert progress_of(view(DeployState.RUNNING)) == 0.0


def test_what_goes_on_counts_up_and_what_ended_says_how_long_it_took() -> None:
    serving = entry_of(view(DeployState.SERVING, step(StepState.DONE, seconds=3.0)))
    assert (serving.tone, serving.started_at, serving.elapsed_seconds) == (Tone.FINE, 1000.0, None)
    failed = entry_of(view(DeployState.FAILED, step(StepState.DONE, seconds=3.0), step(StepState.FAILED, seconds=4.0)))
    assert (failed.tone, failed.started_at, failed.elapsed_seconds) == (Tone.FAILED, None, 7.0)
    assert entry_of(view(DeployState.STOPPED)).elapsed_seconds is None
