"""The steps of plans as tasks of Ansible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml
from msgspec.structs import replace

from console.deploy.playbook import playbook
from console.model.ids import NodeId
from console.model.node import Node, Source
from console.model.service import StepKind
from tests.unit.deploy.plans import AS_OPS, REQUEST, make_plan


class Loader(yaml.SafeLoader):
    """Knows Ansible's own tag for text that is no template."""


Loader.add_constructor("!unsafe", lambda _loader, node: node.value)


def read(text: str) -> list[dict[str, Any]]:
    return list(yaml.load(text, Loader))


def nodes(*names: str) -> Mapping[NodeId, Node]:
    return {NodeId(name): Node(NodeId(name), name, (), f"{name}.example.com", Source.INVENTORY) for name in names}


def test_each_step_is_a_task_and_each_undo_one_under_its_own_tag() -> None:
    plan = replace(make_plan(), node_id=NodeId("gpu01"))
    forward, back = read(playbook((plan,), nodes("gpu01")))
    assert forward["hosts"] == back["hosts"] == ["gpu01"]
    writes = sum(step.kind is StepKind.WRITE for step in plan.steps)
    assert len(forward["tasks"]) == len(plan.steps) + writes
    commands = [t["ansible.builtin.shell"]["cmd"] for t in forward["tasks"] if "ansible.builtin.shell" in t]
    kinds = {StepKind.WRITE, StepKind.UPLOAD}
    assert commands == [step.command for step in plan.steps if step.kind not in kinds]
    assert back["tags"] == ["never", "undo"]
    undo = [task["ansible.builtin.shell"]["cmd"] for task in back["tasks"]]
    assert undo == [step.undo for step in reversed(plan.steps) if step.undo]
    assert all(task["failed_when"] is False for task in back["tasks"])


def test_nodes_that_are_alike_share_a_play() -> None:
    plans = [replace(make_plan(), node_id=NodeId(name)) for name in ("gpu01", "gpu02")]
    other = replace(make_plan(target="systemd"), node_id=NodeId("gpu03"))
    plays = read(playbook((*plans, other), nodes("gpu01", "gpu02", "gpu03")))
    assert [play["hosts"] for play in plays] == [["gpu01", "gpu02"]] * 2 + [["gpu03"]] * 2


def test_braces_are_no_template() -> None:
    plan = make_plan()
    step = replace(plan.steps[0], command="docker ps --format '{{.Names}}'\ntrue")
    text = playbook((replace(plan, steps=(step,)),), {})
    assert "cmd: !unsafe |" in text and read(text)[0]["tasks"][0]["ansible.builtin.shell"]["cmd"] == step.command


def test_what_acts_as_root_becomes_root_in_ansible() -> None:
    request = replace(REQUEST, options=(("scope", "system"),))
    forward, back = read(playbook((make_plan(request, AS_OPS, target="systemd"),), {}))
    for tasks, whole in ((forward["tasks"], 1), (back["tasks"], 1)):
        root = [task["name"] for task in tasks if task.get("become")]
        assert len(root) == whole and "among those of the system" in root[0]
