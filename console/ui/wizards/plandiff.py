"""What a plan would change of what runs now: the lines that differ. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import unified_diff

from console.model.service import DeployState, DeployView, Plan
from console.settings.language import translate
from console.ui.wizards.plangroups import step_lines, unmarked

CONTEXT_LINES = 2
_STANDS = frozenset({DeployState.SERVING, DeployState.STOPPED, DeployState.INTERRUPTED})


def standing(plan: Plan, deploys: Iterable[DeployView]) -> DeployView | None:
    """Return what a plan would come beside or in place of: the newest deploy of its service on its node."""
    found = None
    for view in deploys:
        same = view.plan.node_id == plan.node_id and view.plan.service_name == plan.service_name
        if same and view.state in _STANDS:
            found = view
    return found


def difference(now: Plan, then: Plan) -> list[str]:
    """Return the lines that differ, ``-`` as it is, ``+`` as it would be, with some that stay around them."""
    lines = unified_diff(_lines(now), _lines(then), n=CONTEXT_LINES, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++"))]


def _lines(plan: Plan) -> list[str]:
    head = [f"{plan.engine}  {plan.model}  {plan.target}  {plan.packaging}  {plan.url}"]
    asked = plan.request
    if asked is not None:
        head += [f"{name} = {value}" for name, value in (*asked.arguments, *asked.options)]
        head += [f"image = {asked.image}"] if asked.image else []
    for step in plan.steps:
        head += ["", translate(step.title), *(unmarked(line) for line in step_lines(step))]
    return head
