from __future__ import annotations

from msgspec.structs import replace

from console.model.ids import NodeId
from console.model.service import CheckResult, Verdict
from console.model.text import Text
from console.ui.wizards.checks import counts, names_text, report, rows, verdicts_of

A, B = NodeId("a"), NodeId("b")
NAMES = {A: "gpu-a01", B: "gpu-b01"}


def result(
    check: str, node: NodeId, verdict: Verdict, evidence: str, hint: str = "", seconds: float = 0.1
) -> CheckResult:
    return CheckResult(
        check, Text(check.title()), verdict, node, f"run {check}", evidence, Text(hint) if hint else None, seconds
    )


RESULTS = [
    result("python", A, Verdict.PASS, "Python 3.12"),
    result("python", B, Verdict.FAIL, "not found", "Install python3."),
    result("disk", A, Verdict.WARN, "1 GB free", "Free some space.", 0.4),
    result("disk", B, Verdict.WARN, "1 GB free", "Free some space.", 0.2),
    result("memory", A, Verdict.PASS, "8 GB"),
    result("memory", B, Verdict.UNKNOWN, ""),
]


def test_one_row_a_check_with_the_worst_verdict_of_its_nodes() -> None:
    python, disk, memory = rows(RESULTS, NAMES)
    assert (python.verdict, python.passed, python.count) == (Verdict.FAIL, 1, 2)
    assert (disk.verdict, disk.passed, disk.duration_seconds) == (Verdict.WARN, 2, 0.4)
    assert memory.verdict is Verdict.UNKNOWN, "unknown is not a pass"


def test_equal_evidence_and_equal_hints_are_said_once() -> None:
    _python, disk, memory = rows(RESULTS, NAMES)
    assert disk.evidence == (("gpu-a01 gpu-b01", "1 GB free"),)
    assert [hint.english() for hint in disk.hints] == ["Free some space."]
    assert memory.evidence == (("gpu-a01", "8 GB"),)


def test_counts_come_worst_first() -> None:
    assert list(counts(rows(RESULTS, NAMES)).items()) == [
        (Verdict.FAIL, 1), (Verdict.UNKNOWN, 1), (Verdict.WARN, 1),
    ]  # fmt: skip


def test_the_report_has_command_evidence_and_hint() -> None:
    text = report(RESULTS, NAMES)
    assert "FAIL    gpu-b01: Python\n        $ run python\n        not found\n        -> Install python3.\n" in text


def test_the_worst_evidence_comes_first_with_its_limit_and_what_would_help() -> None:
    failing = replace(RESULTS[1], limit="3.10", fix="apt-get install python3")
    (python,) = rows([RESULTS[0], failing], NAMES)
    assert python.evidence == (("gpu-b01", "not found   limit: 3.10"), ("gpu-a01", "Python 3.12"))
    assert python.fixes == (("gpu-b01", "apt-get install python3"),)
    assert "# apt-get install python3" in report([failing], NAMES)


def test_many_nodes_are_named_by_the_first() -> None:
    assert names_text(["a", "b", "c", "d"]) == "a b c d"
    assert names_text(["a", "b", "c", "d", "e"]) == "a b c +2"


def test_the_worst_nodes_come_first() -> None:
    assert list(verdicts_of(RESULTS).items()) == [(B, Verdict.FAIL), (A, Verdict.WARN)]
