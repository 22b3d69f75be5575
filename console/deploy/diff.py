"""What a plan would change of what stands: pure, and the only place that says it, to command line and window alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import unified_diff

from msgspec.structs import replace

from console.model.change import Difference, Outcome
from console.model.record import Compared
from console.model.service import DeployRequest, DeployState, DeployView, Plan, Step, StepKind
from console.model.text import N_, Text

CONTEXT_LINES = 2
PLACED = "place-"
"""Before the id of a step of a trial that is done again in the place of the version before."""
SWITCH = frozenset({"hand-over", "take-down", "retire"})
"""What only leads from one version to the next."""
ASKED = Text(N_("What is asked for"))
_MARK = re.compile(r"\b[0-9a-f]{16}\b")
_BUSY = frozenset({DeployState.RUNNING, DeployState.QUEUED, DeployState.UNDOING})
_STANDS = frozenset({DeployState.SERVING, DeployState.STOPPED})
_BEGUN = frozenset({DeployState.FAILED, DeployState.CANCELLED, DeployState.INTERRUPTED})


def lasting(plan: Plan) -> tuple[Step, ...]:
    """Return the steps whose work stands on the node: of a version that was tried first, those in its place."""
    placed = {step.id.removeprefix(PLACED) for step in plan.steps if step.id.startswith(PLACED)}
    return tuple(step for step in plan.steps if step.id not in placed and step.id not in SWITCH)


def standing(name: str, views: tuple[DeployView, ...]) -> DeployView | None:
    """Return what stands under a name among the deploys of a node: what is at work, else what serves, else the rest."""
    mine = [view for view in views if name_of(view.plan) == name]
    for states in (_BUSY, _STANDS, _BEGUN):
        found = [view for view in mine if view.state in states]
        if found:
            return found[-1]
    return None


def name_of(plan: Plan) -> str:
    """Return the name of a service as people say it, whichever version that is."""
    return plan.request.service_name if plan.request is not None else plan.service_name


def as_it_stands(request: DeployRequest, now: Plan) -> DeployRequest:
    """Return a request under the name and at the port of the version that stands, so that both plans compare."""
    asked = now.request
    is_same_port = asked is not None and asked.port == request.port
    port = now.port if is_same_port else request.port
    return replace(request, service_name=now.service_name, port=port, replaces=False)


def difference(now: Plan, then: Plan) -> tuple[Difference, ...]:
    """Return what differs in what is done on the node, and what was asked for otherwise to make it so.

    What is only spelt otherwise, or only asked of the service when it runs, is no difference.
    """
    before = {_plain(step): step for step in lasting(now) if _counts(step)}
    after = {_plain(step): step for step in lasting(then) if _counts(step)}
    found = []
    for name in (*(name for name in before if name not in after), *after):
        old, new = (_lines(steps[name]) if name in steps else [] for steps in (before, after))
        lines = list(unified_diff(old, new, n=CONTEXT_LINES, lineterm=""))[2:]
        if lines:
            found.append(Difference((after if name in after else before)[name].title, tuple(lines)))
    if now.scale != then.scale or now.start != then.start:
        found.append(Difference(Text(N_("How it is started")), (f"-{now.start}", f"+{then.start}")))
    asked = tuple(_asked(now, then)) if found else ()
    return (Difference(ASKED, asked), *found) if asked else tuple(found)


def outcome(view: DeployView | None, differences: tuple[Difference, ...], drift: tuple[Compared, ...]) -> Outcome:
    """Return what carrying out a request would do where ``view`` stands."""
    if view is None:
        return Outcome.CREATE
    if view.state in _BUSY:
        return Outcome.BUSY
    if differences:
        return Outcome.CHANGE
    if view.state in _BEGUN:
        return Outcome.RESUME
    if any(each.differs for each in drift):
        return Outcome.REPAIR
    return Outcome.START if view.state is DeployState.STOPPED else Outcome.NOTHING


def _plain(step: Step) -> str:
    return step.id.removeprefix(PLACED)


def _counts(step: Step) -> bool:
    passes = step.id == "judge" or step.id.startswith("fix-")
    return not passes and step.kind not in {StepKind.WAIT, StepKind.ASK}


def _lines(step: Step) -> list[str]:
    match step.kind:
        case StepKind.UPLOAD:
            file = step.source.replace("\\", "/").rsplit("/", 1)[-1]
            return [f"{file} -> {step.target} ({step.size_bytes} bytes{f', {step.sha256}' if step.sha256 else ''})"]
        case StepKind.WRITE:
            return [f"> {step.target} ({step.mode:o})", *step.content.splitlines()]
        case _:
            # What marks the folder of a plan as its own is another one in each.
            return [_MARK.sub("-", line) for line in step.command.splitlines()]


def _asked(now: Plan, then: Plan) -> Iterator[str]:
    old, new = _choices(now), _choices(then)
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield from (f"{sign}{name} = {each[name]}" for sign, each in (("-", old), ("+", new)) if name in each)


def _choices(plan: Plan) -> dict[str, str]:
    found = {"engine": plan.engine, "model": plan.model, "target": plan.target, "packaging": plan.packaging}
    asked = plan.request
    if asked is not None:
        found |= {"image": asked.image, "gpus": str(asked.gpus), "model": asked.model}
        found |= {f"arguments.{name}": value for name, value in asked.arguments}
        found |= {f"options.{name}": value for name, value in asked.options}
    return {name: value for name, value in found.items() if value}
