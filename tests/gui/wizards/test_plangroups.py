from __future__ import annotations

from msgspec.structs import replace

from console.model.ids import NodeId
from console.model.service import Plan, Step, StepKind
from console.model.text import Text
from console.ui.wizards.plangroups import PlanGroup, group_words, groups, step_lines, step_title
from tests.gui.wizards.walk import STEPS, plan


def marked(node: str, mark: str, folder: str = "/srv/x") -> Plan:
    """Return the plan of a node as the core makes it: its folder bears a mark of its own."""
    made = replace(STEPS[0], command=f"mkdir -p {folder} && echo {mark} >{folder}/.leitstand")
    return replace(plan(NodeId(node)), steps=(made, STEPS[1]))


def test_plans_that_differ_in_node_and_mark_only_are_one() -> None:
    plans = [marked(f"n{number}", f"{number:016x}") for number in range(100)]
    (group,) = groups(plans)
    assert len(group.node_ids) == 100
    assert group.plan is plans[0]


def test_a_plan_that_does_something_else_stands_alone_after_the_others() -> None:
    found = groups([marked("a", "0" * 16, "/home/ann"), marked("b", "1" * 16), marked("c", "2" * 16)])
    assert [group.node_ids for group in found] == [("b", "c"), ("a",)]


def test_what_is_written_makes_a_difference_too() -> None:
    other = replace(plan(NodeId("b")), steps=(STEPS[0], replace(STEPS[1], target="/srv/y")))
    assert len(groups([plan(NodeId("a")), other])) == 2


def test_a_large_group_is_named_by_its_first_node() -> None:
    ids = tuple(NodeId(str(number)) for number in range(5))
    assert group_words(PlanGroup(plan(ids[0]), ids[:2]), {ids[0]: "gpu-a01"}) == "gpu-a01, 1"
    assert group_words(PlanGroup(plan(ids[0]), ids), {ids[0]: "gpu-a01"}) == "gpu-a01 and 4 more"


def test_the_time_of_a_plan_is_that_of_its_steps_as_far_as_it_is_known() -> None:
    timed: tuple[Step, ...] = (replace(STEPS[0], expected_seconds=0.2), replace(STEPS[1], expected_seconds=30.0))
    assert PlanGroup(plan(NodeId("a")), ()).seconds is None
    whole = PlanGroup(replace(plan(NodeId("a")), steps=timed), ())
    assert (whole.seconds, whole.is_whole) == (30.2, True)
    part = PlanGroup(replace(plan(NodeId("a")), steps=(timed[1], STEPS[0])), ())
    assert (part.seconds, part.is_whole) == (30.0, False)
    assert step_title(2, timed[1]) == "2. Carry x.whl to the node   ~ 30 s"


def test_what_is_carried_is_named_with_its_size() -> None:
    assert step_lines(STEPS[1]) == ["x.whl → /srv/x/x.whl   90.0 MB"]


def test_a_step_that_acts_as_root_says_so() -> None:
    step = Step("start", Text("Start it"), StepKind.RUN, as_root=True)
    assert step_title(3, step) == "3. Start it · as root"
    assert step_title(3, replace(step, as_root=False)) == "3. Start it"
