"""Runs the checks on a node and gathers what they learn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby

from msgspec import Struct, field
from msgspec.structs import replace

from console.deploy.layout import service_of
from console.deploy.link import AskLink, AskLinkFor
from console.deploy.mirror import Glass, Mirror, doing
from console.deploy.preflight import Check, Finding, Scope, Situation, checks
from console.deploy.preflight.reachable import ASK_WINDOWS
from console.deploy.rootwords import ANSWER_SECONDS, NoRoot, RootWords, Together
from console.deploy.shell import SHELL, as_input
from console.deploy.sizing import Asked
from console.distros.windows import from_version
from console.knowledge.shelf import Knowledge
from console.model.clock import Clock
from console.model.errors import ConsoleError, Problem
from console.model.ids import NodeId
from console.model.launch import Needs, NodeFacts
from console.model.mirror import Crossing
from console.model.service import CheckResult, DeployRequest, Verdict
from console.model.text import N_, Text
from console.model.weights import Packaging
from console.targets import cluster, targets

SIDE_BY_SIDE = 3
"""Checks of one node at a time: sshd gives a connection ten sessions, and terminals want theirs."""
LINK_SECONDS = 10.0
"""How much longer than a check its link may take before it gives up itself."""
WAVES = 3
CLUSTER, WAY_BACK = "cluster", "way_back"
ON_CLUSTER_GPUS = frozenset({"cluster_gpus", "cluster_fit"})
"""What concerns the GPUs of a cluster whose tools tell of them."""
ON_ENTRY = frozenset({"reachable", "distribution", "service_absent"})
"""What concerns a node from which a cluster is told what to do."""
ON_MAKER = frozenset({"architecture", "libc", "python", "disk"})
"""What concerns it as well where it makes the environment for the others."""
WHEELS_TITLE = Text(N_("Wheels to carry"))


class Survey(Struct):
    """What is known of one node: for one request, or, where there is none, of the node itself."""

    node_id: NodeId
    knowledge: Knowledge
    request: DeployRequest | None = None
    needs: Needs | None = None
    asked: Asked | Text | None = None
    """What is known of the model and how its engine uses memory; else why that is not known."""
    facts: NodeFacts = field(default_factory=NodeFacts)
    results: list[CheckResult] = field(default_factory=list)
    mirror: Mirror | None = None
    """Who is shown what is asked."""
    words: RootWords | None = None
    """Who asks for a password where something is to be done as root; None: nothing is."""
    together: Together | None = None
    """The nodes of the same request, which may share a password."""
    skipped: list[Text] = field(default_factory=list)
    """Titles of the checks that mean nothing on this node."""

    @property
    def problem(self) -> CheckResult | None:
        """The first check that forbids the deploy; none whose safe fix was chosen."""
        chosen = self.request.fixes if self.request is not None else ()
        failed = (result for result in self.results if result.verdict is Verdict.FAIL)
        return next((result for result in failed if not (result.undo and result.check in chosen)), None)

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks that are run."""
        return _checks_for(self.request, self.needs)

    def situation(self, clock: Clock) -> Situation:
        """Return what a check may look at."""
        known = self.request is not None and self.facts.home is not None
        service = service_of(self.request, self.facts) if known and self.request is not None else None
        return Situation(self.facts, self.knowledge, clock.now(), self.request, self.needs, service, self.asked)

    def add(self, check: Check, command: str, finding: Finding, seconds: float) -> CheckResult:
        """Keep what a check found, in its place among the others."""
        self.facts = finding.facts or self.facts
        result = CheckResult(
            check=check.id,
            title=check.title,
            verdict=finding.verdict,
            node_id=self.node_id,
            command=command,
            evidence=finding.evidence,
            hint=finding.hint,
            duration_seconds=seconds,
            limit=finding.limit,
            fix=finding.fix,
            source=finding.source,
            undo=finding.undo,
            amendments=finding.amendments,
        )
        self.results.append(result)
        order = {check.id: check.order for check in self.checks}
        self.results.sort(key=lambda result: order[result.check])
        return result


def _checks_for(request: DeployRequest | None, needs: Needs | None) -> tuple[Check, ...]:
    if request is None:
        return checks(Scope.NODE)
    found = tuple(check for check in checks(Scope.DEPLOY) if check.matters(needs))
    if not request.beside:
        found = tuple(check for check in found if check.id != WAY_BACK)
    elsewhere = cluster(request.target)
    if elsewhere is None:
        return tuple(check for check in found if check.id not in {CLUSTER, *ON_CLUSTER_GPUS})
    # What the node has in GPUs, ports and memory says nothing about the nodes of the cluster.
    kept = {
        CLUSTER,
        WAY_BACK,
        *(ON_CLUSTER_GPUS if elsewhere.gpus(request.options) else ()),
        *ON_ENTRY,
        *(ON_MAKER if Packaging.WHEELS in targets()[request.target].packagings else ()),
    }
    return tuple(check for check in found if check.id in kept)


