"""All deploys of the core: what the requests of a desk become."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from console.deploy import catalog, offered, record, versions
from console.deploy.catalog import Entry
from console.deploy.changes import changes, standing
from console.deploy.execute import ENDED, Execution
from console.deploy.health import Health
from console.deploy.journal import Acted, Begun, Journal, JournalNewer, StateChanged, apply, recover
from console.deploy.ledger import Ledger, Shows
from console.deploy.link import LinkFor
from console.deploy.mirror import Mirror
from console.deploy.mirrored import MirroredNode
from console.deploy.models import Models
from console.deploy.past import Past
from console.deploy.place import Place
from console.deploy.preparation import Made, Preparation
from console.deploy.rootwords import RootWords
from console.deploy.talk import Talk
from console.deploy.weights.resolve import Resolver, TokenFor, no_token
from console.deploy.wheelhouse import Wheelhouse
from console.engines import engines
from console.knowledge.shelf import Knowledge
from console.model.change import Changes
from console.model.clock import Clock
from console.model.errors import ConsoleError, Problem
from console.model.ids import DeployId, NodeId
from console.model.node import Node
from console.model.record import Compared, Deed, PastDeed
from console.model.service import (
    CheckResult,
    DeployRequest,
    DeployState,
    DeployView,
    Doing,
    EngineChoice,
    ModelChoice,
    Plan,
    StepView,
    TargetChoice,
    Work,
)
from console.model.text import N_
from console.wire.messages import DeployAction
from console.wire.tasks import TaskSet

AT_ONCE = 64
"""Deploys that work at the same time. They wait for their nodes most of the time."""
MOST_REPLICAS = 64
LINES = 4
"""Of them, those that carry files: all share the line of the desk."""
WORKING = frozenset({DeployState.RUNNING, DeployState.QUEUED, DeployState.UNDOING})
ALLOWED: dict[DeployAction, frozenset[DeployState]] = {
    DeployAction.STOP: frozenset({DeployState.SERVING}),
    DeployAction.START: frozenset({DeployState.STOPPED}),
    DeployAction.RESTART: frozenset({DeployState.SERVING}),
    DeployAction.REPAIR: frozenset({DeployState.SERVING}),
    DeployAction.RESUME: frozenset({DeployState.FAILED, DeployState.CANCELLED, DeployState.INTERRUPTED}),
    DeployAction.UNDO: frozenset(DeployState) - {*WORKING, DeployState.UNDONE},
    DeployAction.ROLLBACK: frozenset(DeployState) - {*WORKING, DeployState.UNDONE},
    DeployAction.FORGET: ENDED,
    DeployAction.CANCEL: WORKING,
}


class Stock(Struct, frozen=True):
    """What deploys draw from."""

    wheelhouse: Wheelhouse
    catalog_dir: Path
    knowledge: Callable[[], Knowledge]
    own_catalog_dir: Path | None = None
    """A folder with the person's own entries; it may not exist."""
    token_for: TokenFor = no_token
    words: RootWords = field(default_factory=RootWords)
    """The passwords for sudo."""


class DeployListener(Protocol):
    """Who is told when a deploy changes."""

    def deploy_changed(self, view: DeployView) -> None:
        """Take the new state of a deploy."""
        ...

    def deploy_moved(self, view: DeployView, step: StepView) -> None:
        """Take how far a running step of a deploy is, at most ten times a second; nothing else changed."""
        ...

    def deploy_forgotten(self, deploy_id: DeployId) -> None:
        """Drop a deploy that is no longer listed."""
        ...


class _Deploy:
    """A deploy with what it needs to act."""

    def __init__(self, ledger: Ledger, execution: Execution) -> None:
        self.ledger = ledger
        self.execution = execution
        self.task: asyncio.Task[None] | None = None

    @property
    def is_busy(self) -> bool:
        return self.task is not None and not self.task.done()


