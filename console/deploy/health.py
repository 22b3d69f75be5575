"""Whether the service of a plan is ready, and what it answers."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

from console.deploy import chat
from console.deploy.door import Door, Way, on_node
from console.deploy.node import CommandFailed, DeployNode, is_retryable
from console.engines import Engine
from console.model.clock import Clock
from console.model.errors import ConsoleError
from console.model.service import Plan, Step
from console.model.weights import Packaging

POLL_SECONDS = 0.25
DOOR_POLL_SECONDS = 1.0
STATUS_EVERY_SECONDS = 2.0
CONTROL_SECONDS = 20.0
LAST_WORDS = 400
"""Lines of a log that are read for the cause: it stands far above what is printed in the end."""


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


class Health:
    """Talks to the service through the connection, or through a program on the node where the server forbids that."""

    def __init__(self, node: DeployNode, engine: Engine, clock: Clock) -> None:
        self._node = node
        self._engine = engine
        self._clock = clock
        self.door = Door(node)

    async def wait(self, step: Step, plan: Plan) -> str:
        """Return when the model is loaded; ServiceDied with the service's log when that does not happen."""
        async with AsyncExitStack() as stack:
            return await self._wait(step, plan, _Reached(self.door, plan, stack))

    async def _wait(self, step: Step, plan: Plan, reached: _Reached) -> str:
        started = self._clock.monotonic()
        looked_at = started
        while (now := self._clock.monotonic()) - started < step.timeout_seconds:
            try:
                if await self._is_ready(await reached.way(), plan):
                    return ""
            except ConsoleError as error:
                if _is_forbidden(error):
                    return await self._node.shell(step.command, step.timeout_seconds)
                if is_retryable(error):
                    raise
            if now - looked_at >= STATUS_EVERY_SECONDS:
                looked_at = now
                await self._check_alive(plan)
            await asyncio.sleep(DOOR_POLL_SECONDS if plan.door else POLL_SECONDS)
        raise ServiceDied(await self._log(plan), self._engine)

    async def _is_ready(self, way: Way, plan: Plan) -> bool:
        path = self._engine.paths.ready_for(plan.model)
        reply = await self._node.request(way.host, way.port, path, timeout=5.0)
        return reply.status == 200

    async def _check_alive(self, plan: Plan) -> None:
        if not plan.status:
            return
        try:
            await self._node.shell(plan.status, CONTROL_SECONDS)
        except CommandFailed as error:
            raise ServiceDied(await self._log(plan), self._engine) from error

    async def _log(self, plan: Plan) -> str:
        if not plan.log:
            return ""
        try:
            return await self._node.shell(plan.log, CONTROL_SECONDS, LAST_WORDS)
        except CommandFailed as error:
            return error.output

    async def ask(self, plan: Plan, question: str, command: str) -> str:
        """Return what the model answers. ``command`` asks on the node itself where forwarding is forbidden."""
        body = chat.body(plan.model, plan.system, question)
        try:
            async with self.door.open(plan) as way:
                return await self._node.answer(way.host, way.port, self._engine.paths.chat, body)
        except ConsoleError as error:
            if not _is_forbidden(error):
                raise
        python = f"{plan.directory}/venv/bin/python" if plan.packaging == Packaging.WHEELS else "python3"
        words = (python, plan.directory, "ask", self._engine.paths.chat, body)
        return await self._node.shell(command or on_node(plan.door, plan.port, words), 120.0)


def _is_forbidden(error: ConsoleError) -> bool:
    """Say whether the server forbids forwarding; where nothing listens yet, it says that it was refused."""
    reason = error.problem.params.get("reason", "").lower()
    return error.code == "ssh.forward_refused" and ("prohibited" in reason or reason == "open failed")