def how_many(request: DeployRequest, needs: Needs) -> int:
    """Return how many results a preflight has: the checks and the wheels, for each node."""
    return len(request.node_ids) * (len(_checks_for(request, needs)) + 1)


def as_text(problem: Problem) -> Text:
    """Return the advice of a problem; what happened where it has none."""
    return Text(problem.hint or problem.message, problem.params)


async def take(survey: Survey, link_for: AskLinkFor, clock: Clock, on_result: Callable[[CheckResult], None]) -> None:
    """Run every check. After a connection that fails, or a node that is none, the others are unknown."""
    taking = _Taking(survey, clock, on_result)
    try:
        for _wave, together in groupby(survey.checks, key=lambda check: min(check.order // 100, WAVES)):
            await asyncio.gather(*(taking.one(check, link_for) for check in together))
            if survey.problem is not None and survey.problem.check == survey.checks[0].id:
                taking.refusal = taking.refusal or ""
    finally:
        if taking.link is not None:
            await taking.link.release()


class _Taking:
    """One pass over a node."""

    def __init__(self, survey: Survey, clock: Clock, on_result: Callable[[CheckResult], None]) -> None:
        self.link: AskLink | None = None
        self.refusal: str | None = None
        """Why nothing more is asked; empty where the node is none that could be asked."""
        self._survey, self._clock, self._on_result = survey, clock, on_result
        self._places = asyncio.Semaphore(SIDE_BY_SIDE)

    async def one(self, check: Check, link_for: AskLinkFor) -> None:
        """Run a check, unless it means nothing here, and hand on what it found."""
        async with self._places:
            survey = self._survey
            if check.wants_gpu and survey.facts.has_nvidia is False:
                survey.skipped.append(check.title)
                return
            started = self._clock.monotonic()
            command = check.command(survey.situation(self._clock))
            if self.refusal is not None:
                finding = Finding(Verdict.UNKNOWN, self.refusal)
            elif check.asks_driver and survey.facts.driver_hangs:
                hint = Text(N_("Not asked: the driver does not answer, and whoever asks it hangs too."))
                finding = Finding(Verdict.UNKNOWN, "", hint)
            else:
                finding = await self._ask(check, command, link_for)
                if finding.asks_word:
                    finding = await self._with_word(finding)
            self._on_result(survey.add(check, command, finding, self._clock.monotonic() - started))

    async def _ask(self, check: Check, command: str, link_for: AskLinkFor) -> Finding:
        try:
            self.link = self.link or await link_for(self._survey.node_id)
            async with asyncio.timeout(check.seconds):
                return await self._judged(self.link, check, command)
        except TimeoutError:
            facts = replace(self._survey.facts, driver_hangs=True) if check.asks_driver else None
            hint = Text(N_("The command did not end in time. The node may be overloaded, or a driver call hangs."))
            return Finding(Verdict.UNKNOWN, f"> {check.seconds:g} s", hint, facts, limit=f"{check.seconds:g} s")
        except ConsoleError as error:
            first, self.refusal = self.refusal is None, error.problem.text()
            verdict = Verdict.FAIL if first and check.order < 100 else Verdict.UNKNOWN
            return Finding(verdict, error.problem.text(), as_text(error.problem))

    async def _with_word(self, finding: Finding) -> Finding:
        """Have the password asked for now, so that nothing waits for it in the middle of the work."""
        words, link = self._survey.words, self.link
        if words is None or link is None:
            return finding
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await words.word(self._survey.node_id, link, self._survey.together)
        except TimeoutError:
            return finding
        except NoRoot as error:
            hint = Text(error.problem.hint, error.problem.params)
            return replace(finding, verdict=Verdict.FAIL, evidence=error.problem.text(), hint=hint)
        except ConsoleError as error:
            return replace(finding, verdict=Verdict.UNKNOWN, evidence=error.problem.text(), hint=as_text(error.problem))
        hint = Text(N_("The password was taken. It stays in memory, and goes to sudo over standard input alone."))
        return replace(finding, verdict=Verdict.PASS, hint=hint)

    @contextmanager
    def _shown(self, check: Check, command: str) -> Iterator[Glass | None]:
        if self._survey.mirror is None:
            yield None
            return
        with doing(check.title), self._survey.mirror.shows(self._survey.node_id, Crossing.COMMAND, command) as glass:
            yield glass

    async def _judged(self, link: AskLink, check: Check, command: str) -> Finding:
        limit = check.seconds + LINK_SECONDS
        with self._shown(check, command) as glass:
            done = await link.run(SHELL, stdin=as_input(command).encode(), timeout=limit)
            output = (done.stdout if done.stdout.strip() else done.stderr).decode(errors="replace")
            if glass is not None:
                glass.shows(output)
        finding = check.judge(output, done.rc, self._survey.situation(self._clock))
        if finding.verdict is Verdict.FAIL and check.order < 100:
            told = (await link.run(ASK_WINDOWS, timeout=limit)).stdout.decode(errors="replace")
            if from_version(told) is not None:
                return check.judge(told, 0, self._survey.situation(self._clock))
        return finding
