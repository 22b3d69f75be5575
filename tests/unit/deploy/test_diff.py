from __future__ import annotations

from msgspec.structs import replace

from console.deploy import diff, versions
from console.model.change import Difference, Outcome
from console.model.ids import DeployId, NodeId
from console.model.record import Compared
from console.model.service import DeployRequest, DeployState, DeployView, Plan
from console.model.text import Text
from tests.unit.deploy.plans import REQUEST, WHEELS, make_plan


def view(state: DeployState, plan: Plan | None = None, name: str = "d") -> DeployView:
    return DeployView(DeployId(name), plan or make_plan(), state, ())


def told(differences: tuple[Difference, ...]) -> dict[str, list[str]]:
    return {
        each.what.english(): [line for line in each.lines if not line.startswith((" ", "@"))] for each in differences
    }


def second(request: DeployRequest = REQUEST, target: str = "systemd") -> Plan:
    """Return the plan of a second version, tried and then put in its place."""
    switch = versions.find(replace(request, replaces=True), (view(DeployState.SERVING, make_plan(target=target)),))
    trial = make_plan(switch.trial, target=target)
    return switch.plan(trial, make_plan(replace(switch.trial, port=REQUEST.port), target=target))


def test_the_same_request_is_no_difference_however_it_is_spelt() -> None:
    now = make_plan(target="systemd")
    spelt = replace(REQUEST, replaces=True, target="systemd", wheelhouse="/elsewhere")
    assert diff.difference(now, make_plan(spelt, target="systemd")) == ()
    other_mark = tuple(
        replace(step, command=step.command.replace("0123456789abcdef", "f" * 16), check="") for step in now.steps
    )
    assert diff.difference(now, replace(now, steps=other_mark)) == ()


def test_what_was_chosen_otherwise_is_told_with_what_it_changes_on_the_node() -> None:
    asked = replace(REQUEST, arguments=(("context", "1024"),))
    found = told(diff.difference(make_plan(), make_plan(asked)))
    assert found.pop("What is asked for") == ["+arguments.context = 1024"]
    (lines,) = found.values()
    assert len(lines) == 2 and "1024" in lines[1]
    assert told(diff.difference(make_plan(asked), make_plan()))["What is asked for"] == ["-arguments.context = 1024"]


def test_wheels_units_and_addresses_are_told() -> None:
    now = make_plan(target="systemd")
    newer = (replace(WHEELS[0], path="/cache/xllamacpp-2027.1-py3-none-any.whl"), *WHEELS[1:])
    found = told(diff.difference(now, make_plan(wheels=newer, target="systemd")))
    assert "xllamacpp-2027.1" in found["Carry xllamacpp-2027.1-py3-none-any.whl to the node"][1]
    moved = told(diff.difference(now, make_plan(replace(REQUEST, port=19000), target="systemd")))
    assert any("19000" in line for lines in moved.values() for line in lines)
    by_hand = tuple(replace(step, content="Nice=5\n") if step.id == "unit" else step for step in now.steps)
    assert told(diff.difference(replace(now, steps=by_hand), now))["Write the systemd unit"][0] == "-Nice=5"


def test_a_version_that_was_tried_first_compares_as_it_stands_in_its_place() -> None:
    now = second()
    assert [step.id for step in diff.lasting(now)].count("place-start") == 1
    assert not {"start", "take-down", "retire"} & {step.id for step in diff.lasting(now)}
    again = diff.as_it_stands(replace(REQUEST, replaces=True), now)
    assert (again.service_name, again.port) == ("leitstand-smollm2-2", REQUEST.port)
    assert diff.difference(now, make_plan(again, target="systemd")) == ()
    assert diff.as_it_stands(replace(REQUEST, port=19000), now).port == 19000


def test_what_is_at_work_comes_before_what_serves_and_that_before_what_failed() -> None:
    serves, failed = view(DeployState.SERVING, name="s"), view(DeployState.FAILED, name="f")
    works, gone = view(DeployState.RUNNING, name="w"), view(DeployState.UNDONE, name="g")
    name = REQUEST.service_name
    assert diff.standing(name, (works, serves, failed, gone)) is works
    assert diff.standing(name, (serves, failed, gone)) is serves
    assert diff.standing(name, (failed, gone)) is failed
    assert diff.standing(name, (gone,)) is None and diff.standing("other", (serves,)) is None
    assert diff.standing(name, (view(DeployState.SERVING, second(), "v2"),)) is not None


def test_each_state_has_its_outcome() -> None:
    changed, drift = (Difference(Text("x"), ("+y",)),), (Compared(Text("x"), "/x", differs=True),)
    serving, stopped = view(DeployState.SERVING), view(DeployState.STOPPED)
    assert diff.outcome(None, (), ()) is Outcome.CREATE
    assert diff.outcome(view(DeployState.QUEUED), changed, drift) is Outcome.BUSY
    assert diff.outcome(serving, changed, drift) is Outcome.CHANGE
    assert diff.outcome(serving, (), drift) is Outcome.REPAIR
    assert diff.outcome(serving, (), (replace(drift[0], differs=False),)) is Outcome.NOTHING
    assert diff.outcome(stopped, (), ()) is Outcome.START
    assert diff.outcome(view(DeployState.INTERRUPTED), (), ()) is Outcome.RESUME
    assert serving.plan.node_id == NodeId("fra1/gpu-a01")