class Deploys:
    """Runs deploys and remembers them beyond the life of the core."""

    def __init__(
        self,
        *,
        state_dir: Path,
        stock: Stock,
        link_for: LinkFor,
        node_for: Callable[[NodeId], Node | None],
        clock: Clock,
        tasks: TaskSet,
        listener: DeployListener,
        who: str = "",
    ) -> None:
        self._who = who
        self._folder = state_dir / "deploys"
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._catalogue = catalog.read(stock.catalog_dir, stock.own_catalog_dir)
        self._models = Models(self._catalogue, stock.knowledge, Resolver(stock.token_for, link_for), clock)
        self.mirror = Mirror(clock)
        self._preparation = Preparation(
            self._models,
            stock.wheelhouse,
            link_for,
            node_for,
            clock,
            stock.knowledge,
            mirror=self.mirror,
            words=stock.words,
        )
        self._link_for, self._token_for, self._words = link_for, stock.token_for, stock.words
        self._clock = clock
        self._tasks = tasks
        self._listener = listener
        self._places = asyncio.Semaphore(AT_ONCE)
        self._line = asyncio.Semaphore(LINES)
        self._past = Past(state_dir / "deploy-history.jsonl")
        self._deploys: dict[DeployId, _Deploy] = {}
        recovered = recover(self._folder)
        self._unread = recovered.problems
        for journal, view in recovered.deploys.values():
            if view.plan.engine in engines():
                self._deploys[view.id] = self._deploy(journal, view)
            else:
                self._unread.append(JournalNewer(journal.path, f"engine {view.plan.engine or '-'}").problem)
        for view in self.views():
            before = self._deploys.get(DeployId(view.plan.replaces))
            if before is not None and versions.has_left(view) and before.ledger.view.state is DeployState.SERVING:
                before.ledger.view = replace(before.ledger.view, state=DeployState.REPLACED)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was wrong with the files of the catalogue, and which journals could not be read."""
        return (*self._catalogue.problems, *self._unread)

    async def models(self) -> tuple[ModelChoice, ...]:
        """Return the models that can be deployed, each with an engine that reads its weights."""
        return await self._models.choices()

    async def entry(self, request: DeployRequest) -> Entry:
        """Return what is known of the model of a request; ConsoleError where there is none or it cannot be read."""
        return await self._models.entry(request)

    def engines(self) -> tuple[EngineChoice, ...]:
        """Return the model servers that can be chosen."""
        return offered.engine_choices()

    def targets(self) -> tuple[TargetChoice, ...]:
        """Return the places to run that can be chosen."""
        return offered.target_choices()

    async def preflight(
        self, request: DeployRequest, on_result: Callable[[CheckResult, int], None]
    ) -> tuple[CheckResult, ...]:
        """Check every node of a request; each result is also handed to ``on_result``, with how many there will be."""
        checked = versions.find(request, self.views()).trial if request.replaces else request
        return await self._preparation.preflight(checked, on_result)

    async def make_plans(self, request: DeployRequest) -> Made:
        """Return one plan a node and what else they can be read as. Changes nothing on any node."""
        there = {node_id: view.plan for node_id, view in standing(request, self.views()).items()}
        if not request.replaces:
            return await self._preparation.make_plans(request, None, there)
        switch = versions.find(request, self.views())
        return await self._preparation.make_plans(switch.trial, switch, there)

    async def changes(self, request: DeployRequest) -> tuple[Changes, ...]:
        """Return what carrying out a request would change on each of its nodes. Changes nothing."""
        return await changes(request, self.views(), self._preparation, self.compare)

    # -- what runs --------------------------------------------------------------------------------

    async def run(self, plans: tuple[Plan, ...]) -> tuple[DeployId, ...]:
        """Start to carry out plans as they were shown and return at once."""
        for plan in plans:
            _check_free(plan, self.views())
        # All are listed before the first one is written down: whoever comes meanwhile finds them.
        run = f"{self._clock.now():%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
        begun = [self._list(plan, run) for plan in plans]
        try:
            for deploy, entry in begun:
                await deploy.ledger.record(entry)
        except ConsoleError:
            for deploy, _ in begun:
                self._forget(deploy)
            raise
        for deploy, _ in begun:
            self._start(deploy, self._in_turn(deploy.execution, self._to_the_end(deploy)))
        return tuple(entry.id for _, entry in begun)

    async def _in_turn(self, execution: Execution, work: Callable[[], Coroutine[object, object, None]]) -> None:
        # One that waits in the queue of a cluster takes no place from others.
        async with Place(self._places) as place:
            execution.at_rest = place.give_back
            await work()

    def _to_the_end(self, deploy: _Deploy) -> Callable[[], Coroutine[object, object, None]]:
        """Return what carries out a plan; one that takes another's place goes back where it does not come to serve."""

        async def work() -> None:
            await deploy.execution.deploy()
            if deploy.ledger.view.plan.replaces and deploy.ledger.view.state is DeployState.FAILED:
                await deploy.execution.go_back()

        return work if deploy.ledger.view.plan.replaces else deploy.execution.deploy

    def _start(
        self, deploy: _Deploy, work: Coroutine[object, object, None], doing: Doing | None = None, copies: int = 0
    ) -> None:
        async def done() -> None:
            try:
                await work
            finally:
                await self._settle(deploy.ledger.view)
                deploy.ledger.at_work(None)

        if doing is not None:
            deploy.ledger.at_work(Work(doing, self._clock.now().timestamp(), copies))

        deploy.task = self._tasks.start(done(), f"deploy {deploy.ledger.view.id}")

    async def _settle(self, view: DeployView) -> None:
        """Say of the version before whether it has its place."""
        before = self._deploys.get(DeployId(view.plan.replaces))
        if before is None:
            return
        state, left = before.ledger.view.state, versions.has_left(view)
        if left and state is DeployState.SERVING:
            await before.ledger.record(StateChanged(DeployState.REPLACED))
        elif not left and state is DeployState.REPLACED:
            await before.ledger.record(StateChanged(DeployState.SERVING))

    def _list(self, plan: Plan, run: str) -> tuple[_Deploy, Begun]:
        now = self._clock.now()
        deploy_id = DeployId(f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}")
        begun = Begun(deploy_id, plan, now.timestamp(), run, self._who)
        view = apply(None, begun)
        if view is None:
            raise AssertionError(begun)
        deploy = self._deploy(Journal(self._folder / f"{deploy_id}.jsonl"), view)
        self._deploys[deploy_id] = deploy
        return deploy, begun

    def _forget(self, deploy: _Deploy) -> None:
        deploy_id = deploy.ledger.view.id
        deploy.ledger.journal.remove()
        deploy.ledger.logs.remove()
        del self._deploys[deploy_id]
        self._listener.deploy_forgotten(deploy_id)

    def _deploy(self, journal: Journal, view: DeployView) -> _Deploy:
        shows = Shows(self._listener.deploy_changed, self._listener.deploy_moved)
        ledger = Ledger(journal, view, self._clock, shows)
        node = MirroredNode(
            view.plan.node_id,
            self._link_for,
            view.plan.directory,
            self.mirror,
            token_for=self._token_for,
            words=self._words,
        )
        health = Health(node, engines()[view.plan.engine], self._clock)
        return _Deploy(ledger, Execution(ledger, node, health, self._clock, self._line))

    # -- what a person does -----------------------------------------------------------------------

    async def control(self, deploy_id: DeployId, action: DeployAction) -> None:
        """Do one thing with a deploy; returns at once, the listener is told how it goes."""
        deploy = self._find(deploy_id)
        state = deploy.ledger.view.state
        # What took another's place goes back to that, it does not go on half way.
        wrong = DeployAction.RESUME if deploy.ledger.view.plan.replaces else DeployAction.ROLLBACK
        allowed = state in ALLOWED[action] and action is not wrong
        if not allowed or (deploy.is_busy and action is not DeployAction.CANCEL):
            raise _not_now(deploy.ledger.view, is_at_work=allowed)
        if action is not DeployAction.FORGET:
            await deploy.ledger.record(Acted(action.value, self._who, self._clock.now().timestamp()))
        match action:
            case DeployAction.RESUME:
                self._start(deploy, self._in_turn(deploy.execution, deploy.execution.resume), Doing.RESUME)
            case DeployAction.CANCEL:
                await self._cut_off(deploy, DeployState.CANCELLED)
                if deploy.ledger.view.plan.replaces:
                    self._start(deploy, deploy.execution.go_back(), Doing.ROLLBACK)
            case DeployAction.STOP:
                self._start(deploy, deploy.execution.stop(), Doing.STOP)
            case DeployAction.START:
                self._start(deploy, deploy.execution.start(), Doing.START)
            case DeployAction.RESTART:
                self._start(deploy, deploy.execution.restart(), Doing.RESTART)
            case DeployAction.REPAIR:
                self._start(deploy, self._in_turn(deploy.execution, deploy.execution.repair), Doing.REPAIR)
            case DeployAction.UNDO | DeployAction.ROLLBACK:
                self._start(deploy, deploy.execution.undo(), Doing(action))
            case DeployAction.FORGET:
                last = Deed(action.value, self._who, self._clock.now().timestamp())
                await asyncio.to_thread(self._past.keep, deploy.ledger.view, deploy.ledger.journal, last)
                self._forget(deploy)

    async def scale(self, deploy_id: DeployId, replicas: int) -> None:
        """Let so many copies of a service run; returns at once, the listener is told how it goes."""
        deploy = self._find(deploy_id)
        plan = deploy.ledger.view.plan
        if not plan.scale or not 1 <= replicas <= MOST_REPLICAS:
            raise _not_scaled(plan, replicas)
        if deploy.ledger.view.state is not DeployState.SERVING:
            raise _not_serving(plan)
        if deploy.is_busy:
            raise _not_now(deploy.ledger.view, is_at_work=True)
        await deploy.ledger.record(Acted(f"scale {replicas}", self._who, self._clock.now().timestamp()))
        self._start(deploy, deploy.execution.scale(replicas), Doing.SCALE, replicas)

    async def _cut_off(self, deploy: _Deploy, state: DeployState) -> None:
        if deploy.task is not None:
            deploy.task.cancel()
            await asyncio.wait({deploy.task})
        if deploy.ledger.view.state in WORKING:
            await deploy.execution.cut_off(state)

    def deeds(self, deploy_id: DeployId) -> tuple[Deed, ...]:
        """Return what was done with a deploy, oldest first, as its journal has it."""
        return record.deeds(self._find(deploy_id).ledger.journal.entries())

    async def past(self) -> tuple[PastDeed, ...]:
        """Return what was ever done with deploys, oldest first, also with those that were forgotten."""
        listed = [(deploy.ledger.view, deploy.ledger.journal) for deploy in self._deploys.values()]
        return await asyncio.to_thread(self._past.rows, listed)

    async def compare(self, deploy_id: DeployId) -> tuple[Compared, ...]:
        """Compare what is on the node with what was deployed; changes nothing."""
        return await self._find(deploy_id).execution.compare()

    def step_log(self, deploy_id: DeployId, step: str) -> str:
        """Return what a step of a deploy has printed so far, its last tries included; empty: nothing."""
        return self._find(deploy_id).ledger.logs.read(step)

    async def ask(self, deploy_id: DeployId, question: str) -> str:
        """Ask the model of a serving deploy and return what it answers."""
        deploy = self._find(deploy_id)
        if deploy.ledger.view.state is not DeployState.SERVING:
            raise _not_serving(deploy.ledger.view.plan)
        return await deploy.execution.ask(question)

    def talk(self, deploy_id: DeployId) -> Talk:
        """Return the way to talk with a service; ConsoleError when it does not serve."""
        deploy = self._find(deploy_id)
        if deploy.ledger.view.state is not DeployState.SERVING:
            raise _not_serving(deploy.ledger.view.plan)
        return deploy.execution.talk()

    async def log(self, deploy_id: DeployId) -> str:
        """Return the last lines of what a service said."""
        return await self._find(deploy_id).execution.log()

    def _find(self, deploy_id: DeployId) -> _Deploy:
        deploy = self._deploys.get(deploy_id)
        if deploy is None:
            raise ConsoleError("deploy.unknown", N_("There is no such deployment any more."))
        return deploy

    def views(self) -> tuple[DeployView, ...]:
        """Return every deploy that is listed, oldest first."""
        return tuple(deploy.ledger.view for deploy in self._deploys.values())

    def running_count(self) -> int:
        """Return how many deploys are in the middle of something; services that serve go on without the core."""
        return sum(deploy.is_busy for deploy in self._deploys.values())

    async def close(self) -> None:
        """End what runs; each deploy in the middle is journalled as interrupted."""
        busy = [deploy for deploy in self._deploys.values() if deploy.is_busy]
        await asyncio.gather(*(self._cut_off(deploy, DeployState.INTERRUPTED) for deploy in busy))


