"""Preflight results as the page shows them: one row a check over all nodes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from console.model.ids import NodeId
from console.model.service import CheckResult, Verdict
from console.model.text import Text

_WORST_FIRST = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.WARN, Verdict.PASS)


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check over all nodes: the worst verdict, the evidence of each node, each hint once."""

    check: str
    title: Text
    verdict: Verdict
    passed: int
    count: int
    duration_seconds: float
    evidence: tuple[tuple[str, str], ...]
    """Node names and what they said; equal lines are said once for all their nodes."""
    hints: tuple[Text, ...]


def rows(results: Iterable[CheckResult], names: Mapping[NodeId, str]) -> list[CheckRow]:
    """Return one row a check, in the order in which the checks first came."""
    by_check: dict[str, list[CheckResult]] = {}
    for result in results:
        by_check.setdefault(result.check, []).append(result)
    return [_row(found, names) for found in by_check.values()]


def _row(found: list[CheckResult], names: Mapping[NodeId, str]) -> CheckRow:
    verdict = min((result.verdict for result in found), key=_WORST_FIRST.index)
    said: dict[str, list[str]] = {}
    for result in found:
        said.setdefault(result.evidence, []).append(names.get(result.node_id, result.node_id))
    hints = {str(result.hint): result.hint for result in found if result.hint is not None}
    return CheckRow(
        check=found[0].check,
        title=found[0].title,
        verdict=verdict,
        passed=sum(result.verdict in {Verdict.PASS, Verdict.WARN} for result in found),
        count=len(found),
        duration_seconds=max(result.duration_seconds for result in found),
        evidence=tuple((" ".join(nodes), line) for line, nodes in said.items() if line),
        hints=tuple(hints.values()),
    )


def counts(found: Iterable[CheckRow]) -> dict[Verdict, int]:
    """Return how many rows have each verdict."""
    verdicts = [row.verdict for row in found]
    return {verdict: verdicts.count(verdict) for verdict in _WORST_FIRST if verdict in verdicts}


def report(found: Iterable[CheckResult], names: Mapping[NodeId, str]) -> str:
    """Return the results as plain text: what was run, what was seen, what to do."""
    lines = []
    for result in found:
        lines.append(f"{result.verdict.upper():<8}{names.get(result.node_id, result.node_id)}: {result.title}")
        lines += [f"        $ {line}" for line in result.command.splitlines()]
        lines += [f"        {line}" for line in result.evidence.splitlines()]
        if result.hint is not None:
            lines.append(f"        -> {result.hint}")
    return "\n".join(lines) + "\n"
