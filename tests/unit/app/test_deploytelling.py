"""What a desk hears of deploys."""

from __future__ import annotations

from msgspec.structs import replace

from console.app.deploytelling import DeployTelling
from console.model.ids import DeployId
from console.model.service import DeployState, DeployView, StepState, StepView
from console.wire import messages as m
from tests.unit.deploy.plans import make_plan


class Front:
    def __init__(self) -> None:
        self.told: list[object] = []

    def tell(self, event: m.Event) -> None:
        self.told.append(event)

    def deploy_changed(self, view: DeployView) -> None:
        self.told.append(view)

    def deploy_forgotten(self, deploy_id: DeployId) -> None:
        self.told.append(deploy_id)


def test_a_step_that_gets_on_travels_without_the_plan() -> None:
    front = Front()
    telling = DeployTelling(front)
    plan = make_plan()
    view = DeployView(DeployId("d"), plan, DeployState.RUNNING, tuple(StepView(step) for step in plan.steps))
    step = replace(view.steps[3], state=StepState.RUNNING, progress=0.5, output="half")
    telling.deploy_changed(view)
    telling.deploy_moved(view, step)
    telling.deploy_forgotten(view.id)
    moved = m.DeployMoved(view.id, step.step.id, 0.5, "half")
    assert front.told == [view, moved, view.id]
    assert len(m.encode(moved)) * 20 < len(m.encode(m.DeployChanged(view)))
