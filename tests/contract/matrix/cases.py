"""One case of the matrix: a deploy, a fault at one of its steps, and what has to hold afterwards."""

from __future__ import annotations

import asyncio
import pickle
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Protocol

from console.model.service import DeployRequest, DeployState, DeployView, Plan
from console.ssh.endpoint import Endpoint
from console.wire.messages import DeployAction
from tests.contract.matrix.bench import Bench, Strike
from tests.contract.matrix.tidy import own

PATIENCE_SECONDS = 6.0
"""So long what was told to end may take to be gone."""
ROOT = Path(__file__).parents[3]


class Ground(Protocol):
    """A node, and what can befall it."""

    def endpoint(self) -> Endpoint:
        """Return how a connection gets there."""
        ...

    def heal(self) -> None:
        """Take back what befell it."""
        ...

    def inventory(self) -> set[str]:
        """Return all that a deploy could have left: files, processes, units, containers, images, jobs, pods."""
        ...

    def copies(self) -> int:
        """Return how many of the service run."""
        ...


class Way(StrEnum):
    """What a person does about a deploy that has failed."""

    UNDO = "undo"
    RESUME = "resume"


@dataclass(frozen=True, slots=True)
class Named:
    """The deploy fails, and says why."""

    cause: str
    """The code of the problem that made the step fail."""
    says: str = ""
    """Words of its text or its advice."""
    again: bool = False
    """To go on fails the same way: only undo and another request help."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A cluster lets the deploy wait, and says why; a person takes it out of the queue."""

    says: str


MEANINGS = {
    "lost": "the connection is lost, and none comes about any more",
    "blink": "the connection is lost once, in the middle of a command or a file",
    "killed": "the core is killed (-9)",
    "full": "the disk of the node is full",
    "home": "the disk of the node is full, and its images lie there too",
    "port": "another model server takes the port",
    "restart": "the node is restarted",
    "refused": "sudo is refused",
    "hub": "the hub of the weights is out of reach",
    "registry": "the registry of the image is out of reach",
    "outage": "the line is lost for a minute, and comes back",
    "altered": "what is carried is altered on its way",
    "crash": "the container is killed",
    "away": "the API of the cluster is out of reach",
    "deleted": "the pods are deleted",
    "quota": "a quota allows no pods",
    "silent": "Slurm's controller does not answer",
    "pending": "others have every core of the cluster",
    "cancelled": "somebody cancels the job",
}
SERVES = None
"""The deploy gets over it by itself, or it is no harm at that step."""
Outcome = Named | Queued | None
Outcomes = Mapping[str, Outcome]
"""By a pattern of step ids; the first one that matches holds."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What befalls a node during a step."""

    id: str
    """One of ``MEANINGS``, or how the server itself is."""
    befall: Callable[[], None]
    outcomes: Outcomes
    in_the_middle: bool = False
    stays: bool = False
    """It holds on while the deploy is taken back."""

    def outcome(self, step_id: str) -> Outcome:
        """Return what is to come of it at a step."""
        return next(outcome for pattern, outcome in self.outcomes.items() if fnmatchcase(step_id, pattern))


def kill_the_core() -> None:
    """Stand for the end of the core: see ``killed.py``."""
    raise AssertionError("only in a process of its own")


async def planned(ground: Ground, request: DeployRequest) -> Plan:
    """Return the plan of a request: it is made of what was seen before anything befell the node."""
    folder = Path(tempfile.mkdtemp(prefix=own("matrix")))
    bench = Bench(folder, ground.endpoint())
    try:
        return await bench.plan(request)
    finally:
        await bench.close()
        shutil.rmtree(folder)


