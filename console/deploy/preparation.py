"""From a request to checked nodes, wheels and plans. Nothing is changed on any node."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from console.deploy import arguments
from console.deploy import survey as surveying
from console.deploy.bundle import Bundles
from console.deploy.catalog import Entry
from console.deploy.diff import as_it_stands, difference
from console.deploy.layout import check_request
from console.deploy.link import LinkFor
from console.deploy.mirror import Mirror
from console.deploy.models import Models
from console.deploy.needs import likely_packaging, needs_of
from console.deploy.plan import Means, fix_steps, plan, renderings
from console.deploy.playbook import playbook
from console.deploy.requestfile import written
from console.deploy.rootwords import RootWords, Together
from console.deploy.script import script
from console.deploy.sizing import asked_of
from console.deploy.survey import Survey
from console.deploy.versions import Switch
from console.deploy.wheelhouse import Wheelhouse
from console.deploy.wheels import Platform
from console.engines import Engine, engines
from console.knowledge.shelf import Knowledge
from console.model.change import Difference
from console.model.clock import Clock
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.launch import NodeFacts, Wheel
from console.model.node import Node
from console.model.service import CheckResult, DeployRequest, Plan, Rendering, Verdict
from console.model.text import N_, Text
from console.model.weights import Packaging
from console.targets import choose

NODES_AT_ONCE = 8
FRESH_SECONDS = 600.0
"""How long the results of a preflight stand for a plan."""
MB = 1_000_000
_NOTHING: Mapping[NodeId, Plan] = {}


class Made(Struct, frozen=True):
    """Plans, and what else they can be read as."""

    plans: tuple[Plan, ...]
    script: str
    """The same steps for a person to run by hand."""
    renderings: tuple[Rendering, ...]
    """The request as each target would have it on the first node."""
    playbook: str
    """The same steps for Ansible."""
    request_file: str
    """The request, for ``leitstand deploy``."""
    differences: Mapping[NodeId, tuple[Difference, ...]] = field(default_factory=dict)
    """What it would change, on each node where something of that name stands."""


OnResult = Callable[[CheckResult, int], None]


class _Prepared(Struct, frozen=True):
    survey: Survey
    wheels: tuple[Wheel, ...]
    at: float


class Preparation:
    """Checks nodes, collects wheels and makes plans; remembers the last results of each request."""

    def __init__(
        self,
        models: Models,
        wheelhouse: Wheelhouse,
        link_for: LinkFor,
        node_for: Callable[[NodeId], Node | None],
        clock: Clock,
        knowledge: Callable[[], Knowledge],
        *,
        mirror: Mirror,
        words: RootWords,
    ) -> None:
        self._words = words
        self._mirror = mirror
        self._knowledge = knowledge
        self._models = models
        self._wheelhouse = wheelhouse
        self._link_for = link_for
        self._node_for = node_for
        self._clock = clock
        self._bundles = Bundles(wheelhouse.cache.parent / "bundles")
        self._fetching = asyncio.Lock()
        self._prepared: dict[tuple[NodeId, DeployRequest], _Prepared] = {}

    async def preflight(self, request: DeployRequest, on_result: OnResult) -> tuple[CheckResult, ...]:
        """Check every node of a request."""
        request = await self._bundled(request)
        entry, engine = await self._means(request)
        packaging = likely_packaging(request, engine, NodeFacts())
        total = surveying.how_many(request, engine.needs(entry.weights, request, packaging))
        places, together = asyncio.Semaphore(NODES_AT_ONCE), Together(request.node_ids)

        async def one(node_id: NodeId) -> Survey:
            async with places:
                return await self._survey(
                    node_id, request, (entry, engine), lambda result: on_result(result, total), together
                )

        surveys = await asyncio.gather(*(one(node_id) for node_id in request.node_ids))
        return tuple(result for survey in surveys for result in survey.results)

    async def _bundled(self, request: DeployRequest) -> DeployRequest:
        """Return the request with what its bundle has in place of indexes, hubs and registries."""
        engine = engines().get(request.engine)
        return await self._bundles.applied(request, engine.image(request) if engine is not None else "")

    async def _means(self, request: DeployRequest) -> tuple[Entry, Engine]:
        check_request(request)
        if not request.node_ids:
            raise ConsoleError("deploy.no_nodes", N_("No node is chosen."), N_("Choose at least one node."))
        engine = engines().get(request.engine)
        if engine is None:
            raise ConsoleError(
                "deploy.engine_unknown",
                N_("There is no engine called {engine}."),
                N_("Choose one of: {engines}."),
                engine=request.engine or "-",
                engines=", ".join(engines()),
            )
        arguments.check(request, engine)
        return await self._models.entry(request), engine

    async def _survey(
        self,
        node_id: NodeId,
        request: DeployRequest,
        means: tuple[Entry, Engine],
        on_result: Callable[[CheckResult], None],
        together: Together,
    ) -> Survey:
        entry, engine = means
        knowledge = await asyncio.to_thread(self._knowledge)
        needs = needs_of(engine, entry.weights, request, likely_packaging(request, engine, NodeFacts()), knowledge)
        survey = Survey(
            node_id,
            knowledge,
            request,
            needs,
            asked_of(request, knowledge, engine, entry, NodeFacts()),
            mirror=self._mirror,
            words=self._words,
            together=together,
        )
        await surveying.take(survey, self._link_for, self._clock, on_result)
        started = self._clock.monotonic()
        wheels: tuple[Wheel, ...] = ()
        result = CheckResult("wheels", surveying.WHEELS_TITLE, Verdict.UNKNOWN, node_id, "", "", None, 0.0)
        target = choose(request.target, survey.facts, engine.packagings)
        platform = Platform.of(survey.facts, in_image=target is not None and target.in_image)
        if likely_packaging(request, engine, survey.facts) is not Packaging.WHEELS:
            result = replace(result, verdict=Verdict.PASS, evidence="-")
        elif survey.problem is None and platform is not None:
            wheels, result = await self._collect(engine.requirements(entry.weights), platform, request, result)
        else:
            result = replace(result, hint=Text(N_("What the node needs is not known before the other checks pass.")))
        result = replace(result, duration_seconds=self._clock.monotonic() - started)
        survey.results.append(result)
        on_result(result)
        self._prepared[_key(node_id, request)] = _Prepared(survey, wheels, self._clock.monotonic())
        return survey

    async def _collect(
        self, requirements: tuple[str, ...], platform: Platform, request: DeployRequest, result: CheckResult
    ) -> tuple[tuple[Wheel, ...], CheckResult]:
        try:
            # One fetch at a time: the next node most likely needs the same wheels.
            async with self._fetching:
                wheels = await self._wheelhouse.collect(requirements, platform, request.wheelhouse)
        except ConsoleError as error:
            hint = surveying.as_text(error.problem)
            return (), replace(result, verdict=Verdict.FAIL, evidence=error.problem.text(), hint=hint)
        size = sum(wheel.size_bytes for wheel in wheels)
        return wheels, replace(result, verdict=Verdict.PASS, evidence=f"{len(wheels)} wheels, {size / MB:.1f} MB")

    async def differences(
        self, switch: Switch, standing: Mapping[NodeId, Plan]
    ) -> dict[NodeId, tuple[Difference, ...]]:
        """Return what a request would change of the plans that stand, also where a second one would not fit."""
        request = await self._bundled(switch.trial)
        entry, engine = await self._means(request)
        if not all(self._is_fresh(node_id, request) for node_id in request.node_ids):
            await self.preflight(request, lambda _result, _total: None)
        means = {node_id: self._known_means(node_id, request, entry, engine) for node_id in standing}
        return self._compared(request, switch.request.port, standing, means)

    def _compared(
        self, request: DeployRequest, port: int, standing: Mapping[NodeId, Plan], means: Mapping[NodeId, Means]
    ) -> dict[NodeId, tuple[Difference, ...]]:
        found: dict[NodeId, tuple[Difference, ...]] = {}
        asked = replace(request, port=port)
        for node_id, now in standing.items():
            facts = self._facts(node_id, request)
            found[node_id] = difference(now, plan(as_it_stands(asked, now), node_id, facts, means[node_id], "-"))
        return found

    async def make_plans(
        self, request: DeployRequest, switch: Switch | None = None, standing: Mapping[NodeId, Plan] = _NOTHING
    ) -> Made:
        """Return one plan a node and what else is made of them; preflight runs first where it is not fresh.

        With a switch, ``request`` is its trial. ``standing`` is what it is held against.
        """
        asked = request if switch is None else switch.request
        request = await self._bundled(request)
        entry, engine = await self._means(request)
        if not all(self._is_fresh(node_id, request) for node_id in request.node_ids):
            await self.preflight(request, lambda _result, _total: None)
        means = [self._node_means(node_id, request, entry, engine) for node_id in request.node_ids]
        # One mark for all: nodes that are alike have plans that are alike.
        token = secrets.token_hex(8)
        plans = tuple(
            plan(request, node_id, self._facts(node_id, request), each, token)
            for node_id, each in zip(request.node_ids, means, strict=True)
        )
        if switch is not None:
            placed = replace(request, port=switch.request.port)
            plans = tuple(
                switch.plan(trial, plan(placed, trial.node_id, self._facts(trial.node_id, request), each, token))
                for trial, each in zip(plans, means, strict=True)
            )
        nodes = {node_id: node for node_id in request.node_ids if (node := self._node_for(node_id)) is not None}
        first = self._facts(request.node_ids[0], request)
        names = tuple(nodes[each].name if each in nodes else each for each in request.node_ids)
        return Made(
            plans,
            script(plans, nodes),
            renderings(request, first, means[0]),
            playbook(plans, nodes),
            written(names, asked),
            self._compared(request, asked.port, standing, dict(zip(request.node_ids, means, strict=True))),
        )

    def _facts(self, node_id: NodeId, request: DeployRequest) -> NodeFacts:
        return self._prepared[_key(node_id, request)].survey.facts

    def _is_fresh(self, node_id: NodeId, request: DeployRequest) -> bool:
        prepared = self._prepared.get(_key(node_id, request))
        if prepared is None or prepared.survey.problem is not None:
            return False
        return self._clock.monotonic() - prepared.at < FRESH_SECONDS

    def _node_means(self, node_id: NodeId, request: DeployRequest, entry: Entry, engine: Engine) -> Means:
        prepared = self._prepared[_key(node_id, request)]
        # A plan is made once from what was seen: afterwards the node may have changed.
        failed = prepared.survey.problem
        if failed is not None:
            raise ConsoleError(
                "deploy.preflight_failed",
                N_("{node} does not pass “{check}”: {evidence}"),
                failed.hint.template if failed.hint else "",
                **{**(failed.hint.params if failed.hint else {}), "node": node_id},
                check=failed.title.english(),
                evidence=failed.evidence,
            )
        return self._known_means(node_id, request, entry, engine)

    def _known_means(self, node_id: NodeId, request: DeployRequest, entry: Entry, engine: Engine) -> Means:
        prepared = self._prepared[_key(node_id, request)]
        target = choose(request.target, prepared.survey.facts, engine.packagings)
        is_by_wheels = likely_packaging(request, engine, prepared.survey.facts) is Packaging.WHEELS
        if target is None or (is_by_wheels and not prepared.wheels):
            raise ConsoleError(
                "deploy.not_enough_known",
                N_("Too little is known of {node} to make a plan."),
                N_("See which preflight checks are unknown."),
                node=node_id,
            )
        fixes = fix_steps(prepared.survey.results, request.fixes)
        return Means(entry, engine, target, prepared.wheels, fixes)


def _key(node_id: NodeId, request: DeployRequest) -> tuple[NodeId, DeployRequest]:
    # What is known of a node stands whichever other nodes are left out or checked again.
    return node_id, replace(request, node_ids=())
