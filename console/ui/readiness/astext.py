"""A report as plain text, for a terminal."""

from __future__ import annotations

from console.model.readiness import ReadinessReport
from console.settings.language import translate
from console.ui.readiness import words


def render(report: ReadinessReport) -> str:
    """Return the report: one check a line, below it what to do."""
    lines = [f"{words.title(report)}: {words.summary(report)}", f"{report.address}  {report.system}", ""]
    width = max((len(words.verdict_word(result.verdict)) for result in report.results), default=0)
    for result in report.results:
        limit = f"  [{result.limit}]" if result.limit else ""
        word = f"{words.verdict_word(result.verdict):<{width}}"
        lines.append(f"{word}  {translate(result.title)}: {result.evidence}{limit}")
        if words.hint(result):
            lines.append(f"{'':<{width}}  -> {words.hint(result)}")
        lines += [f"{'':<{width}}     {line}" for line in result.fix.splitlines()]
    lines += ["", *filter(None, [words.skipped(report), *words.problems(report), words.knowledge(report)])]
    return "\n".join(lines) + "\n"