async def hold_at_every_step(
    ground: Ground,
    request: DeployRequest,
    fault: Fault,
    ways: Sequence[Way] = tuple(Way),
    *,
    harmless: bool = True,
) -> list[str]:
    """Let it happen at each step of one plan, with the ways in turn where it does harm; return what does not hold.

    ``harmless``: at the steps as well where it does none.
    """
    plan, wrong = await planned(ground, request), []
    for place, step in enumerate(plan.steps):
        if fault.outcome(step.id) is not SERVES:
            wrong += await hold(ground, plan, fault, step.id, ways[place % len(ways)])
        elif harmless:
            wrong += await hold(ground, plan, fault, step.id, Way.UNDO)
    return wrong


async def hold_back_every_step(ground: Ground, request: DeployRequest, fault: Fault, outcomes: Outcomes) -> list[str]:
    """Let it happen while each step of one plan is taken back; return what does not hold."""
    plan, wrong = await planned(ground, request), []
    fault = replace(fault, outcomes=outcomes)
    for step in plan.steps:
        if step.undo:
            wrong += await hold_back(ground, plan, fault, step.id)
    return wrong


async def hold(
    ground: Ground, asked: DeployRequest | Plan, fault: Fault, step_id: str, way: Way, says: str = ""
) -> list[str]:
    """Let it happen, and return what does not hold; ``says``: what a model that serves answers in the end."""
    folder = Path(tempfile.mkdtemp(prefix=own("matrix")))
    bench = Bench(folder, ground.endpoint())
    before = ground.inventory()
    try:
        plan = asked if isinstance(asked, Plan) else await bench.plan(asked)
        if fault.befall is kill_the_core:
            view = await _killed(bench, plan, step_id)
        else:
            bench.strike = Strike(step_id, fault.befall, fault.in_the_middle)
            view = await _run(bench, plan, fault.outcome(step_id))
        wrong = [] if bench.has_struck else [f"the step {step_id} was never at work"]
        wrong += _ended(view, fault.outcome(step_id))
        wrong += await _afterwards(bench, ground, fault, way, fault.outcome(step_id))
        answer = bench.deploys.views()[-1].answer
        wrong += [] if says in answer else [f"answers {answer!r}"]
        await bench.connector.close()
        wrong += await _left(ground, before)
    finally:
        ground.heal()
        await bench.close()
        shutil.rmtree(folder)
    return [f"{fault.id} at {step_id}, {way}: {each}" for each in wrong]


async def hold_back(ground: Ground, plan: Plan, fault: Fault, step_id: str) -> list[str]:
    """Let it happen while a step is taken back, and return what does not hold."""
    folder = Path(tempfile.mkdtemp(prefix=own("matrix")))
    bench = Bench(folder, ground.endpoint())
    before, outcome = ground.inventory(), fault.outcome(step_id)
    try:
        if fault.befall is kill_the_core:
            wrong, view = [], await _killed(bench, plan, step_id, back=True)
        else:
            wrong = _ended(await bench.run(plan), SERVES)
            bench.strike = Strike(step_id, fault.befall, fault.in_the_middle, back=True)
            view = await bench.act(DeployAction.UNDO)
            wrong += [] if bench.has_struck else [f"the step {step_id} was never taken back"]
        if outcome is not SERVES:
            wrong += _ended(view, outcome) + _left_over(view, step_id)
            ground.heal()
            view = await bench.act(DeployAction.UNDO)
        wrong += _gone(view)
        ground.heal()
        await bench.connector.close()
        wrong += await _left(ground, before)
    finally:
        ground.heal()
        await bench.close()
        shutil.rmtree(folder)
    return [f"{fault.id} while {step_id} is taken back: {each}" for each in wrong]


LEFT = Named("deploy.undo_incomplete")
"""What is left is named, and is gone when it is taken back once more."""
BACK: dict[str, Outcomes] = {
    "lost": {"*": LEFT},
    "blink": {"*": SERVES},
    "killed": {"*": Named("deploy.interrupted")},
    "full": {"*": SERVES},
}
"""What comes of what can befall every node, while a step is taken back."""


