"""Reads the history of a deploy from its journal, and compares what is on the node with what the plan put there."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from hashlib import sha256

from msgspec.structs import replace

from console.deploy.diff import lasting
from console.deploy.journal import Acted, Begun, Entry, StateChanged
from console.deploy.node import CommandFailed, DeployNode
from console.deploy.standing import written
from console.model.record import Compared, Deed
from console.model.service import DeployState, DeployView, Step, StepKind, StepState
from console.model.text import N_, Text

LOOK_SECONDS = 30.0
DEPLOY = "deploy"
STATUS = Text(N_("The service runs"))


def deeds(entries: Iterable[Entry]) -> tuple[Deed, ...]:
    """Return what persons did, oldest first, each with the state that it led to."""
    found: list[Deed] = []
    for entry in entries:
        match entry:
            case Begun():
                found.append(Deed(DEPLOY, entry.who, entry.started_at))
            case Acted():
                found.append(Deed(entry.action, entry.who, entry.at))
            case StateChanged() if found:
                found[-1] = replace(found[-1], state=entry.state, problem=entry.problem, ended_at=entry.at)
    return tuple(found)


async def compare(node: DeployNode, view: DeployView) -> tuple[Compared, ...]:
    """Return every file that the plan wrote, every step that can be checked, and the service, as they are now.

    Raises ConsoleError where the node does not answer.
    """
    found: list[Compared] = []
    async with node.held():
        done = {each.step.id for each in view.steps if each.state is StepState.DONE}
        for step in (each for each in lasting(view.plan) if each.id in done):
            if step.kind is StepKind.WRITE:
                found.append(await _written(node, step))
            elif step.check:
                found.append(await _ran(node, step.title, step.check))
        if view.state is DeployState.SERVING and view.plan.status:
            found.append(await _ran(node, STATUS, view.plan.status))
    return tuple(found)


async def _written(node: DeployNode, step: Step) -> Compared:
    try:
        told = await node.shell(f"sha256sum -- {shlex.quote(step.target)}", LOOK_SECONDS)
    except CommandFailed as error:
        return Compared(step.title, step.target, differs=True, found=error.output.strip())
    is_same = told.split(maxsplit=1)[:1] == [sha256(written(step).encode()).hexdigest()]
    return Compared(step.title, step.target, differs=not is_same, found="" if is_same else told.strip())


async def _ran(node: DeployNode, what: Text, command: str) -> Compared:
    try:
        await node.shell(command, LOOK_SECONDS)
    except CommandFailed as error:
        rc = "" if error.rc is None else f"exit {error.rc}"
        return Compared(what, command, differs=True, found=error.output.strip() or rc)
    return Compared(what, command, differs=False)
