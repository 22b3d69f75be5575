"""One plan at work: its order, its journal, its failures. Whole lives are in test_deploys.py."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.deploy.execute import Execution
from console.deploy.health import Health
from console.deploy.journal import Begun, Journal, apply
from console.deploy.ledger import Ledger, Shows
from console.deploy.node import DeployNode
from console.engines import engines
from console.model.ids import DeployId, NodeId
from console.model.service import DeployState, Step, StepKind, StepState
from console.model.text import Text
from tests.sshd import free_port
from tests.unit.deploy.conftest import WallClock
from tests.unit.deploy.nodes import LocalNode
from tests.unit.deploy.plans import make_plan


def step(name: str, command: str, undo: str = "") -> Step:
    return Step(name, Text(f"Do {name}"), StepKind.RUN, command=command, undo=undo, timeout_seconds=20)


@pytest.fixture
async def executor() -> AsyncIterator[None]:
    yield
    await asyncio.get_running_loop().shutdown_default_executor()


def at_work(
    folder: Path,
    node: LocalNode,
    *steps: Step,
    engine: str = "llama_cpp",
    log: str = "",
    control: tuple[str, str, str] = ("stop", "start", ""),
) -> tuple[Execution, Ledger]:
    """Return a plan at work; ``control`` are its commands to stop, start and scale."""
    stop, start, scale = control
    plan = replace(make_plan(), steps=steps, log=log, port=free_port(), stop=stop, start=start, scale=scale)
    begun = Begun(DeployId("d"), plan, 0.0)
    view, clock = apply(None, begun), WallClock()
    assert view is not None
    journal = Journal(folder / "d.jsonl")
    journal.append(begun)
    ledger = Ledger(journal, view, clock, Shows(lambda _view: None, lambda _view, _step: None))
    at = DeployNode(NodeId("n1"), node.link)
    return Execution(ledger, at, Health(at, engines()[engine], clock), clock), ledger


@pytest.mark.usefixtures("executor")
async def test_undo_runs_backwards_and_only_what_was_begun(tmp_path: Path, node: LocalNode) -> None:
    log = node.home / "log"
    execution, ledger = at_work(
        tmp_path,
        node,
        step("one", "echo 1 >>~/log", "echo undo 1 >>~/log"),
        step("two", "echo 2 >>~/log; echo 'out of luck' >&2; exit 5", "echo undo 2 >>~/log"),
        step("three", "echo 3 >>~/log", "echo undo 3 >>~/log"),
    )
    await execution.deploy()
    view = ledger.view
    assert view.state is DeployState.FAILED and view.problem is not None
    assert view.problem.text() == "“Do two” failed on fra1/gpu-a01: out of luck"
    assert [one.state for one in view.steps] == [StepState.DONE, StepState.FAILED, StepState.SKIPPED]
    assert view.steps[1].output == "out of luck"
    assert [one.exit_code for one in view.steps] == [0, 5, None]
    await execution.undo()
    assert log.read_text().splitlines() == ["1", "2", "undo 2", "undo 1"]
    view = ledger.view
    assert view.state is DeployState.UNDONE
    assert ledger.journal.read() == view


@pytest.mark.usefixtures("executor")
async def test_an_undo_that_fails_stops_no_other_and_can_be_repeated(tmp_path: Path, node: LocalNode) -> None:
    execution, ledger = at_work(
        tmp_path,
        node,
        step("one", "true", "echo gone >~/one"),
        step("two", "true", "[ -e ~/key ] || { echo 'no key' >&2; exit 1; }"),
        step("three", "false", ""),
    )
    await execution.deploy()
    await execution.undo()
    view = ledger.view
    assert view.state is DeployState.FAILED and view.problem is not None
    assert "Do two" in view.problem.text() and (node.home / "one").exists()
    (node.home / "key").touch()
    await execution.undo()
    view = ledger.view
    assert view.state is DeployState.UNDONE


@pytest.mark.usefixtures("executor")
async def test_each_step_is_on_the_disk_before_it_runs(tmp_path: Path, node: LocalNode) -> None:
    execution, ledger = at_work(tmp_path, node, step("one", "true"), step("two", "true"))
    seen: list[list[StepState]] = []

    def before(_text: str) -> None:
        view = ledger.journal.read()
        assert view is not None
        seen.append([one.state for one in view.steps])

    node.before = before
    await execution.deploy()
    assert seen == [[StepState.RUNNING, StepState.WAITING], [StepState.DONE, StepState.RUNNING]]
    assert ledger.view.state is DeployState.SERVING


@pytest.mark.usefixtures("executor")
async def test_what_would_help_a_server_that_died_outlives_the_core(tmp_path: Path, node: LocalNode) -> None:
    wait = replace(step("wait", ""), kind=StepKind.WAIT, timeout_seconds=0.1)
    log = "echo 'ValueError: the estimated maximum model length is 34736.'"
    execution, ledger = at_work(tmp_path, node, wait, engine="vllm", log=log)
    await execution.deploy()
    remedy = ledger.view.remedy
    assert remedy is not None and remedy.arguments == (("max_model_len", "34736"),)
    assert ledger.journal.read() == ledger.view
    await execution.undo()
    assert ledger.view.remedy is None


@pytest.mark.usefixtures("executor")
async def test_a_bug_does_not_leave_a_deploy_that_looks_alive(tmp_path: Path, node: LocalNode) -> None:
    execution, ledger = at_work(tmp_path, node, step("one", "true"))

    def before(_text: str) -> None:
        raise ZeroDivisionError

    node.before = before
    with pytest.raises(ZeroDivisionError):
        await execution.deploy()
    assert ledger.view.state is DeployState.FAILED


@pytest.mark.usefixtures("executor")
async def test_a_stop_that_fails_leaves_the_state_and_says_why(tmp_path: Path, node: LocalNode) -> None:
    execution, ledger = at_work(tmp_path, node, step("one", "true"))
    await execution.deploy()
    await execution.stop()
    view = ledger.view
    assert view.state is DeployState.SERVING and view.problem is not None
    await execution.cut_off(DeployState.INTERRUPTED)
    view = ledger.view
    assert view.state is DeployState.INTERRUPTED


@pytest.mark.usefixtures("executor")
async def test_a_restart_stops_before_it_starts_and_one_that_does_not_stop_stays(
    tmp_path: Path, node: LocalNode
) -> None:
    stop, start = "[ ! -e ~/stuck ] && echo stop >>~/log", "echo start >>~/log"
    execution, ledger = at_work(tmp_path, node, control=(stop, start, ""))
    await execution.deploy()
    await execution.restart()
    assert ledger.view.state is DeployState.SERVING and (node.home / "log").read_text() == "stop\nstart\n"
    (node.home / "stuck").touch()
    await execution.restart()
    assert ledger.view.problem is not None, "it did not stop, so it is not started either"
    assert (node.home / "log").read_text() == "stop\nstart\n"


@pytest.mark.usefixtures("executor")
async def test_copies_are_set_by_the_command_of_the_plan(tmp_path: Path, node: LocalNode) -> None:
    execution, ledger = at_work(tmp_path, node, control=("", "", '[ "$1" -lt 9 ] && echo "copies $1" >>~/log'))
    await execution.deploy()
    await execution.scale(3)
    assert (node.home / "log").read_text() == "copies 3\n" and ledger.view.problem is None
    await execution.scale(9)
    assert ledger.view.state is DeployState.SERVING and ledger.view.problem is not None
