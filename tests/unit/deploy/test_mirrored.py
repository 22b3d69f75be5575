"""A whole deploy before the mirror: every command with what it is for, and no secret anywhere in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.deploy.mirror import Mirror
from console.deploy.mirrored import MirroredNode
from console.deploy.node import CommandFailed
from console.model.ids import NodeId
from console.model.mirror import Crossing, Reflection
from console.model.service import Step, StepKind
from console.model.text import Text
from console.wire.messages import DeployAction
from tests.unit.deploy.conftest import Desk, WallClock
from tests.unit.deploy.nodes import LocalNode

NODE = NodeId("n1")


def node_with(home: Path, told: list[Reflection]) -> MirroredNode:
    mirror = Mirror(WallClock())
    mirror.watch(told.append)

    async def token(_host: str) -> str:
        return "hf_secret"

    return MirroredNode(NODE, LocalNode(home).link, str(home), mirror, token_for=token)


async def test_a_deploy_and_its_end_as_the_mirror_shows_them(desk: Desk) -> None:
    view = await desk.serve()
    await desk.deploys.control(view.id, DeployAction.UNDO)
    await desk.settled()
    shown = desk.deploys.mirror.watch(None)
    actions = [each.action.english() for each in shown]
    assert "Make a virtual environment" in actions and "Take back: Make a virtual environment" in actions
    environment = shown[actions.index("Make a virtual environment")]
    assert environment.crossing is Crossing.COMMAND and "-m venv --without-pip" in environment.command
    assert environment.seconds is not None and not environment.failure
    carried = [each for each in shown if each.crossing is Crossing.FILE]
    assert len(carried) == 3 and all("→" in each.command for each in carried)
    polls = [each for each in shown if each.command.endswith("/health")]
    assert len(polls) == 1 and polls[0].output.startswith("200")  # asked again and again, shown once
    assert any(each.crossing is Crossing.REQUEST and "POST" in each.command for each in shown)


async def test_a_command_that_fails_says_what_it_said(tmp_path: Path) -> None:
    told: list[Reflection] = []
    with pytest.raises(CommandFailed):
        await node_with(tmp_path, told).shell("echo first; echo no such thing >&2; exit 3", 5)
    assert "no such thing" in told[-1].output and told[-1].failure


async def test_a_secret_is_not_in_the_mirror(tmp_path: Path) -> None:
    told: list[Reflection] = []
    command = f"cat >{tmp_path}/token"
    await node_with(tmp_path, told).secret(Step("token", Text("Hand over"), StepKind.SECRET, command=command))
    assert (tmp_path / "token").read_text() == "hf_secret"
    assert told and "hf_secret" not in repr(told)
