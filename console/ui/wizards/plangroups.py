"""Plans that say the same, put together: a hundred nodes alike are one thing to read. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from console.model.ids import NodeId
from console.model.service import Plan, Step, StepKind
from console.model.text import fill
from console.settings.language import _, translate
from console.ui.formats import age_text, decimal

MB = 1_000_000
_MARK = re.compile(r"\b[0-9a-f]{16}\b")
"""What marks the folder of a plan as its own: another one in each plan, and no difference to a reader."""


class PlanGroup(Struct, frozen=True):
    """Plans that differ in their node only; the first stands for all."""

    plan: Plan
    node_ids: tuple[NodeId, ...]

    @property
    def seconds(self) -> float | None:
        """How long the steps most likely take; None where no step says it."""
        known = [step.expected_seconds for step in self.plan.steps if step.expected_seconds is not None]
        return sum(known) if known else None

    @property
    def is_whole(self) -> bool:
        """Tell whether every step says how long it takes; how long a model loads is seldom known."""
        return all(step.expected_seconds is not None for step in self.plan.steps)


def groups(plans: Iterable[Plan]) -> tuple[PlanGroup, ...]:
    """Return the plans in groups, the largest first."""
    found: dict[object, list[Plan]] = {}
    for plan in plans:
        found.setdefault(_key(plan), []).append(plan)
    made = [PlanGroup(alike[0], tuple(plan.node_id for plan in alike)) for alike in found.values()]
    return tuple(sorted(made, key=lambda group: -len(group.node_ids)))


def _key(plan: Plan) -> object:
    steps = tuple((step.id, unmarked(step.command), unmarked(step.undo), *_carried(step)) for step in plan.steps)
    return plan.target, plan.packaging, plan.service_name, plan.directory, plan.port, steps


def unmarked(text: str) -> str:
    """Return a text without the mark that each plan has of its own."""
    return _MARK.sub("-", text)


def _carried(step: Step) -> tuple[object, ...]:
    return step.source, step.target, step.content, step.mode


def group_words(group: PlanGroup, names: Mapping[NodeId, str]) -> str:
    """Return the nodes of a group: all names of a few, of many the first and how many more."""
    shown = [names.get(node_id, node_id) for node_id in group.node_ids]
    if len(shown) <= 3:
        return ", ".join(shown)
    return fill(_("{name} and {count} more"), {"name": shown[0], "count": str(len(shown) - 1)})


def step_lines(step: Step) -> list[str]:
    """Return what a step does, as it will be run."""
    if step.kind is StepKind.UPLOAD:
        size = fill(_("{count} MB"), {"count": decimal(step.size_bytes / MB)})
        return [f"{step.source.rsplit('/', 1)[-1]} → {step.target}   {size}"]
    if step.kind is StepKind.WRITE:
        return [f"{step.target}   {step.mode:o}", *("  " + line for line in step.content.splitlines())]
    return [f"$ {line}" for line in step.command.splitlines()]


def step_title(number: int, step: Step) -> str:
    """Return the head of a step: its number, what it does, as whom, how long it most likely takes."""
    title = f"{number}. {translate(step.title)}"
    if step.as_root:
        title += " · " + _("as root")
    if step.expected_seconds is None:
        return title
    return f"{title}   ~ {age_text(max(step.expected_seconds, 1.0))}"
