"""A new version beside the old one: tried on a port of its own, then put in its place; undo is the way back.

Both ways to run it, on trial and in its place, are plans like any other. What they share is done once; what differs
is done for the trial, taken down, and done again in the place of the old version, which is kept and starts again when
the switch is undone. No target has to know of it; one that can lead who asks from one to the other (``Handover``)
keeps what was tried, and nobody is refused meanwhile.

Where there is not room for both, in the memory of GPUs, a person may have the old one stopped first: all that can be
done beside it is done, then it stops, and the new one starts in its place. Nobody is served meanwhile.
"""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from console.deploy.diff import PLACED, name_of
from console.deploy.shell import quoted
from console.model.errors import ConsoleError
from console.model.service import DeployRequest, DeployState, DeployView, Plan, Step, StepKind, StepState
from console.model.text import N_, Text
from console.targets import handover

RETIRE = "retire"
"""The step from which on the old version does not serve."""
APART = 10_000
"""How far the port of a trial is from the one that people use."""


def has_left(view: DeployView) -> bool:
    """Say whether a deploy has taken the old version out of its place, and not put it back."""
    began = {StepState.RUNNING, StepState.DONE, StepState.FAILED}
    return any(step.step.id == RETIRE and step.state in began for step in view.steps)


class Switch(Struct, frozen=True):
    """From which deploys a request takes over, one for each of its nodes."""

    request: DeployRequest
    """What was asked for."""
    before: tuple[DeployView, ...]

    @property
    def trial(self) -> DeployRequest:
        """Return the request by which the new version is tried: another name, another port."""
        name, port = self.request.service_name, self.request.port
        found = (re.fullmatch(rf"{re.escape(name)}-(\d+)", view.plan.service_name) for view in self.before)
        version = max(int(match[1]) if match else 1 for match in found) + 1
        apart = port + APART if port + APART <= 65535 else port - APART
        beside = tuple(sorted({view.plan.directory for view in self.before}))
        return replace(self.request, service_name=f"{name}-{version}", port=apart, replaces=False, beside=beside)

    def plan(self, trial: Plan, final: Plan) -> Plan:
        """Return the plan of the whole way on one node."""
        before = next(view for view in self.before if view.plan.node_id == trial.node_id)
        target = handover(trial.target)
        led = None if target is None else target.hand_over(trial, self.request.service_name, before.plan)
        if self.request.stops_first:
            return self._in_turn(before, trial if led is not None else final, led or ())
        if led is not None:
            steps = (*trial.steps, *led, _retire(before, None))
            return replace(trial, steps=steps, request=self.request, replaces=before.id)
        pairs = zip(trial.steps, final.steps, strict=True)
        first = next((place for place, (one, other) in enumerate(pairs) if one != other), len(trial.steps))
        tried = tuple(_reached(step, trial) for step in trial.steps[first:])
        placed = tuple(replace(step, id=f"{PLACED}{step.id}") for step in final.steps[first:])
        steps = (*trial.steps[:first], *tried, _take_down(tried), _retire(before, _gap(before)), *placed)
        return replace(final, steps=steps, request=self.request, replaces=before.id)

    def _in_turn(self, before: DeployView, new: Plan, led: tuple[Step, ...]) -> Plan:
        """Return the plan that stops the old version right before the new one starts."""
        start = next(number for number, step in enumerate(new.steps) if step.kind is StepKind.WAIT) - 1
        why = Text(
            N_("There is not room for both. Where the new version does not come to serve, this one starts again.")
        )
        retire = replace(_retire(before, _gap(before)), why=why)
        # Those who are led meanwhile find nobody: it does not matter that both are not ready.
        steps = (*new.steps[:start], retire, *new.steps[start:], *(replace(step, why=None) for step in led))
        return replace(new, steps=steps, request=self.request, replaces=before.id)


def find(request: DeployRequest, views: tuple[DeployView, ...]) -> Switch:
    """Return what a request takes over from; ConsoleError where nothing of that name serves on a node."""
    found = []
    for node_id in request.node_ids:
        there = [
            view
            for view in views
            if view.state is DeployState.SERVING
            and view.plan.node_id == node_id
            and name_of(view.plan) == request.service_name
        ]
        if not there:
            raise ConsoleError(
                "deploy.nothing_to_replace",
                N_("No {name} serves on {node} that could be replaced."),
                N_("Deploy it there first, or leave that node out."),
                name=request.service_name,
                node=node_id,
            )
        found.append(there[-1])
    return Switch(request, tuple(found))


def still_there(plan: Plan, views: tuple[DeployView, ...]) -> None:
    """Refuse a plan whose old version does not serve any more."""
    if plan.replaces and not any(view.id == plan.replaces and view.state is DeployState.SERVING for view in views):
        raise ConsoleError(
            "deploy.replaced_gone",
            N_("The version that {name} was to replace on {node} does not serve any more."),
            N_("Make the plan again."),
            name=plan.service_name,
            node=plan.node_id,
        )


def _reached(step: Step, trial: Plan) -> Step:
    return replace(step, port=trial.port, door=trial.door) if step.kind in {StepKind.WAIT, StepKind.ASK} else step


def _take_down(tried: tuple[Step, ...]) -> Step:
    undos = [step.undo for step in reversed(tried) if step.undo]
    return Step(
        id="take-down",
        title=Text(N_("Take down the trial, which has answered")),
        kind=StepKind.RUN,
        command="\n".join(f"( {undo}\n) || exit 1" for undo in undos) or ":",
        timeout_seconds=120.0,
    )


def _gap(before: DeployView) -> Text:
    """Return how long nobody is served, which is about what the version before took to start."""
    took = {view.step.id.removeprefix(PLACED): view.duration_seconds for view in before.steps}
    seconds = [each for each in (took.get("start"), took.get("wait")) if each is not None]
    if not seconds:
        return Text(N_("Nobody is served until the new version has started in its place."))
    return Text(
        N_("Nobody is served until the new version has started in its place: the one before took {seconds} s."),
        {"seconds": f"{max(1.0, sum(seconds)):.0f}"},
    )


def _ready(before: Plan, wait: Step) -> str:
    """Return sh that follows the start of a version and ends when it serves; a cluster may let it wait."""
    if not before.door:
        return f" &&\n( {wait.command}\n)"
    # Nothing leads there before the cluster lets it run.
    return (
        f" || exit 1\nuntil ( {wait.command}\n) 2>/dev/null; do\n  sleep 2\n  ( {before.status}\n)\n"
        "  case $? in 0 | 75) ;; *) exit 1 ;; esac\ndone"
    )


def _retire(view: DeployView, gap: Text | None) -> Step:
    before = view.plan
    mark, run = quoted(f"{before.directory}/.leitstand"), quoted(f"{before.directory}/run")
    kept = quoted(f"{before.directory}/run.kept")
    waits = [step for step in before.steps if step.kind is StepKind.WAIT][-1:]
    ready = "".join(_ready(before, step) for step in waits)
    return Step(
        id=RETIRE,
        title=Text(N_("Stop the version before, and keep it")),
        kind=StepKind.RUN,
        # Without its script it does not come up with the node beside the new one.
        command=f"( {before.stop}\n) || exit 1\n[ ! -f {run} ] || mv -f -- {run} {kept}",
        undo=(f"[ -e {mark} ] || exit 0\n[ ! -f {kept} ] || mv -f -- {kept} {run}\n( {before.start}\n){ready}"),
        timeout_seconds=120.0 + sum(step.timeout_seconds for step in waits),
        risk=gap,
    )
