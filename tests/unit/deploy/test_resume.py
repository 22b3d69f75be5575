"""A deploy that was cut goes on where it stood: after a kill of the core, a cancel, a loss, a failure."""

from __future__ import annotations

import asyncio
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from console.model.service import DeployState, DeployView, StepState
from console.wire.messages import DeployAction
from tests.unit.deploy.conftest import Desk
from tests.unit.deploy.nodes import Lost

KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from tests.unit.deploy.conftest import Desk
from tests.unit.deploy.nodes import LocalNode

async def main():
    desk = Desk(Path(sys.argv[1]), LocalNode(Path(sys.argv[2])))
    plans = (await desk.deploys.make_plans(desk.request)).plans
    def before(text):
        if sys.argv[3] in text:
            os.kill(os.getpid(), signal.SIGKILL)
    desk.node.before = before
    await desk.deploys.run(plans)
    await asyncio.sleep(60)

asyncio.run(main())
"""
CUTS = {"carry-pip": "pip-", "install": "install --no-index", "start": "control' start", "wait": "forward "}


async def kill_at(desk: Desk, words: str) -> DeployView:
    """Deploy in a core that is killed as it comes to something, and return what the next core knows."""
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(desk.folder), str(desk.node.home), words]
    ended = await asyncio.to_thread(
        subprocess.run, command, cwd=Path(__file__).parents[3], capture_output=True, check=False
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    desk.deploys = desk.open()
    (view,) = desk.deploys.views()
    return view


async def resumed(desk: Desk, view: DeployView) -> DeployView:
    await desk.deploys.control(view.id, DeployAction.RESUME)
    return await desk.settled()


@pytest.mark.parametrize("step", CUTS)
async def test_kill_nine_at_a_step_is_named_and_resumed_there(desk: Desk, step: str) -> None:
    view = await kill_at(desk, CUTS[step])
    assert view.state is DeployState.INTERRUPTED and view.problem is not None
    cut = [one for one in view.steps if one.state is StepState.FAILED]
    assert [one.step.id for one in cut] == [step]
    assert cut[0].step.title.english() in view.problem.text()
    done = [one.step.id for one in view.steps if one.state is StepState.DONE]
    desk.node.commands.clear()
    view = await resumed(desk, view)
    assert view.state is DeployState.SERVING, view.problem
    assert view.answer and view.problem is None
    if "environment" in done:
        assert not any("--without-pip" in command for command in desk.node.commands), "what is done is not done again"
    await desk.deploys.control(view.id, DeployAction.UNDO)
    assert (await desk.settled()).state is DeployState.UNDONE
    assert desk.left() == []


async def test_what_was_taken_away_meanwhile_is_made_again(desk: Desk) -> None:
    view = await kill_at(desk, CUTS["wait"])
    run = Path(view.plan.directory) / "run"
    await asyncio.to_thread(run.write_text, "#!/bin/sh\nexit 9\n")
    view = await resumed(desk, view)
    assert view.state is DeployState.SERVING, view.problem
    assert "exit 9" not in await asyncio.to_thread(run.read_text)


async def test_a_folder_that_has_gone_begins_from_the_start(desk: Desk) -> None:
    view = await kill_at(desk, CUTS["install"])
    shutil.rmtree(view.plan.directory)
    view = await resumed(desk, view)
    assert view.state is DeployState.SERVING, view.problem


async def test_a_service_that_ended_while_nobody_looked_is_started_again(desk: Desk) -> None:
    """As after a restart of the node: what was put there is there, and no process."""
    view = await kill_at(desk, CUTS["wait"])
    await asyncio.to_thread(subprocess.run, ["/bin/sh", "-c", view.plan.stop], check=True)
    view = await resumed(desk, view)
    assert view.state is DeployState.SERVING, view.problem


async def test_cancel_loss_and_a_failure_with_a_remedy_are_gone_on_with(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.deploy.node.PAUSE_BEFORE_RETRY_SECONDS", 0.0)
    plans = (await desk.deploys.make_plans(desk.request)).plans

    def lose(text: str) -> None:
        if "install --no-index" in text:
            raise Lost

    desk.node.before = lose
    (deploy_id,) = await desk.deploys.run(plans)
    assert (await desk.settled()).state is DeployState.FAILED
    other = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", desk.request.port)
    async with other:
        desk.node.before = lambda _text: None
        view = await resumed(desk, desk.deploys.views()[0])
        assert view.state is DeployState.FAILED and view.problem is not None
        assert "Another program" in view.problem.advice()
    waiting = asyncio.Event()
    desk.node.before = lambda text: waiting.set() if text.startswith("forward") else None
    await desk.deploys.control(deploy_id, DeployAction.RESUME)
    await waiting.wait()
    await desk.deploys.control(deploy_id, DeployAction.CANCEL)
    assert desk.deploys.views()[0].state is DeployState.CANCELLED
    view = await resumed(desk, desk.deploys.views()[0])
    assert view.state is DeployState.SERVING, view.problem


async def test_an_undo_that_was_cut_is_gone_on_with_either_way(desk: Desk) -> None:
    view = await desk.serve()

    def cut(text: str) -> None:
        if "rm -rf" in text and "venv" in text:
            raise Lost

    desk.node.before = cut
    await desk.deploys.control(view.id, DeployAction.UNDO)
    view = await desk.settled()
    assert view.state is DeployState.FAILED
    desk.node.before = lambda _text: None
    view = await resumed(desk, view)
    assert view.state is DeployState.SERVING, view.problem


async def test_what_a_step_prints_is_shown_while_it_runs_and_kept(desk: Desk) -> None:
    view = await desk.serve()
    assert view.state is DeployState.SERVING
    live = [step for step in desk.listener.moves if step.output]
    assert {step.state for step in live} == {StepState.RUNNING}
    assert "install" in {step.step.id for step in live}
    log = desk.deploys.step_log(view.id, "install")
    assert log.startswith("--- ") and "Successfully installed" in log
    assert view.who == "ops@desk.example.com" and view.run
