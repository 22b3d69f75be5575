"""How long the wizard keeps the window at each step of a deploy on a hundred nodes: figures to read."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from console.model.ids import DeployId, NodeId
from console.model.node import NodeState
from console.model.service import CheckResult, DeployState, DeployView, StepState, StepView, Verdict
from console.model.text import Text
from console.ui.wizards.deploy import DeployWizard
from console.wire import messages as m
from tests.gui.conftest import drop
from tests.gui.fakes import FakeClock, make_window
from tests.gui.fleet import fleet
from tests.gui.wizards.walk import CATALOGUE, STEPS, plan

pytestmark = pytest.mark.perf
NODES, CHECKS, STEP_COUNT = 100, 14, 15
IDS = tuple(NodeId(f"n{number}") for number in range(NODES))


def results() -> tuple[CheckResult, ...]:
    """Return what a hundred nodes say, each something else."""
    return tuple(
        CheckResult(
            f"check{check}", Text(f"Check {check}"), Verdict.WARN if check % 5 == 0 else Verdict.PASS, node,
            "command", f"{node} has {check} of it", Text("Look at it."), 0.1, limit="1",
        )
        for node in IDS for check in range(CHECKS)
    )  # fmt: skip


def view(number: int, step: int) -> DeployView:
    """Return a deploy that is at a step."""
    steps = tuple(
        StepView(
            replace(STEPS[0], id=f"s{place}"),
            StepState.DONE if place < step else StepState.RUNNING if place == step else StepState.WAITING,
        )
        for place in range(STEP_COUNT)
    )
    state = DeployState.SERVING if step >= STEP_COUNT else DeployState.RUNNING
    return DeployView(DeployId(f"d{number}"), plan(IDS[number]), state, steps)


def test_a_deploy_on_a_hundred_nodes(qtbot: QtBot) -> None:
    base = fleet()[0]
    views = tuple(
        replace(base, node=replace(base.node, id=node, name=f"gpu-{node}"), state=NodeState.OK) for node in IDS
    )
    window, bridge, _maker, _clock = make_window()
    window.resize(1920, 1080)
    window.show()
    figures: dict[str, float] = {}
    # A busy machine lends its processors to others meanwhile: what counts is the time of this thread.
    clock = time.thread_time

    def measure(name: str, call: Callable[[], object]) -> None:
        begun = clock()
        call()
        QCoreApplication.sendPostedEvents()
        wizard.grab()  # what it takes to paint belongs to it
        figures[name] = max(figures.get(name, 0.0), clock() - begun)

    begun = clock()
    wizard = DeployWizard(window.themes, bridge, lambda: views, FakeClock(), ())
    figures["make, a turn before it is opened"] = clock() - begun
    measure("open", lambda: window.sheets.present(wizard))
    measure("tick all", wizard.extra_button.click)
    measure("model page", wizard.next_button.click)
    measure("catalogue", lambda: bridge.answer(CATALOGUE))
    measure("engine page", wizard.next_button.click)
    measure("target page", wizard.next_button.click)
    measure("preflight page", wizard.next_button.click)
    found = results()
    for result in found:
        begun = clock()
        wizard.checks_page._result(m.PreflightResult(len(bridge.asked), result, len(found)))
        figures["a result"] = max(figures.get("a result", 0.0), clock() - begun)
    measure("results together", wizard.checks_page._show)
    measure("preflight done", lambda: bridge.answer(m.PreflightDone(found)))
    measure("plan page", wizard.next_button.click)
    long = replace(STEPS[0], command="echo 0123456789abcdef\n" * 20)
    plans = tuple(replace(plan(node), steps=(long,) * STEP_COUNT) for node in IDS)
    measure("plans", lambda: bridge.answer(m.Plans(plans, "#!/bin/sh\n")))
    measure("run page", wizard.next_button.click)
    measure("started", lambda: bridge.answer(m.DeployIds(tuple(DeployId(f"d{number}") for number in range(NODES)))))
    for step in range(STEP_COUNT + 1):
        told = [view(number, step) for number in range(NODES)]
        for each in told:
            begun = clock()
            bridge.deploy_changed.emit(each)
            figures["a report"] = max(figures.get("a report", 0.0), clock() - begun)
        measure("reports shown", wizard.run_page.show_changed)
    measure("result page", wizard.next_button.click)
    for name, seconds in figures.items():
        print(f"{name}: {seconds * 1000:.1f} ms")
    assert wizard.page is wizard.result_page
    drop(window)
