"""Preflight results as the page shows them: one row a check over all nodes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from console.model.ids import NodeId
from console.model.service import CheckResult, Verdict
from console.model.text import Text, fill
from console.settings.language import _

WORST_FIRST = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.WARN, Verdict.PASS)
MOST_NAMES = 4


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check over all nodes: the worst verdict, the evidence of each node, each hint and each fix once."""

    check: str
    title: Text
    verdict: Verdict
    passed: int
    count: int
    duration_seconds: float
    evidence: tuple[tuple[str, str], ...]
    """Node names and what they said, the worst first; equal lines are said once for all their nodes."""
    hints: tuple[Text, ...]
    fixes: tuple[tuple[str, str], ...] = ()
    """Node names and the command that would help there."""


def rows(results: Iterable[CheckResult], names: Mapping[NodeId, str]) -> list[CheckRow]:
    """Return one row a check, in the order in which the checks first came."""
    by_check: dict[str, list[CheckResult]] = {}
    for result in results:
        by_check.setdefault(result.check, []).append(result)
    return [_row(found, names) for found in by_check.values()]


def _row(found: list[CheckResult], names: Mapping[NodeId, str]) -> CheckRow:
    found = sorted(found, key=lambda result: WORST_FIRST.index(result.verdict))
    said: dict[str, list[str]] = {}
    fixes: dict[str, list[str]] = {}
    for result in found:
        name = names.get(result.node_id, result.node_id)
        line = "   ".join(filter(None, [result.evidence, _limit(result)]))
        said.setdefault(line, []).append(name)
        if result.fix and result.verdict is not Verdict.PASS:
            fixes.setdefault(result.fix, []).append(name)
    hints = {str(result.hint): result.hint for result in found if result.hint is not None}
    return CheckRow(
        check=found[0].check,
        title=found[0].title,
        verdict=found[0].verdict,
        passed=sum(result.verdict in {Verdict.PASS, Verdict.WARN} for result in found),
        count=len(found),
        duration_seconds=max(result.duration_seconds for result in found),
        evidence=tuple((names_text(nodes), line) for line, nodes in said.items() if line),
        hints=tuple(hints.values()),
        fixes=tuple((names_text(nodes), fix) for fix, nodes in fixes.items()),
    )


def _limit(result: CheckResult) -> str:
    return fill(_("limit: {limit}"), {"limit": result.limit}) if result.limit else ""


def names_text(names: Sequence[str]) -> str:
    """Return the names of a few nodes; of many the first ones and how many more."""
    if len(names) <= MOST_NAMES:
        return " ".join(names)
    return f"{' '.join(names[: MOST_NAMES - 1])} +{len(names) - MOST_NAMES + 1}"


def counts(found: Iterable[CheckRow]) -> dict[Verdict, int]:
    """Return how many rows have each verdict."""
    verdicts = [row.verdict for row in found]
    return {verdict: verdicts.count(verdict) for verdict in WORST_FIRST if verdict in verdicts}


def verdicts_of(results: Iterable[CheckResult]) -> dict[NodeId, Verdict]:
    """Return the worst verdict of each node, the worst nodes first."""
    worst: dict[NodeId, Verdict] = {}
    for result in results:
        before = worst.get(result.node_id, Verdict.PASS)
        worst[result.node_id] = min(before, result.verdict, key=WORST_FIRST.index)
    return dict(sorted(worst.items(), key=lambda found: WORST_FIRST.index(found[1])))


def report(found: Iterable[CheckResult], names: Mapping[NodeId, str]) -> str:
    """Return the results as plain text: what was run, what was seen, what to do."""
    lines = []
    for result in found:
        lines.append(f"{result.verdict.upper():<8}{names.get(result.node_id, result.node_id)}: {result.title}")
        lines += [f"        $ {line}" for line in result.command.splitlines()]
        lines += [f"        {line}" for line in result.evidence.splitlines()]
        if result.hint is not None:
            lines.append(f"        -> {result.hint}")
        lines += [f"        # {line}" for line in result.fix.splitlines()]
    return "\n".join(lines) + "\n"
