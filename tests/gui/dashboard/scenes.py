"""An hour of the fleet and some deploys, as in the pictures."""

from __future__ import annotations

import math
import random

from console.model.errors import Problem
from console.model.ids import DeployId, NodeId
from console.model.service import DeployState, DeployView, Plan, Step, StepKind, StepState, StepView
from console.model.text import Text
from console.panels import Sample
from console.ui.dashboard.history import STEP_SECONDS
from console.ui.window import Window
from tests.gui.fakes import FakeBridge, board_of
from tests.gui.fleet import NOW


def hour(end: float, minutes: float = 60.0, gap: tuple[float, float] = (31.0, 34.0)) -> list[Sample]:
    """Return samples with nothing between the minutes of ``gap``."""
    dice = random.Random(3)
    count = round(minutes * 60 / STEP_SECONDS)
    samples = []
    for number in range(count + 1):
        minute = number * STEP_SECONDS / 60
        if gap[0] < minute < gap[1]:
            continue
        rise = 1 / (1 + math.exp(-(minute - 18) / 2))
        watts = 105_000 + 30_000 * rise + 2500 * math.sin(minute / 2.3) + dice.uniform(-900, 900)
        site = 60_000 + 27_000 * rise + 1500 * math.sin(minute / 1.7) + dice.uniform(-600, 600)
        hot = 66 + 22 / (1 + math.exp(-(minute - 48) / 3)) + dice.uniform(-0.7, 0.7)
        sites = (("FRA1", site), ("MUC2", watts - site))
        moment = end - minutes * 60 + number * STEP_SECONDS
        samples.append(Sample(moment, watts, sites, hot, 59 + dice.uniform(-0.8, 0.8)))
    return samples


def deploy(
    number: int, state: DeployState, *, done: int = 3, steps: int = 6, node: str = "fra1/gpu-a03", ago: float = 90.0
) -> DeployView:
    """Return a deploy with so many of its steps done."""
    plan_steps = tuple(Step(f"s{place}", Text("Step"), StepKind.RUN) for place in range(steps))
    views = tuple(
        StepView(
            step, StepState.DONE if place < done else StepState.WAITING, duration_seconds=4.0 if place < done else None
        )
        for place, step in enumerate(plan_steps)
    )
    plan = Plan(NodeId(node), f"example-{number}b-instruct", "systemd", "", "", plan_steps, "", "")
    problem = Problem("deploy.failed", "It failed.", "Try again.") if state is DeployState.FAILED else None
    return DeployView(DeployId(f"d{number}"), plan, state, views, problem, started_at=NOW.timestamp() - ago)


def deploys() -> tuple[DeployView, ...]:
    """Return one in each state, oldest first."""
    return (
        deploy(1, DeployState.UNDONE, node="muc2/gpu-d01"),
        deploy(3, DeployState.STOPPED, node="muc2/gpu-c01", done=6),
        deploy(7, DeployState.INTERRUPTED, node="muc2/gpu-c05"),
        deploy(8, DeployState.FAILED, node="fra1/gpu-b05", done=2),
        deploy(34, DeployState.SERVING, node="fra1/gpu-b02", done=6, ago=14 * 86_400),
        deploy(70, DeployState.SERVING, node="fra1/gpu-a01", done=6, ago=22_360),
        deploy(135, DeployState.RUNNING, node="fra1/gpu-a05", done=4, ago=74),
    )


def fill_board(window: Window, bridge: FakeBridge) -> None:
    """Give the dashboard an hour and deploys."""
    for sample in hour(NOW.timestamp()):
        board_of(window).history.add(sample)
    for view in deploys():
        bridge.deploy_changed.emit(view)
    board_of(window)._refresh_now()
