from __future__ import annotations

from msgspec.structs import replace

from console.ui.readiness.asmarkdown import escaped, fenced, render
from tests.gui.readiness.reports import report


def test_a_table_to_look_at_and_then_what_to_do() -> None:
    text = render(report())
    assert "| FAIL | Driver | driver 1 |  |" in text
    assert "| WARN | Clock | clock 1 | \\< 5 s |" in text
    assert "```sh\nsudo dnf install -y nvidia-open\n```" in text
    verdicts = [line.split(" | ")[0].removeprefix("| ") for line in text.splitlines() if line.startswith("| ")][1:]
    order = ["FAIL", "WARN", "UNKNOWN", "PASS"]
    assert verdicts == sorted(verdicts, key=order.index), "what needs a person comes first"
    assert text.count("SIMULATED") == 0
    assert "UTC, SIMULATED" in render(replace(report(), simulated=True))
    assert "uname -a # driver" in text and "Source: NVIDIA" in text


def test_what_a_node_prints_stays_text() -> None:
    text = render(report())
    assert "<script>" not in text
    (row,) = [line for line in text.splitlines() if line.startswith("| UNKNOWN")]
    assert row.replace("\\|", "").count("|") == 5
    assert escaped("a|b\n`c` <d>") == r"a\|b \`c\` \<d\>"


def test_a_fence_is_longer_than_those_inside() -> None:
    assert fenced("a ``` b") == "````\na ``` b\n````"
    bad = replace(report(), results=(replace(report().results[0], command="echo ```"),))
    assert "````sh\necho ```\n````" in render(bad)
