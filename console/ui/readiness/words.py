"""What a report says in words, whatever it is written as."""

from __future__ import annotations

from datetime import UTC, datetime

from console.model.readiness import ReadinessReport
from console.model.service import CheckResult, Verdict
from console.model.text import fill
from console.settings.language import _, problem_text, translate

ORDER = (Verdict.FAIL, Verdict.WARN, Verdict.UNKNOWN, Verdict.PASS)
"""What needs a person first."""


def verdict_word(verdict: Verdict) -> str:
    """Return the word of a verdict."""
    return {
        Verdict.PASS: _("PASS"),
        Verdict.WARN: _("WARN"),
        Verdict.FAIL: _("FAIL"),
        Verdict.UNKNOWN: _("UNKNOWN"),
    }[verdict]


def title(report: ReadinessReport) -> str:
    """Return the head of a report."""
    return fill(_("Readiness of {node}"), {"node": report.name})


def taken(report: ReadinessReport) -> str:
    """Return when it was made, in UTC: reports are passed on."""
    return datetime.fromtimestamp(report.taken_at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def summary(report: ReadinessReport) -> str:
    """Return how many checks have which verdict."""
    counts = [(report.count(verdict), verdict) for verdict in ORDER]
    return ", ".join(f"{count} {verdict_word(verdict)}" for count, verdict in counts if count)


def ordered(report: ReadinessReport) -> list[CheckResult]:
    """Return what was found, what needs a person first."""
    return sorted(report.results, key=lambda result: ORDER.index(result.verdict))


def simulated(report: ReadinessReport) -> str:
    """Return what marks the report of a simulated node; else nothing."""
    return _("SIMULATED") if report.simulated else ""


def skipped(report: ReadinessReport) -> str:
    """Return which checks were left out, and why; empty when none was."""
    if not report.skipped:
        return ""
    names = ", ".join(translate(text) for text in report.skipped)
    return fill(_("Not checked, as there is no GPU of NVIDIA: {checks}."), {"checks": names})


def knowledge(report: ReadinessReport) -> str:
    """Return of when the tables are that the verdicts rest on."""
    own = _("your file")
    shown = ", ".join(
        f"{edition.name} {edition.date}" + (f" ({own})" if edition.is_own else "") for edition in report.editions
    )
    return fill(_("Knowledge of: {editions}"), {"editions": shown})


def problems(report: ReadinessReport) -> list[str]:
    """Return what was wrong with the person's own files of knowledge."""
    return [problem_text(problem) for problem in report.problems]


def hint(result: CheckResult) -> str:
    """Return what to do; empty when there is nothing to do."""
    return "" if result.hint is None else translate(result.hint)