def _left_over(view: DeployView, step_id: str) -> list[str]:
    """Return what does not hold of a deploy that could not be taken back in full: it names what is left, and where."""
    problem = view.problem
    if problem is None or problem.code != "deploy.undo_incomplete":
        return []
    title = next(step.step.title.english() for step in view.steps if step.step.id == step_id)
    said = problem.text()
    wrong = [] if title in said else [f"does not name “{title}”: {said}"]
    return wrong + ([] if view.plan.directory in problem.advice() else [f"does not say where: {problem.advice()}"])


def _gone(view: DeployView) -> list[str]:
    if view.state is DeployState.UNDONE:
        return []
    outputs = [f"{step.step.id}: {step.output}" for step in view.steps if step.state == "failed"]
    return [f"is not taken back: {view.problem.text() if view.problem else view.state} {outputs}"]


async def _run(bench: Bench, plan: Plan, outcome: Outcome) -> DeployView:
    if not isinstance(outcome, Queued):
        return await bench.run(plan)
    await bench.deploys.run((plan,))
    while bench.deploys.running_count():
        view = bench.deploys.views()[-1]
        if view.state is DeployState.QUEUED and view.problem is not None and outcome.says in view.problem.text():
            return await bench.act(DeployAction.CANCEL)
        await asyncio.sleep(0.1)
    view = bench.deploys.views()[-1]
    raise AssertionError(f"does not wait: {view.state}, {view.problem}")


async def _killed(bench: Bench, plan: Plan, step_id: str, *, back: bool = False) -> DeployView:
    """Run the deploy in a core of its own that is killed; return what the next one knows."""
    order = bench.folder / "order"
    order.write_bytes(pickle.dumps((bench.folder, bench.endpoint, plan, step_id, back)))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.contract.matrix.killed", str(order), cwd=ROOT, stderr=asyncio.subprocess.PIPE
    )
    _, told = await process.communicate()
    assert process.returncode == -signal.SIGKILL, told.decode()
    bench.deploys = bench.open()
    return bench.deploys.views()[-1]


def _ended(view: DeployView, outcome: Outcome) -> list[str]:
    problem = view.problem
    if isinstance(outcome, Queued):
        return []  # it was waited for
    if outcome is SERVES:
        if view.state is DeployState.SERVING and view.answer:
            return []
        return [f"does not serve: {view.state}, {problem.text() if problem else ''}"]
    if problem is None or view.state not in {DeployState.FAILED, DeployState.INTERRUPTED}:
        return [f"is {view.state}, and {outcome.cause} was to be told"]
    said, cause = f"{problem.text()} → {problem.advice()}", problem.params.get("cause", problem.code)
    wrong = [] if fnmatchcase(cause, outcome.cause) else [f"the cause is {cause}, not {outcome.cause}: {said}"]
    wrong += [] if outcome.says in said else [f"does not say “{outcome.says}”: {said}"]
    return wrong + ([] if problem.advice() else [f"has no advice: {said}"])


async def _afterwards(bench: Bench, ground: Ground, fault: Fault, way: Way, outcome: Outcome) -> list[str]:
    """Go on or take it back; in the end it is taken back."""
    wrong = []
    if way is Way.RESUME or not fault.stays:
        ground.heal()
    if way is Way.RESUME and outcome is not SERVES:
        view = await bench.act(DeployAction.RESUME)
        if isinstance(outcome, Named) and outcome.again:
            wrong += _ended(view, outcome)
        else:
            wrong += _ended(view, SERVES)
            copies = ground.copies()
            wrong += [] if copies == 1 else [f"{copies} run after it was gone on with"]
    wrong += _gone(await bench.act(DeployAction.UNDO))
    ground.heal()
    return wrong


async def _left(ground: Ground, before: set[str]) -> list[str]:
    left: set[str] = set()
    for _ in range(int(PATIENCE_SECONDS / 0.2)):
        left = await asyncio.to_thread(ground.inventory) ^ before
        if not left:
            break
        await asyncio.sleep(0.2)
    return [f"left behind, or taken away: {sorted(left)[:6]}"] if left else []
