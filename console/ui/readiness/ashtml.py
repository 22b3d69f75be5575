"""A report as one HTML file that needs nothing else: for a browser, for paper, for an attachment."""

from __future__ import annotations

from html import escape

from console.model.readiness import ReadinessReport
from console.model.service import CheckResult
from console.settings.language import _, language, translate
from console.ui.readiness import words

STYLE = """
:root { color-scheme: light; --ink: #16211f; --soft: #51605c; --line: #cfd8d5; --ground: #ffffff; --panel: #f3f6f5; }
* { box-sizing: border-box; }
body { margin: 2rem auto; max-width: 62rem; padding: 0 1.25rem; background: var(--ground); color: var(--ink);
  font: 15px/1.5 Inter, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
p { margin: .25rem 0; color: var(--soft); }
.counts { display: flex; gap: .5rem; margin: 1rem 0; flex-wrap: wrap; }
.chip { display: inline-block; min-width: 5.2rem; padding: .1rem .5rem; border: 1px solid; border-radius: 3px;
  font-size: .75rem; font-weight: 600; text-align: center; letter-spacing: .03em; }
.pass { color: #17603a; background: #e6f4ec; } .warn { color: #7a4d00; background: #fff3d9; }
.fail { color: #9b1c1c; background: #fdeaea; } .unknown { color: #51605c; background: #eef1f0; }
section { display: grid; grid-template-columns: 6rem 1fr; gap: 0 1rem; padding: .7rem 0 .7rem .75rem;
  border-top: 1px solid var(--line); break-inside: avoid; }
section.failed { border-left: 4px solid #9b1c1c; background: #fdf6f6; }
h2 { font-size: 1rem; margin: 0; } h2 small { font-weight: 400; color: var(--soft); }
code, pre { font: 12.5px/1.45 "JetBrains Mono", Consolas, Menlo, monospace; }
.evidence { overflow-wrap: anywhere; }
pre { margin: .35rem 0; padding: .5rem .6rem; background: var(--panel); border-radius: 3px; white-space: pre-wrap;
  overflow-wrap: anywhere; }
.hint { color: var(--ink); } details { margin-top: .25rem; color: var(--soft); } summary { cursor: pointer; }
footer { margin-top: 1.5rem; border-top: 1px solid var(--line); padding-top: .75rem; font-size: .85rem; }
@media print { body { margin: 0; max-width: none; font-size: 11px; } details > * { display: block; } }
"""


def render(report: ReadinessReport) -> str:
    """Return the page; all that came from the node is escaped."""
    chips = "".join(
        f'<span class="chip {verdict.value}">{report.count(verdict)} {escape(words.verdict_word(verdict))}</span>'
        for verdict in words.ORDER
        if report.count(verdict)
    )
    notes = [words.skipped(report), *words.problems(report), words.knowledge(report)]
    foot = "".join(f"<p>{escape(note)}</p>" for note in notes if note)
    simulated = f" · {escape(words.simulated(report))}" if report.simulated else ""
    return (
        f'<!doctype html>\n<html lang="{escape(language())}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(words.title(report))}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(words.title(report))}</h1>\n"
        f"<p>{escape(report.address)} · {escape(report.system)} · {words.taken(report)}{simulated}</p>\n"
        f'<div class="counts">{chips}</div>\n'
        + "".join(_section(result) for result in words.ordered(report))
        + f"<footer>{foot}</footer>\n</body>\n</html>\n"
    )


def _section(result: CheckResult) -> str:
    limit = f" <small>{escape(result.limit)}</small>" if result.limit else ""
    evidence = f'<code class="evidence">{escape(result.evidence)}</code>'
    parts = [f"<h2>{escape(translate(result.title))}{limit}</h2>{evidence}"]
    if words.hint(result):
        parts.append(f'<p class="hint">→ {escape(words.hint(result))}</p>')
    if result.fix:
        parts.append(f"<pre>{escape(result.fix)}</pre>")
    source = f"<p>{escape(_('Source'))}: {escape(result.source)}</p>" if result.source else ""
    parts.append(
        f"<details><summary>{escape(_('What was run'))}</summary><pre>{escape(result.command)}</pre>{source}</details>"
    )
    failed = ' class="failed"' if result.verdict.value == "fail" else ""
    chip = f'<div><span class="chip {result.verdict.value}">{escape(words.verdict_word(result.verdict))}</span></div>'
    return f"<section{failed}>{chip}<div>{''.join(parts)}</div></section>\n"
