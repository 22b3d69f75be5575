"""The watch over the tests is itself watched: each fault is reported as what it is."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FAULTS = ROOT / "tests/meta/faults/fault_leaks.py"


@pytest.fixture(scope="module")
def report() -> str:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA", str(FAULTS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("test", "words"),
    [
        ("test_log_line", "nobody expects this"),
        ("test_qt_warning", "a warning of Qt"),
        ("test_task", "left tasks behind"),
        ("test_thread", "thread: left-behind"),
        ("test_process", "process: "),
        ("test_window", "window: QWidget 'left-behind'"),
    ],
)
def test_a_fault_is_reported(report: str, test: str, words: str) -> None:
    assert re.search(rf"^(FAILED|ERROR) \S+::{test}\b", report, re.MULTILINE), report
    assert words in report


@pytest.mark.slow
@pytest.mark.parametrize("test", ["test_expected_log_line", "test_nothing_wrong"])
def test_what_is_right_is_left_alone(report: str, test: str) -> None:
    assert not re.search(rf"^(FAILED|ERROR) \S+::{test}\b", report, re.MULTILINE), report


@pytest.mark.slow
def test_a_process_without_a_parent_fails_the_session(report: str) -> None:
    assert "A test left a process behind: " in report
