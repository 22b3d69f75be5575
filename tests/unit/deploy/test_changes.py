"""A request beside what really stands on a node: in place, changed by hand, asked for otherwise."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from msgspec.structs import replace

from console.model.change import Changes, Outcome
from console.model.service import DeployState
from console.wire.messages import DeployAction
from tests.unit.deploy.conftest import Desk


async def changes(desk: Desk) -> Changes:
    (found,) = await desk.deploys.changes(desk.request)
    return found


async def test_what_was_changed_on_the_node_is_found_and_put_right(desk: Desk) -> None:
    assert (await changes(desk)).outcome is Outcome.CREATE
    view = await desk.serve()
    assert (await changes(desk)).outcome is Outcome.NOTHING
    script = Path(view.plan.directory) / "run"
    wanted = script.read_text()
    script.write_text("#!/bin/sh\nexit 1\n")
    found = await changes(desk)
    assert (found.outcome, found.deploy_id, found.differences) == (Outcome.REPAIR, view.id, ())
    assert [each.place for each in found.drift] == [str(script)]
    await desk.deploys.control(view.id, DeployAction.REPAIR)
    assert (await desk.settled()).state is DeployState.SERVING
    assert script.read_text() == wanted
    assert (await changes(desk)).outcome is Outcome.NOTHING
    assert await desk.deploys.ask(view.id, "Again?") == "You asked: Again?"


async def test_a_service_that_somebody_killed_is_started_again(desk: Desk) -> None:
    view = await desk.serve()
    for name in ("supervise.pid", "service.pid"):
        os.kill(int((Path(view.plan.directory) / name).read_text()), signal.SIGKILL)
    found = await changes(desk)
    assert found.outcome is Outcome.REPAIR and "The service runs" in {each.what.english() for each in found.drift}
    await desk.deploys.control(view.id, DeployAction.REPAIR)
    assert (await desk.settled()).state is DeployState.SERVING
    assert await desk.deploys.ask(view.id, "Again?") == "You asked: Again?"


async def test_a_second_version_is_in_place_too_and_can_be_put_right(desk: Desk) -> None:
    old = await desk.serve()
    asked = replace(desk.request, arguments=(("context", "1024"),))
    (found,) = await desk.deploys.changes(asked)
    assert found.outcome is Outcome.CHANGE and found.differences[0].lines == ("+arguments.context = 1024",)
    made = await desk.deploys.make_plans(replace(asked, replaces=True))
    assert made.differences[found.node_id] == found.differences, "command line and window are told the same"
    await desk.deploys.run(made.plans)
    new = await desk.settled()
    assert new.state is DeployState.SERVING, new.problem
    assert (await desk.deploys.changes(asked))[0].outcome is Outcome.NOTHING
    script = Path(new.plan.directory) / "run"
    script.unlink()
    assert [each.place for each in (await desk.deploys.changes(asked))[0].drift] == [str(script)]
    await desk.deploys.control(new.id, DeployAction.REPAIR)
    mended = await desk.settled()
    assert mended.state is DeployState.SERVING and script.exists()
    assert desk.deploys.views()[0].state is DeployState.REPLACED
    assert f"{new.plan.port}" in script.read_text()
    assert old.plan.port == new.plan.port
