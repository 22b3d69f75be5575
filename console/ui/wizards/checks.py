"""Preflight results as the page shows them: one row a check over all nodes. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from console.model.ids import NodeId
from console.model.service import Amendment, CheckResult, Verdict
from console.model.text import Text, fill
from console.settings.language import _

WORST_FIRST = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.WARN, Verdict.PASS)
RANK = {verdict: place for place, verdict in enumerate(WORST_FIRST)}
MOST_NAMES, MOST_LINES = 4, 4


class CheckRow(Struct, frozen=True):
    """A check over all nodes: the worst verdict, the evidence of each node, each hint and each fix once."""

    check: str
    title: Text
    verdict: Verdict
    passed: int
    count: int
    duration_seconds: float
    evidence: tuple[tuple[str, str], ...]
    """Node names and what they said, the worst first, a few lines; equal ones are said once for all their nodes."""
    hints: tuple[Text, ...]
    fixes: tuple[tuple[str, str], ...] = ()
    """Node names and the command that would help there."""
    more: int = 0
    """How many lines of evidence are left out."""
    safe: int = 0
    """On how many nodes a step of the plan can put it right."""
    is_mendable: bool = False
    """Wherever it fails, such a step would help."""
    as_root: bool = False
    """Such a step acts as root somewhere."""
    amendments: tuple[Amendment, ...] = ()
    """What else could be asked for; what helps on the most nodes first."""


def rows(results: Iterable[CheckResult], names: Mapping[NodeId, str]) -> list[CheckRow]:
    """Return one row a check, in the order in which the checks first came."""
    by_check: dict[str, list[CheckResult]] = {}
    for result in results:
        by_check.setdefault(result.check, []).append(result)
    return [_row(found, names) for found in by_check.values()]


def _row(found: list[CheckResult], names: Mapping[NodeId, str]) -> CheckRow:
    found = sorted(found, key=lambda result: RANK[result.verdict])
    said: dict[tuple[str, str], list[str]] = {}
    fixes: dict[str, list[str]] = {}
    for result in found:
        name = names.get(result.node_id, result.node_id)
        said.setdefault((result.evidence, result.limit), []).append(name)
        if result.fix and result.verdict is not Verdict.PASS:
            fixes.setdefault(result.fix, []).append(name)
    lines = [(line, nodes) for line, nodes in said.items() if any(line)]
    hints = {str(result.hint): result.hint for result in found if result.hint is not None}
    return CheckRow(
        check=found[0].check,
        title=found[0].title,
        verdict=found[0].verdict,
        passed=sum(result.verdict in {Verdict.PASS, Verdict.WARN} for result in found),
        count=len(found),
        duration_seconds=max(result.duration_seconds for result in found),
        evidence=tuple((names_text(nodes), _line(*line)) for line, nodes in lines[:MOST_LINES]),
        hints=tuple(hints.values()),
        fixes=tuple((names_text(nodes), fix) for fix, nodes in fixes.items()),
        more=max(0, len(lines) - MOST_LINES),
        safe=sum(map(_is_safe, found)),
        as_root=any(_is_safe(result) and result.fix.startswith("sudo ") for result in found),
        amendments=_amendments(found),
        is_mendable=all(_is_safe(result) for result in found if result.verdict is Verdict.FAIL),
    )


def _amendments(found: list[CheckResult]) -> tuple[Amendment, ...]:
    failed = [result for result in found if result.verdict is Verdict.FAIL]
    known = {" ".join(map(str, each.texts)): each for result in failed for each in result.amendments}
    counted = Counter(" ".join(map(str, each.texts)) for result in failed for each in result.amendments)
    return tuple(known[said] for said, _count in counted.most_common(MOST_LINES))


def _is_safe(result: CheckResult) -> bool:
    return bool(result.fix and result.undo) and result.verdict in {Verdict.WARN, Verdict.FAIL}


def _line(evidence: str, limit: str) -> str:
    limit = fill(_("limit: {limit}"), {"limit": limit}) if limit else ""
    return "   ".join(filter(None, [evidence, limit]))


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
        worst[result.node_id] = min(before, result.verdict, key=RANK.__getitem__)
    return dict(sorted(worst.items(), key=lambda found: RANK[found[1]]))


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
        lines += [f"        + {', '.join(map(str, each.texts))}" for each in result.amendments]
    return "\n".join(lines) + "\n"
