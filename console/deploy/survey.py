"""Runs the preflight checks on a node and gathers what they learn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from console.deploy.layout import service_of
from console.deploy.link import LinkFor, NodeLink
from console.deploy.preflight import Check, Finding, Situation, checks
from console.deploy.shell import SHELL, as_input
from console.model.clock import Clock
from console.model.errors import ConsoleError, Problem
from console.model.ids import NodeId
from console.model.launch import Needs, NodeFacts
from console.model.service import CheckResult, DeployRequest, Verdict
from console.model.text import N_, Text

CHECK_SECONDS = 20.0
WHEELS_TITLE = Text(N_("Wheels to carry"))


@dataclass(slots=True)
class Survey:
    """What is known of one node for one request."""

    node_id: NodeId
    request: DeployRequest
    needs: Needs
    facts: NodeFacts = field(default_factory=NodeFacts)
    results: list[CheckResult] = field(default_factory=list)

    @property
    def problem(self) -> CheckResult | None:
        """The first check that forbids the deploy."""
        return next((result for result in self.results if result.verdict is Verdict.FAIL), None)

    def situation(self) -> Situation:
        """Return what a check may look at."""
        service = None if self.facts.home is None else service_of(self.request, self.facts)
        return Situation(self.request, self.needs, self.facts, service)

    def result(self, check: Check, command: str, finding: Finding, seconds: float) -> CheckResult:
        """Return the result of a check in this survey."""
        return CheckResult(
            check=check.id,
            title=check.title,
            verdict=finding.verdict,
            node_id=self.node_id,
            command=command,
            evidence=finding.evidence,
            hint=finding.hint,
            duration_seconds=seconds,
        )


def how_many(node_count: int) -> int:
    """Return how many results a preflight has: the checks and the wheels, for each node."""
    return node_count * (len(checks()) + 1)


def as_text(problem: Problem) -> Text:
    """Return the advice of a problem; what happened where it has none."""
    return Text(problem.hint or problem.message, problem.params)


async def take(survey: Survey, link_for: LinkFor, clock: Clock, on_result: Callable[[CheckResult], None]) -> None:
    """Run every check, in order. After a connection that fails the others are unknown."""
    link: NodeLink | None = None
    refused: ConsoleError | None = None
    try:
        for check in checks():
            started = clock.monotonic()
            command = check.command(survey.situation())
            finding = Finding(Verdict.UNKNOWN, refused.problem.text() if refused else "")
            if refused is None:
                try:
                    link = link or await link_for(survey.node_id)
                    finding = await _ask(link, check, command, survey.situation())
                except ConsoleError as error:
                    refused = error
                    finding = Finding(Verdict.FAIL, error.problem.text(), as_text(error.problem))
            survey.facts = finding.facts or survey.facts
            result = survey.result(check, command, finding, clock.monotonic() - started)
            survey.results.append(result)
            on_result(result)
    finally:
        if link is not None:
            await link.release()


async def _ask(link: NodeLink, check: Check, command: str, situation: Situation) -> Finding:
    done = await link.run(SHELL, stdin=as_input(command).encode(), timeout=CHECK_SECONDS)
    output = (done.stdout if done.stdout.strip() else done.stderr).decode(errors="replace")
    return check.judge(output, done.rc, situation)
