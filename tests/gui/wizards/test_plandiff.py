from __future__ import annotations

from msgspec.structs import replace

from console.model.ids import DeployId, NodeId
from console.model.service import DeployRequest, DeployState
from console.ui.wizards.plandiff import difference, standing
from tests.gui.wizards.walk import STEPS, deploy, plan

NODE = NodeId("a")


def test_only_what_differs_is_told_and_the_mark_of_the_folder_is_none() -> None:
    now = replace(plan(NODE), steps=(replace(STEPS[0], command=f"echo {'0' * 16}"), STEPS[1]))
    then = replace(now, steps=(replace(STEPS[0], command=f"echo {'f' * 16}"), replace(STEPS[1], source="/c/y.whl")))
    changed = [line for line in difference(now, then) if line[0] in "+-"]
    assert changed == ["-x.whl → /srv/x/x.whl   90.0 MB", "+y.whl → /srv/x/x.whl   90.0 MB"]
    assert difference(now, now) == []


def test_what_was_asked_for_differently_is_told() -> None:
    asked = DeployRequest((NODE,), "m", arguments=(("context", "4096"),))
    now, then = replace(plan(NODE), request=asked), replace(plan(NODE), request=replace(asked, image="x:2"))
    assert [line for line in difference(now, then) if line[0] in "+-"] == ["+image = x:2"]


def test_a_plan_is_held_against_the_newest_that_stands_on_its_node() -> None:
    old, new = deploy(DeployState.STOPPED, NODE), replace(deploy(DeployState.SERVING, NODE), id=DeployId("d2"))
    elsewhere, gone = deploy(DeployState.SERVING, NodeId("b")), deploy(DeployState.UNDONE, NODE)
    assert standing(plan(NODE), (old, new, elsewhere, gone)) is new
    assert standing(plan(NODE), (elsewhere, gone)) is None
    assert standing(replace(plan(NODE), service_name="other"), (old,)) is None
