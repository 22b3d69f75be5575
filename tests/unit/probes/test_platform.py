from __future__ import annotations

import pytest

from console.model.probe import Reading
from console.probes.platform import PROBE


def test_lines() -> None:
    facts = PROBE.parse(Reading("hostname gpu-a01\nkernel 5.14.0-427.el9.x86_64\narchitecture x86_64\ncpus 224\n"))
    assert facts == {
        "hostname": "gpu-a01", "kernel": "5.14.0-427.el9.x86_64", "architecture": "x86_64", "cpu_count": 224,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "command", "version"),
    [
        (["python3 Python 3.11.2"], "python3", "3.11.2"),
        (
            ["python3 Python 3.5.3", "/usr/libexec/platform-python Python 3.6.8"],
            "/usr/libexec/platform-python",
            "3.6.8",
        ),
        (["python3 Python 2.7.18"], None, "2.7.18"),
        (["python3 Python 3.14.0rc2"], "python3", "3.14.0rc2"),
        (["python3 bash: python3: command not found"], None, None),
        (["python3 "], None, None),
    ],
)
def test_the_first_python_that_is_new_enough_counts(lines: list[str], command: str | None, version: str | None) -> None:
    facts = PROBE.parse(Reading("\n".join(f"python {line}" for line in lines)))
    assert (facts.get("python_command"), facts.get("python_version")) == (command, version)


def test_what_was_not_said_is_left_out() -> None:
    assert PROBE.parse(Reading("hostname \nkernel \ncpus many\n")) == {}
