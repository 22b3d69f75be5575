"""Plans as an Ansible playbook: the same steps as tasks, and what takes them back under a tag of its own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from posixpath import dirname
from typing import TYPE_CHECKING

from console.deploy.supply import HUB_SECRET
from console.model.ids import NodeId
from console.model.node import Node
from console.model.service import Plan, Step, StepKind
from console.targets.common.root import is_as_root

if TYPE_CHECKING:
    import yaml

HEAD = """\
# {title}
#
#   ansible-playbook -i INVENTORY deploy.yml                              carry it out
#   ansible-playbook -i INVENTORY deploy.yml --tags undo --skip-tags deploy   take it back, the last step first
#
# Every task may be run again. Nothing is changed outside of the folders that are named here.
"""


def playbook(plans: tuple[Plan, ...], nodes: Mapping[NodeId, Node]) -> str:
    """Return the plans as a playbook; nodes whose plans are alike share a play. Hosts are the names of the nodes."""
    import yaml

    alike: list[list[Plan]] = []
    for plan in plans:
        group = next((group for group in alike if group[0].steps == plan.steps), None)
        if group is None:
            alike.append([plan])
        else:
            group.append(plan)
    plays = [play for group in alike for play in _plays(group, nodes)]
    name = plans[0].service_name if plans else ""
    title = f"Deploy {name} to {len(plans)} node(s)"
    text = yaml.dump(plays, Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=1 << 16)
    return HEAD.replace("{title}", title) + text


class _Unsafe(str):
    """A text that Ansible takes as it is: braces in it, as ``docker --format`` has them, are no template."""

    __slots__ = ()


def _plays(group: list[Plan], nodes: Mapping[NodeId, Node]) -> list[dict[str, object]]:
    common = {"hosts": [_host(plan, nodes) for plan in group], "gather_facts": False}
    name, steps = group[0].service_name, group[0].steps
    back = [
        # A step that never ran has nothing to take back; its undo must not stop the others.
        {
            "name": _Unsafe(f"Undo: {step.title.english()}"),
            **_shell(step.undo),
            **({"become": True} if is_as_root(step.undo) else {}),
            "failed_when": False,
        }
        for step in reversed(steps)
        if step.undo
    ]
    forward = [task for step in steps for task in _do(step)]
    return [
        {"name": f"Deploy {name}", **common, "tags": ["deploy"], "tasks": forward},
        # Ansible's own tag "never": what takes it back runs only where it is asked for.
        {"name": f"Remove {name}", **common, "tags": ["never", "undo"], "tasks": back},
    ]


def _host(plan: Plan, nodes: Mapping[NodeId, Node]) -> str:
    node = nodes.get(plan.node_id)
    return str(plan.node_id) if node is None else node.alias or node.name


def _do(step: Step) -> list[dict[str, object]]:
    name = _Unsafe(step.title.english())
    match step.kind:
        case StepKind.UPLOAD:
            return [{"name": name, "ansible.builtin.copy": {"src": step.source, "dest": step.target}}]
        case StepKind.SECRET:
            # From the file where the hub's own client keeps it; it is shown to nobody.
            name_of, usual = (
                ("HF_TOKEN_PATH", "~/.cache/huggingface/token")
                if step.source == HUB_SECRET
                else ("NGC_API_KEY_FILE", "~/.ngc/api-key")
            )
            content = f"{{{{ lookup('ansible.builtin.file', lookup('env', '{name_of}') or '{usual}') }}}}"
            secret = {"content": content, "dest": step.target, "mode": f"{step.mode:04o}"}
            return [{"name": name, "ansible.builtin.copy": secret, "no_log": True}]
        case StepKind.WRITE:
            folder = {"path": dirname(step.target), "state": "directory"}
            file = {"content": _Unsafe(step.content), "dest": step.target, "mode": f"{step.mode:04o}"}
            return [
                {"name": _Unsafe(f"{name}: the folder"), "ansible.builtin.file": folder},
                {"name": name, "ansible.builtin.copy": file},
            ]
        case _:
            # As root already it calls no sudo; Ansible has its own way to ask for a password (--ask-become-pass).
            become = {"become": True} if is_as_root(step.command) else {}
            return [{"name": name, **_shell(step.command), **become}]


def _shell(command: str) -> dict[str, object]:
    return {"ansible.builtin.shell": {"cmd": _Unsafe(command)}}


@cache
def _dumper() -> type[yaml.SafeDumper]:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes texts of several lines as such."""

        def ignore_aliases(self, data: object) -> bool:
            """Write everything out: no anchors."""
            del data
            return True

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
        is_plain = "{{" not in value and "{%" not in value and "{#" not in value
        style = "|" if "\n" in value else None
        return dumper.represent_scalar("tag:yaml.org,2002:str" if is_plain else "!unsafe", str(value), style)

    Dumper.add_representer(_Unsafe, text)
    Dumper.add_representer(str, text)
    return Dumper
