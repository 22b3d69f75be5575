"""What a report can be written as."""

from __future__ import annotations

from console.model.readiness import ReadinessReport
from console.ui.readiness import ashtml, asjson, asmarkdown, astext

TITLES = {"html": "HTML", "markdown": "Markdown", "json": "JSON"}
SUFFIXES = {"html": "html", "markdown": "md", "json": "json"}
_WRITERS = {"html": ashtml.render, "json": asjson.render, "markdown": asmarkdown.render, "text": astext.render}


def written(report: ReadinessReport, form: str) -> str:
    """Return a report as ``html``, ``markdown``, ``json`` or ``text``."""
    return _WRITERS[form](report)
