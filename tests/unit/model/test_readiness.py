from __future__ import annotations

from console.model.ids import NodeId
from console.model.readiness import ReadinessReport
from console.model.service import CheckResult, Verdict
from console.model.text import Text


def test_verdicts_are_counted() -> None:
    verdicts = (Verdict.PASS, Verdict.WARN, Verdict.PASS)
    results = tuple(CheckResult("x", Text("X"), verdict, NodeId("n"), "true", "", None, 0.0) for verdict in verdicts)
    report = ReadinessReport(NodeId("n"), "n", "192.0.2.7", 0.0, 1.0, "", results)
    assert [report.count(verdict) for verdict in Verdict] == [2, 1, 0, 0]
