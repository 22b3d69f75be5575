"""A report for tests: one check of each verdict, and a node that means no good."""

from __future__ import annotations

from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.readiness import KnowledgeEdition, ReadinessReport
from console.model.service import CheckResult, Verdict
from console.model.text import Text

HOSTILE = "<script>alert(1)</script> | `x` [a](b)"


def result(check: str, verdict: Verdict, evidence: str = "", hint: str = "", fix: str = "") -> CheckResult:
    """Return a result."""
    return CheckResult(
        check=check,
        title=Text(check.capitalize()),
        verdict=verdict,
        node_id=NodeId("gpu01"),
        command=f"uname -a # {check}",
        evidence=evidence or f"{check} 1",
        hint=Text(hint) if hint else None,
        duration_seconds=0.25,
        limit="< 5 s" if check == "clock" else "",
        fix=fix,
        source="NVIDIA" if check == "driver" else "",
    )


def report() -> ReadinessReport:
    """Return the report."""
    return ReadinessReport(
        node_id=NodeId("gpu01"),
        name="gpu01",
        address="192.0.2.7",
        taken_at=1795852800.0,
        duration_seconds=2.5,
        system="Rocky Linux 9.5 (Blue Onyx)",
        results=(
            result("reachable", Verdict.PASS),
            result("driver", Verdict.FAIL, hint="Install it.", fix="sudo dnf install -y nvidia-open"),
            result("clock", Verdict.WARN),
            result("slurm", Verdict.UNKNOWN, HOSTILE),
        ),
        skipped=(Text("Kernel module"),),
        editions=(KnowledgeEdition("drivers", "2026-11-22"), KnowledgeEdition("gpus", "2027-01-01", is_own=True)),
        problems=(Problem("own.wrong", "{place}: wrong.", "", {"place": "gpus.toml:7"}),),
    )
