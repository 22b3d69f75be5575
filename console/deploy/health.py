"""Whether the service of a plan is ready, and what it answers."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Protocol

from console.deploy import chat, diagnosis
from console.deploy.door import Door, DoorClosed, Way, on_node
from console.deploy.node import CommandFailed, DeployNode, is_retryable
from console.deploy.talk import Talk
from console.engines import Engine
from console.model.clock import Clock
from console.model.errors import ConsoleError, Problem
from console.model.service import Plan, Step
from console.model.text import N_
from console.model.weights import Packaging
from console.targets import targets

POLL_SECONDS = 0.25
DOOR_POLL_SECONDS = 1.0
STATUS_EVERY_SECONDS = 2.0
CONTROL_SECONDS = 45.0
LAST_WORDS = 400
"""Lines of a log that are read for the cause: it stands far above what is printed in the end."""
LONGEST_GAP_SECONDS = 30.0
OUTAGE_SECONDS = 120.0
"""So long a line that is lost is waited for while a service gets ready: it does so without anybody."""
WAITS = 75
"""With this a status ends while a cluster lets the service wait."""


class ServiceDied(CommandFailed):
    """The service ended or does not get ready; its own last lines say why."""

    def __init__(self, log: str, engine: Engine) -> None:
        super().__init__(log, None)
        self.remedy = engine.explain(log)
        if self.remedy is not None:
            problem = self.problem
            hint = self.remedy.meaning
            params = {**problem.params, **hint.params}
            self.problem = type(problem)(problem.code, problem.message, hint.template, params)


WAITS_ON = N_("Resume waits for it once more. Its log says what it is at.")
"""What a person may do about a service that is not ready yet, unless it is taken back."""


class NotReady(ServiceDied):
    """The service runs, and was not ready in time."""

    def __init__(self, log: str, engine: Engine, seconds: float) -> None:
        super().__init__(log, engine)
        if self.remedy is None:
            self.problem = Problem(
                "deploy.not_ready",
                N_("It runs and is not ready after {seconds} s. Its last words: {words}"),
                WAITS_ON,
                {"seconds": f"{seconds:g}", "words": diagnosis.reason(log, None) if log.strip() else "-"},
            )


class Waiting(Protocol):
    """Who is told that a service waits for its turn."""

    async def __call__(self, problem: Problem | None) -> None:
        """Take why it waits; None when it does not any more."""
        ...


async def _nobody(problem: Problem | None) -> None:
    del problem


class _Reached:
    """The way to a service that is asked again and again; entered anew when it has closed."""

    def __init__(self, door: Door, plan: Plan, stack: AsyncExitStack) -> None:
        self._door, self._plan, self._stack = door, plan, stack
        self._way: Way | None = None

    async def way(self) -> Way:
        """Return the way that is open."""
        if self._way is None or self._way.is_over:
            self._way = None
            await self._stack.aclose()
            self._way = await self._stack.enter_async_context(self._door.open(self._plan))
        return self._way


class _Turn:
    """Whether a cluster lets a service run already."""

    def __init__(self, clock: Clock, plan: Plan, waiting: Waiting) -> None:
        self._clock, self._plan, self._waiting = clock, plan, waiting
        self.began_at = clock.monotonic()
        """Since when it may run."""
        self.has_come = not plan.door
        self.look_at = self.began_at if plan.door else self.began_at + STATUS_EVERY_SECONDS
        self.said = ""
        self._waits_since: float | None = None

    async def take(self, status: tuple[bool, str]) -> None:
        """Take a new status; tell of it where it changed."""
        (runs, said), before, now = status, self.said, self._clock.monotonic()
        self.has_come, self.said = runs, said if self._plan.door else ""
        self.look_at = now + STATUS_EVERY_SECONDS
        if runs:
            if self._waits_since is not None:
                self._waits_since = None
                await self._waiting(None)
            return
        self.began_at = now
        self._waits_since = now if self._waits_since is None else self._waits_since
        # Whoever waits for hours is asked about less often.
        self.look_at = now + min(LONGEST_GAP_SECONDS, max(STATUS_EVERY_SECONDS, (now - self._waits_since) / 10))
        if said != before:
            await self._waiting(self._problem(said))

    def _problem(self, said: str) -> Problem:
        return Problem(
            "deploy.queued",
            N_("{name} waits on {node}: {reason}"),
            diagnosis.waiting_hint(said),
            {"name": self._plan.service_name, "node": self._plan.node_id, "reason": diagnosis.reason(said, WAITS)},
        )


class Health:
    """Talks to the service through the connection, or through a program on the node where the server forbids that."""

    def __init__(self, node: DeployNode, engine: Engine, clock: Clock) -> None:
        self._node = node
        self._engine = engine
        self._clock = clock
        self.door = Door(node)

    def talk(self, plan: Plan) -> Talk:
        """Return the way to talk with a service through the connection."""
        return Talk(self.door, plan, self._engine.paths, self._clock)

    async def wait(self, step: Step, plan: Plan, waiting: Waiting = _nobody) -> str:
        """Return when the model is loaded; ServiceDied with the service's log when that does not happen.

        The time that a cluster lets it wait for its turn does not count, nor that of a lost line; ``waiting`` is told
        of the former.
        """
        async with AsyncExitStack() as stack:
            return await self._wait(step, plan, _Reached(self.door, plan, stack), _Turn(self._clock, plan, waiting))

    async def _wait(self, step: Step, plan: Plan, reached: _Reached, turn: _Turn) -> str:
        lost_at: float | None = None
        while lost_at is not None or self._clock.monotonic() - turn.began_at < step.timeout_seconds:
            now = self._clock.monotonic()
            try:
                said = await self._look(step, plan, reached, turn)
            except ConsoleError as error:
                lost_at = now if lost_at is None else lost_at
                if not is_retryable(error) or self._clock.monotonic() - lost_at > OUTAGE_SECONDS:
                    raise
            else:
                if said is not None:
                    return said
                turn.began_at += 0.0 if lost_at is None else now - lost_at
                lost_at = None
            await asyncio.sleep(DOOR_POLL_SECONDS if plan.door or lost_at is not None else POLL_SECONDS)
        raise NotReady(await self._log(plan), self._engine, step.timeout_seconds)

    async def _look(self, step: Step, plan: Plan, reached: _Reached, turn: _Turn) -> str | None:
        """Return what is said of a service that is ready, None of one that is not yet."""
        now = self._clock.monotonic()
        try:
            if turn.has_come and await self._is_ready(await reached.way(), plan):
                return turn.said
        except ConsoleError as error:
            if _is_forbidden(error):
                return await self._node.shell(step.command, step.timeout_seconds)
            if is_retryable(error):
                raise
        if now >= turn.look_at:
            await turn.take(await self._status(plan))
        return None

    async def _is_ready(self, way: Way, plan: Plan) -> bool:
        path = self._engine.paths.ready_for(plan.model)
        reply = await self._node.request(way.host, way.port, path, timeout=5.0)
        return reply.status == 200

    async def _status(self, plan: Plan) -> tuple[bool, str]:
        """Return whether the service runs or only waits for its turn, and what is said about it; or ServiceDied."""
        if not plan.status:
            return True, ""
        try:
            return True, await self._node.shell(plan.status, CONTROL_SECONDS)
        except CommandFailed as error:
            if error.rc == WAITS:
                return False, error.output
            log = await self._log(plan)
            # What a cluster says of its end is the reason; of a program on the node its own last words are, if any.
            said = f"\n{error.output}" if plan.door or not log.strip() else ""
            raise ServiceDied(log + said, self._engine) from error

    async def _log(self, plan: Plan) -> str:
        if not plan.log:
            return ""
        try:
            return await self._node.shell(plan.log, CONTROL_SECONDS, LAST_WORDS)
        except CommandFailed as error:
            return error.output

    async def _answer(self, plan: Plan, path: str, body: str) -> str:
        async with self.door.open(plan) as way:
            return await self._node.answer(way.host, way.port, path, body)

    async def _runs_still(self, plan: Plan, nowhere: ConsoleError) -> None:
        """Raise what is said of a service that has ended or waits; of one that runs only a door is opened anew."""
        if not plan.door:
            await self._status(plan)
            raise nowhere
        await self._node.shell(plan.status, CONTROL_SECONDS)

    async def ask(self, plan: Plan, question: str, command: str) -> str:
        """Return what the model answers. ``command`` asks on the node itself where forwarding is forbidden."""
        path, body = chat.request_to(self._engine.paths, plan.model, plan.system, question)
        try:
            return await self._answer(plan, path, body)
        except ConsoleError as error:
            if not _is_forbidden(error):
                if not _leads_nowhere(error):
                    raise
                await self._runs_still(plan, error)
                # A line that was cut takes the door with it, and so does a server that was replaced.
                return await self._answer(plan, path, body)
        target = targets().get(plan.target)
        # An environment that was made in an image works only there.
        is_here = plan.packaging == Packaging.WHEELS and not (target is not None and target.in_image)
        python = f"{plan.directory}/venv/bin/python" if is_here else "python3"
        words = (python, plan.directory, "ask", path, body)
        return await self._node.shell(command or on_node(plan.door, plan.port, words), 120.0)


def _is_forbidden(error: ConsoleError) -> bool:
    """Say whether the server forbids forwarding; where nothing listens yet, it says that it was refused."""
    reason = error.problem.params.get("reason", "").lower()
    return error.code == "ssh.forward_refused" and ("prohibited" in reason or reason == "open failed")


def _leads_nowhere(error: ConsoleError) -> bool:
    """Say whether nobody listens at the end of the way."""
    return isinstance(error, DoorClosed) or error.code == "ssh.forward_refused"