def _check_free(plan: Plan, views: tuple[DeployView, ...]) -> None:
    if plan.engine not in engines():
        raise ConsoleError(
            "deploy.engine_unknown",
            N_("There is no engine called {engine}."),
            N_("Make the plan again."),
            engine=plan.engine or "-",
        )
    versions.still_there(plan, views)
    for other in views:
        same = other.plan.node_id == plan.node_id and other.plan.directory == plan.directory
        if same and other.state not in ENDED:
            raise ConsoleError(
                "deploy.exists",
                N_("{name} is deployed on {node} already."),
                N_("Undo that deployment first, or choose another service name."),
                name=plan.service_name,
                node=plan.node_id,
            )


def _not_now(view: DeployView, *, is_at_work: bool) -> ConsoleError:
    said = (
        N_("{name} is still at work on what it was told before.")
        if is_at_work
        else N_("{name} cannot do that now: it is {state}.")
    )
    hint = N_("Wait until it has ended what it is doing, or cancel that first.")
    return ConsoleError("deploy.not_now", said, hint, name=view.plan.service_name, state=view.state.value)


def _not_serving(plan: Plan) -> ConsoleError:
    return ConsoleError(
        "deploy.not_serving", N_("{name} does not serve."), N_("Start it first."), name=plan.service_name
    )


def _not_scaled(plan: Plan, replicas: int) -> ConsoleError:
    return ConsoleError(
        "deploy.not_scaled",
        N_("{name} cannot run {replicas} times."),
        N_("Deployments on Kubernetes can, from 1 to {most} times."),
        name=plan.service_name,
        replicas=replicas,
        most=MOST_REPLICAS,
    )
