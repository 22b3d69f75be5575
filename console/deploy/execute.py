"""Carries out one plan: each step is journalled before and after, each failure explained, each step can be undone."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from msgspec.structs import replace

from console.deploy import record
from console.deploy.diagnosis import UNDO_HINT
from console.deploy.health import WAITS_ON, Health, ServiceDied
from console.deploy.journal import Answered, Logged, Resumed, StateChanged, StepChanged
from console.deploy.layout import FOLDER
from console.deploy.ledger import Ledger
from console.deploy.link import OnOutput
from console.deploy.mirror import doing
from console.deploy.node import CommandFailed, DeployNode
from console.deploy.resume import what_to_mend, where_to_go_on
from console.deploy.shell import quoted, write_command
from console.deploy.talk import Talk
from console.model.clock import Clock
from console.model.errors import ConsoleError, Problem
from console.model.ids import NodeId
from console.model.record import Compared
from console.model.service import DeployState, DeployView, Plan, Step, StepKind, StepState, StepView
from console.model.text import N_, Text

CONTROL_SECONDS = 120.0
"""Pods get half a minute to end by themselves, and a busy cluster takes its time to notice."""
UNDO_SECONDS = 120.0
PATIENCE_SECONDS = 4.0
"""With a node, when the core or a person does not want to wait for it."""
ENDED = frozenset({DeployState.FAILED, DeployState.CANCELLED, DeployState.INTERRUPTED, DeployState.UNDONE})


class Execution:
    """One deploy at work. ``Deploys`` sees to it that only one of these methods runs at a time."""

    def __init__(
        self, ledger: Ledger, node: DeployNode, health: Health, clock: Clock, line: asyncio.Semaphore | None = None
    ) -> None:
        self._ledger = ledger
        self._node = node
        self._health = health
        self._clock = clock
        self._line = line or asyncio.Semaphore(1)
        self.at_rest: Callable[[], None] = lambda: None
        """Called when there is nothing to do but wait."""

    @property
    def _plan(self) -> Plan:
        return self._ledger.view.plan

    # -- forward ----------------------------------------------------------------------------------

    async def deploy(self) -> None:
        """Carry out every step; the last state says how it ended."""
        async with self._node.held():
            end = await self._all(self._plan.steps)
        # Whoever hears of the end may do the next thing at once: nothing is left to be done by then.
        await self._ledger.record(end)

    async def _all(self, steps: Sequence[Step]) -> StateChanged:
        for step in steps:
            if (failed := await self._forward(step)) is not None:
                return failed
        return StateChanged(DeployState.SERVING)

    async def resume(self) -> None:
        """Go on at the step where it was cut; what it was built on is looked at first."""
        await self._ledger.record(StateChanged(DeployState.RUNNING))
        async with self._node.held():
            end = await self._go_on()
        await self._ledger.record(end)

    async def _go_on(self) -> StateChanged:
        try:
            await self._node.end_leftovers()
            first = await where_to_go_on(self._node, self._ledger.view)
        except ConsoleError as error:
            return StateChanged(DeployState.FAILED, error.problem)
        steps = self._plan.steps[first:]
        if steps:
            await self._ledger.record(Resumed(steps[0].id))
        return await self._all(steps)

    async def _forward(self, step: Step) -> StateChanged | None:
        """Carry out a step; return how the deploy ends with it, None where the next one may follow."""
        started = self._clock.monotonic()
        await self._ledger.record(StepChanged(step.id, StepState.RUNNING))
        try:
            with doing(step.title):
                output = await self._perform(step)
        except ConsoleError as error:
            if not isinstance(error, CommandFailed):
                await self._end_leftovers()
            output, code = (
                (error.output, error.rc) if isinstance(error, CommandFailed) else (error.problem.text(), None)
            )
            await self._fail(StepChanged(step.id, StepState.FAILED, output, self._clock.monotonic() - started, code))
            remedy = error.remedy if isinstance(error, ServiceDied) else None
            return StateChanged(DeployState.FAILED, self._explained(step, error), remedy)
        except Exception:
            # It goes on to the task boundary; the deploy must not look alive.
            await self._fail(StepChanged(step.id, StepState.FAILED, "", self._clock.monotonic() - started))
            problem = Problem("deploy.unexpected", N_("{step} ended unexpectedly."), "", _named(step))
            await self._ledger.record(StateChanged(DeployState.FAILED, problem))
            raise
        code = 0 if step.kind in {StepKind.RUN, StepKind.WRITE} else None
        await self._ledger.record(StepChanged(step.id, StepState.DONE, output, self._clock.monotonic() - started, code))
        return None

    async def _fail(self, failed: StepChanged) -> None:
        await self._ledger.record(failed)
        reached = False
        for view in self._ledger.view.steps:
            if reached and view.state is StepState.WAITING:
                await self._ledger.record(StepChanged(view.step.id, StepState.SKIPPED))
            reached = reached or view.step.id == failed.step

    async def _perform(self, step: Step) -> str:
        match step.kind:
            case StepKind.RUN:
                return await self._node.step(step.command, step.timeout_seconds, self._printed(step))
            case StepKind.WRITE:
                return await self._node.step(write_command(step), step.timeout_seconds, self._printed(step))
            case StepKind.SECRET:
                await self._node.secret(step)
                return ""
            case StepKind.UPLOAD if step.is_checked:
                async with self._line:
                    await self._node.carry(step, lambda done, total: self._ledger.progress(step.id, done, total))
                return ""
            case StepKind.UPLOAD:
                # The line of the desk is shared: one after the other they arrive as soon as side by side.
                async with self._line:
                    await self._node.upload(
                        Path(step.source),
                        step.target,
                        lambda done, total: self._ledger.progress(step.id, done, total),
                        step.timeout_seconds,
                    )
                return ""
            case StepKind.WAIT:
                return await self._health.wait(step, self._meanwhile(step), self._queued)
            case StepKind.ASK:
                return await self._first_answer(step)

    async def _queued(self, problem: Problem | None) -> None:
        """Write down that the cluster lets the service wait, or not any more; meanwhile others may work."""
        self.at_rest()
        await self._ledger.record(StateChanged(DeployState.RUNNING if problem is None else DeployState.QUEUED, problem))

    def _meanwhile(self, step: Step) -> Plan:
        return replace(self._plan, port=step.port, door=step.door) if step.port else self._plan

    def _printed(self, step: Step) -> OnOutput:
        return lambda data: self._ledger.printed(step.id, data)

    async def _first_answer(self, step: Step) -> str:
        answer = await self._health.ask(self._meanwhile(step), self._plan.question, step.command)
        await self._ledger.record(Answered(self._plan.question, answer))
        return answer

    def _explained(self, step: Step, error: ConsoleError) -> Problem:
        problem = error.problem
        return Problem(
            "deploy.step_failed",
            N_("“{step}” failed on {node}: {reason}"),
            problem.hint,
            {
                **problem.params,
                **_named(step),
                "node": self._plan.node_id,
                "reason": problem.text(),
                "cause": problem.code,
            },
        )

    async def cut_off(self, state: DeployState) -> None:
        """Write down that the task of this deploy was cancelled in the middle."""
        for view in self._ledger.view.steps:
            if view.state is StepState.RUNNING:
                await self._ledger.record(StepChanged(view.step.id, StepState.FAILED))
        await self._ledger.record(StateChanged(state))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._end_leftovers()

    async def _end_leftovers(self) -> None:
        """End over there what was cut off here; where the node is gone, undo and resume do it."""
        with contextlib.suppress(ConsoleError):
            await self._node.end_leftovers()

    # -- back -------------------------------------------------------------------------------------

    async def go_back(self) -> None:
        """Undo a new version that did not come to serve: the one before has its place again, or still."""
        await self.undo(_returned(self._ledger.view, self._plan.node_id))

    async def undo(self, because: Problem | None = None) -> None:
        """Take back every step that was begun, the last one first; what cannot be taken back keeps only what it needs.

        ``because`` is what it was that nobody asked for; it stays to be read.
        """
        await self._ledger.record(StateChanged(DeployState.UNDOING))
        begun = reversed(self._ledger.view.steps)
        async with self._node.held():
            await self._end_leftovers()
            left: list[Step] = []
            for view in begun:
                if any(_needs(step, view.step, self._plan.directory) for step in left) or not await self._back(view):
                    left.append(view.step)
        if not left:
            await self._ledger.record(StateChanged(DeployState.UNDONE, because))
            return
        problem = Problem(
            "deploy.undo_incomplete",
            N_("Not everything could be taken back on {node}: {steps}."),
            N_("See the output of these steps, then undo again. What is left lies in {directory}."),
            {
                "node": self._plan.node_id,
                "steps": ", ".join(step.title.english() for step in left),
                "directory": self._plan.directory,
            },
        )
        await self._ledger.record(StateChanged(DeployState.FAILED, problem))

    async def _back(self, view: StepView) -> bool:
        step = view.step
        if view.state not in {StepState.RUNNING, StepState.DONE, StepState.FAILED}:
            return True
        started = self._clock.monotonic()
        output = ""
        if step.undo:
            try:
                with doing(Text(N_("Take back: {step}"), _named(step))):
                    output = await self._node.shell(step.undo, max(UNDO_SECONDS, step.timeout_seconds))
            except ConsoleError as error:
                output = error.output if isinstance(error, CommandFailed) else error.problem.text()
                await self._ledger.record(StepChanged(step.id, StepState.FAILED, output))
                return False
        await self._ledger.record(StepChanged(step.id, StepState.UNDONE, output, self._clock.monotonic() - started))
        return True

    # -- the service ------------------------------------------------------------------------------

    async def stop(self) -> None:
        """Stop the service and leave everything else where it is."""
        before = self._ledger.view.state
        with doing(Text(N_("Stop the service"))):
            await self._change(lambda: self._node.shell(self._plan.stop, CONTROL_SECONDS), DeployState.STOPPED, before)

    async def start(self) -> None:
        """Start the service again and wait until the model is loaded."""

        async def work() -> str:
            await self._node.shell(self._plan.start, CONTROL_SECONDS)
            waits = [step for step in self._plan.steps if step.kind is StepKind.WAIT]
            return await self._health.wait(waits[0], self._plan, self._queued) if waits else ""

        with doing(Text(N_("Start the service"))):
            await self._change(work, DeployState.SERVING, DeployState.STOPPED)

    async def restart(self) -> None:
        """Stop the service, start it again and wait until the model is loaded; one that does not stop stays."""
        await self.stop()
        if self._ledger.view.state is DeployState.STOPPED:
            await self.start()

    async def repair(self) -> None:
        """Do again what does not stand any more and all that was made from it; what still runs is stopped before."""
        await self._ledger.record(StateChanged(DeployState.RUNNING))
        async with self._node.held():
            try:
                steps = await what_to_mend(self._node, self._plan)
                # What a cluster keeps up is changed where it is.
                if not self._plan.scale:
                    with contextlib.suppress(CommandFailed):
                        await self._node.shell(self._plan.stop, CONTROL_SECONDS)
                end = await self._all(steps)
            except ConsoleError as error:
                end = StateChanged(DeployState.SERVING, error.problem)
        await self._ledger.record(end)

    async def scale(self, replicas: int) -> None:
        """Let so many copies run, and wait until the service answers."""

        async def work() -> str:
            await self._node.shell(f"set -- {replicas}\n{self._plan.scale}", CONTROL_SECONDS)
            waits = [step for step in self._plan.steps if step.kind is StepKind.WAIT]
            return await self._health.wait(waits[0], self._plan, self._queued) if waits else ""

        with doing(Text(N_("Set the number of copies"))):
            await self._change(work, DeployState.SERVING, DeployState.SERVING)

    async def _change(self, work: Callable[[], Awaitable[str]], after: DeployState, before: DeployState) -> None:
        try:
            async with self._node.held():
                await work()
        except ConsoleError as error:
            await self._ledger.record(StateChanged(before, error.problem))
            if isinstance(error, CommandFailed):
                await self._ledger.record(Logged(tuple(error.output.splitlines())))
            return
        await self._ledger.record(StateChanged(after))

    async def compare(self) -> tuple[Compared, ...]:
        """Return what of the plan is on the node as it was put there, and what is not."""
        with doing(Text(N_("Compare with what was deployed"))):
            return await record.compare(self._node, self._ledger.view)

    def talk(self) -> Talk:
        """Return the way to talk with the service."""
        return self._health.talk(self._plan)

    async def log(self) -> str:
        """Return the last lines of what the service said."""
        async with self._node.held():
            return await self._node.shell(self._plan.log, CONTROL_SECONDS) if self._plan.log else ""

    async def ask(self, question: str) -> str:
        """Ask the model, remember and return what it says."""
        answer = await self._health.ask(self._plan, question, "")
        await self._ledger.record(Answered(question, answer))
        return answer


def _needs(left: Step, step: Step, directory: str) -> bool:
    """Say whether a step that is left can be taken back only with what another one has put there."""
    if step.id == FOLDER:  # without the end of its quotes: a path below it is meant as well
        return quoted(directory).rstrip("'") in left.undo
    return bool(step.target) and quoted(step.target) in left.undo


def _named(step: Step) -> dict[str, str]:
    return {"step": step.title.english()}


def _returned(view: DeployView, node_id: NodeId) -> Problem:
    """Return why a new version was taken back, and what to do about it."""
    problem, message = (
        view.problem,
        N_("The new version did not come to serve on {node}, the one before serves: {reason}"),
    )
    if problem is None:
        return Problem("deploy.returned", message, "", {"node": node_id, "reason": view.state.value})
    params, hint = {**problem.params, "node": node_id}, problem.hint
    if problem.code == "deploy.step_failed":
        message = N_(
            "The new version did not come to serve on {node}, the one before serves. “{step}” failed: {reason}"
        )
    else:
        params["reason"] = problem.text()
    if hint in {WAITS_ON, UNDO_HINT}:
        hint = N_("Its last words are kept with its steps. Mend what they name and deploy it again.")
    return Problem("deploy.returned", message, hint, params)
