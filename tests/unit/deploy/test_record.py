"""The history of a deploy, and a node on which somebody has changed something."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from console.deploy.journal import Acted, Begun, StateChanged
from console.deploy.node import DeployNode
from console.deploy.record import compare, deeds
from console.deploy.shell import write_command
from console.model.errors import Problem
from console.model.ids import DeployId, NodeId
from console.model.record import Deed
from console.model.service import DeployState, DeployView, Step, StepKind, StepState, StepView
from console.model.text import Text
from tests.unit.deploy.nodes import LocalNode
from tests.unit.deploy.plans import make_plan

PROBLEM = Problem("deploy.example", "It failed.", "")


@pytest.fixture
async def executor() -> AsyncIterator[None]:
    yield
    await asyncio.get_running_loop().shutdown_default_executor()


def test_each_deed_has_the_state_that_it_led_to() -> None:
    entries = (
        Begun(DeployId("d"), make_plan(), 10.0, "r", "ops@desk"),
        StateChanged(DeployState.SERVING),
        Acted("stop", "eve@other", 20.0),
        StateChanged(DeployState.SERVING, PROBLEM),
        Acted("undo", "ops@desk", 30.0),
        StateChanged(DeployState.UNDOING),
        StateChanged(DeployState.UNDONE),
    )
    assert deeds(entries) == (
        Deed("deploy", "ops@desk", 10.0, DeployState.SERVING),
        Deed("stop", "eve@other", 20.0, DeployState.SERVING, PROBLEM),
        Deed("undo", "ops@desk", 30.0, DeployState.UNDONE),
    )


@pytest.mark.usefixtures("executor")
async def test_what_somebody_changed_on_the_node_is_found(node: LocalNode) -> None:
    files = [
        Step(name, Text(name), StepKind.WRITE, target=f"{node.home}/{name}", content=f"of {name}\nä %s\\n\n")
        for name in ("kept", "changed", "gone")
    ]
    checked = Step("venv", Text("venv"), StepKind.RUN, check="echo 'no venv'; [ -e ~/venv ]")
    at = DeployNode(NodeId("n1"), node.link)
    for step in files:
        await at.shell(write_command(step), 20)
    plan = replace(make_plan(), status="[ ! -e ~/down ]", steps=(*files, checked))
    steps = (*(StepView(step, StepState.DONE) for step in (*files, checked)), StepView(files[0], StepState.UNDONE))
    view = DeployView(DeployId("d"), plan, DeployState.SERVING, steps)
    (node.home / "venv").touch()
    assert [each.differs for each in await compare(at, view)] == [False] * 5
    (node.home / "changed").write_text("of somebody else")
    (node.home / "gone").unlink()
    (node.home / "venv").unlink()
    (node.home / "down").touch()
    found = await compare(at, view)
    assert [each.differs for each in found] == [False, True, True, True, True]
    assert "No such file" in found[2].found and found[3].found == "no venv"
