"""Where a deploy that was cut goes on."""

from __future__ import annotations

from console.deploy.diff import lasting
from console.deploy.node import CommandFailed, DeployNode
from console.deploy.standing import questions
from console.model.service import DeployView, Plan, Step, StepKind, StepState

ASK_SECONDS = 60.0


async def what_to_mend(node: DeployNode, plan: Plan) -> tuple[Step, ...]:
    """Return the steps to do again so that everything stands as it was deployed; at least it is started again."""
    steps = lasting(plan)
    fallen = (await node.shell(questions(steps) or ":", ASK_SECONDS, len(steps))).split()
    places = [place for place, step in enumerate(steps) if step.id in fallen]
    if any(steps[place].kind is not StepKind.WRITE for place in places):
        return steps
    waits = next((place for place, step in enumerate(steps) if step.kind is StepKind.WAIT), len(steps))
    # What was started, and not only written: the last step before somebody waits for it.
    return steps[min([max(waits - 1, 0), *places]) :]


async def where_to_go_on(node: DeployNode, view: DeployView) -> int:
    """Return the number of the first step to do again; a service that has stopped since is started again.

    The journal says which steps were done, the node whether they still stand.
    """
    steps = view.plan.steps
    if any(step.state is StepState.UNDONE for step in view.steps):
        return 0  # some that count as done have lost what they were made from
    first = next((place for place, step in enumerate(view.steps) if step.state is not StepState.DONE), len(steps))
    fallen = (await node.shell(questions(steps[:first]) or ":", ASK_SECONDS, len(steps))).split()
    places = [place for place, step in enumerate(steps) if step.id in fallen]
    if places:
        # A file is written again by itself; whatever else is gone had been made from what is gone too.
        return places[0] if all(steps[place].kind is StepKind.WRITE for place in places) else 0
    first = min(first, len(steps) - 1)
    while first and steps[first].kind is StepKind.ASK:
        first -= 1
    if steps[first].kind is StepKind.WAIT and view.plan.status:
        try:
            await node.shell(view.plan.status, ASK_SECONDS)
        except CommandFailed:
            await node.shell(view.plan.start, ASK_SECONDS)
    return first
