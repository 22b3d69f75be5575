"""The readiness report of a node: what its checks found, on what that rests, and of when it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from console.deploy import survey as surveying
from console.deploy.link import AskLinkFor
from console.deploy.preflight import Scope, checks
from console.deploy.survey import Survey
from console.knowledge.shelf import Knowledge
from console.model.clock import Clock
from console.model.ids import NodeId
from console.model.node import Node
from console.model.readiness import ReadinessReport
from console.model.service import CheckResult

NODES_AT_ONCE = 8


class Readiness:
    """Looks at nodes as they are; nothing is changed or left there."""

    def __init__(
        self,
        knowledge: Callable[[], Knowledge],
        link_for: AskLinkFor,
        node_for: Callable[[NodeId], Node],
        clock: Clock,
    ) -> None:
        self._knowledge = knowledge
        self._link_for = link_for
        self._node_for = node_for
        self._clock = clock
        self._places = asyncio.Semaphore(NODES_AT_ONCE)

    async def report(self, node_id: NodeId, on_result: Callable[[CheckResult, int], None]) -> ReadinessReport:
        """Run every check; each result is also handed on as it comes, with how many there will be at most."""
        node = self._node_for(node_id)
        total = len(checks(Scope.NODE))
        async with self._places:
            # Read anew each time: a person may have brought a file up to date.
            knowledge = await asyncio.to_thread(self._knowledge)
            survey, started = Survey(node_id, knowledge), self._clock.monotonic()
            await surveying.take(survey, self._link_for, self._clock, lambda result: on_result(result, total))
        distro = survey.facts.distro
        return ReadinessReport(
            node_id=node_id,
            name=node.name,
            address=node.address_shown or node.host,
            taken_at=self._clock.now().timestamp(),
            duration_seconds=self._clock.monotonic() - started,
            system=distro.pretty_name if distro is not None else "",
            results=tuple(survey.results),
            skipped=tuple(survey.skipped),
            editions=knowledge.editions,
            problems=knowledge.problems,
            simulated=node.simulated,
        )
