"""A report as JSON, for programs: always in English, its shape has a version."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from console.model.readiness import ReadinessReport
from console.model.service import CheckResult, Verdict

SCHEMA = "leitstand.readiness/1"
"""Fields may be added under one number; what is there keeps its meaning."""


def render(report: ReadinessReport) -> str:
    """Return the report."""
    whole = {
        "schema": SCHEMA,
        "node": {"id": report.node_id, "name": report.name, "address": report.address, "simulated": report.simulated},
        "taken_at": datetime.fromtimestamp(report.taken_at, UTC).isoformat(),
        "duration_seconds": round(report.duration_seconds, 3),
        "system": report.system,
        "counts": {verdict.value: report.count(verdict) for verdict in Verdict},
        "checks": [_check(result) for result in report.results],
        "skipped": [text.english() for text in report.skipped],
        "knowledge": [
            {"name": edition.name, "date": edition.date, "own": edition.is_own} for edition in report.editions
        ],
        "problems": [problem.text() for problem in report.problems],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _check(result: CheckResult) -> dict[str, object]:
    return {
        "id": result.check,
        "title": result.title.english(),
        "verdict": result.verdict.value,
        "evidence": result.evidence,
        "limit": result.limit,
        "hint": result.hint.english() if result.hint is not None else "",
        "fix": result.fix,
        "command": result.command,
        "source": result.source,
        "seconds": round(result.duration_seconds, 3),
    }
