"""A core whose deploys are struck by a fault at a step of their plan, over real SSH connections."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from console.deploy.deploys import Deploys
from console.deploy.link import ByteReader, ByteWriter, Completed, Held, NodeLink, OnOutput, Progress
from console.model.ids import DeployId, NodeId
from console.model.service import DeployRequest, DeployState, DeployView, Plan, Step, StepState
from console.ssh.connect import Connection, Connector, Limits
from console.ssh.endpoint import Endpoint
from console.ssh.secrets import NoSecretStore
from console.wire.messages import DeployAction
from console.wire.tasks import TaskSet
from tests.deploys import deploys_in
from tests.unit.deploy.conftest import Listener, WallClock
from tests.unit.deploy.test_link import Nobody

Result = TypeVar("Result")
QUESTION = "What is the capital of France?"


@dataclass(frozen=True, slots=True)
class Strike:
    """What befalls a deploy at one step, once."""

    step: str
    befall: Callable[[], None]
    in_the_middle: bool = False
    """After the step's first command or file has been sent, before its answer; else before it is sent."""
    after_seconds: float = 0.05
    back: bool = False
    """While the step is taken back, not while it is carried out."""


class Watched:
    """A connection whose user may be struck."""

    def __init__(self, connection: Connection, bench: Bench) -> None:
        self._connection, self._bench = connection, bench

    async def release(self) -> None:
        await self._connection.release()

    async def run(
        self, command: str, *, stdin: bytes = b"", timeout: float, on_output: OnOutput | None = None
    ) -> Completed:
        return await self._bench.around(
            lambda: self._connection.run(command, stdin=stdin, timeout=timeout, on_output=on_output),
            # The command has ended over there, and nobody hears of it.
            unheard=lambda: self._connection.run(":", timeout=timeout),
        )

    async def upload(self, source: Path | bytes, target: str, progress: Progress | None) -> None:
        await self._bench.around(
            lambda: self._connection.upload(source, target, self._bench.through(progress)), has_progress=True
        )

    async def carry(self, source: Path, target: str, sha256: str, progress: Progress | None) -> object:
        return await self._bench.around(
            lambda: self._connection.carry(source, target, sha256, self._bench.through(progress)), has_progress=True
        )

    async def forward_local(self, host: str, port: int) -> tuple[ByteReader, ByteWriter]:
        return await self._bench.around(lambda: self._connection.forward_local(host, port))

    async def hold(self, command: str, *, stdin: bytes = b"") -> Held:
        return await self._bench.around(lambda: self._connection.hold(command, stdin=stdin))


class Bench:
    """The deploys of one core; ``strike`` says what befalls the newest of them."""

    def __init__(self, folder: Path, endpoint: Endpoint) -> None:
        self.folder, self.endpoint = folder, endpoint
        self.strike: Strike | None = None
        self.tasks = TaskSet("bench")
        self.clock = WallClock()
        limits = Limits(connect_seconds=5)
        self.connector = Connector(Nobody(), self.tasks, self.clock, limits, NoSecretStore())
        self.deploys = self.open()

    def open(self) -> Deploys:
        """Return the deploys as the next core finds them."""
        return deploys_in(self.folder, self.link, self.clock, self.tasks, Listener())

    async def link(self, _node_id: NodeId) -> NodeLink:
        return Watched(await self.connector.connect(self.endpoint), self)

    @property
    def has_struck(self) -> bool:
        """Say whether what was to befall it has."""
        return self.strike is None

    # -- strikes ----------------------------------------------------------------------------------

    @property
    def _is_due(self) -> bool:
        views = self.deploys.views()
        if self.strike is None or not views:
            return False
        at_work = _taken_back(views[-1]) if self.strike.back else _carried_out(views[-1])
        return at_work == self.strike.step

    async def _befall(self) -> None:
        if self.strike is not None:
            strike, self.strike = self.strike, None
            await asyncio.to_thread(strike.befall)

    async def around(
        self,
        work: Callable[[], Awaitable[Result]],
        *,
        has_progress: bool = False,
        unheard: Callable[[], Awaitable[Result]] | None = None,
    ) -> Result:
        """Do something with the node; what is due befalls it before or in the middle."""
        if self.strike is None or not self._is_due:
            return await work()
        if not self.strike.in_the_middle:
            await self._befall()
            return await work()
        if has_progress:
            return await work()
        task = asyncio.ensure_future(work())
        await asyncio.wait({task}, timeout=self.strike.after_seconds)
        await self._befall()
        result = await task
        return result if unheard is None else await unheard()

    def through(self, progress: Progress | None) -> Progress:
        """Return what takes the progress of a file, and lets happen in the middle what is due."""

        def moved(done: int, total: int) -> None:
            if done and self.strike is not None and self._is_due:
                strike, self.strike = self.strike, None
                strike.befall()
            if progress is not None:
                progress(done, total)

        return moved

    # -- what a person does -----------------------------------------------------------------------

    async def plan(self, request: DeployRequest) -> Plan:
        """Check and plan a request."""
        return (await self.deploys.make_plans(request)).plans[0]

    async def run(self, plan: Plan) -> DeployView:
        """Carry out a plan; return how it went."""
        await self.deploys.run((plan,))
        return await self.settled()

    async def settled(self) -> DeployView:
        """Return the newest deploy when it does nothing any more."""
        while self.deploys.running_count():
            await asyncio.sleep(0.02)
        return self.deploys.views()[-1]

    async def act(self, action: DeployAction, deploy_id: DeployId | None = None) -> DeployView:
        """Do it to the newest deploy and return how that went."""
        await self.deploys.control(deploy_id or self.deploys.views()[-1].id, action)
        return await self.settled()

    async def close(self) -> None:
        """End it; what was not taken back is."""
        self.strike = None
        for view in self.deploys.views():
            if view.state is not DeployState.UNDONE:
                await self.deploys._deploys[view.id].execution.undo()
        await self.deploys.close()
        await self.connector.close()
        await self.tasks.close()


def _carried_out(view: DeployView) -> str:
    """Return the step that is at work, empty where none is."""
    return next((step.step.id for step in view.steps if step.state is StepState.RUNNING), "")


def _taken_back(view: DeployView) -> str:
    """Return the step that is taken back, empty where none is: the last one first, those with nothing to undo too."""
    begun = {StepState.RUNNING, StepState.DONE, StepState.FAILED}
    left = [step.step.id for step in view.steps if step.state in begun]
    return left[-1] if left and view.state is DeployState.UNDOING else ""


def step_of(plan: Plan, step_id: str) -> Step:
    """Return a step of a plan."""
    return next(step for step in plan.steps if step.id == step_id)
