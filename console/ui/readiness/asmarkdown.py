"""A report as Markdown, for tickets and wikis."""

from __future__ import annotations

import re

from console.model.readiness import ReadinessReport
from console.model.service import CheckResult
from console.settings.language import _, translate
from console.ui.readiness import words

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def fenced(text: str, language: str = "") -> str:
    """Return a block of code; the fence is longer than any inside."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def render(report: ReadinessReport) -> str:
    """Return the report: a table to look at, then each check that wants a person, with what was run."""
    simulated = words.simulated(report)
    lines = [
        f"# {escaped(words.title(report))}",
        "",
        f"{escaped(words.summary(report))}  ",
        ", ".join(filter(None, (*map(escaped, (report.address, report.system)), words.taken(report), simulated))),
        "",
        f"| | {_('Check')} | {_('Evidence')} | {_('Limit')} |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {words.verdict_word(result.verdict)} | {escaped(translate(result.title))} "
        f"| {escaped(result.evidence)} | {escaped(result.limit)} |"
        for result in words.ordered(report)
    ]
    for result in words.ordered(report):
        lines += _more(result)
    notes = filter(None, [words.skipped(report), *words.problems(report), words.knowledge(report)])
    lines += ["", "---", "", *(f"{escaped(note)}  " for note in notes)]
    return "\n".join(lines) + "\n"


def _more(result: CheckResult) -> list[str]:
    lines = ["", f"## {words.verdict_word(result.verdict)}: {escaped(translate(result.title))}", ""]
    if words.hint(result):
        lines += [escaped(words.hint(result)), ""]
    if result.fix:
        lines += [fenced(result.fix, "sh"), ""]
    lines += [f"{_('What was run')}:", "", fenced(result.command, "sh")]
    if result.source:
        lines += ["", f"{_('Source')}: {escaped(result.source)}"]
    return lines
