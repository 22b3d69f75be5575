"""The commands of the checkout, as far as they can be run from inside their own tests."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.meta.source import ROOT

DEV = ROOT / "packaging/dev"


def dev(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    return subprocess.run(
        ["bash", str(DEV), *arguments],
        cwd="/",
        env=environment | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_without_a_command_it_lists_them() -> None:
    done = dev()
    assert done.returncode == 2
    offered = set(re.findall(r"^    ([a-z]+)\)$", DEV.read_text(), re.MULTILINE))
    assert offered >= {"run", "test", "perf", "screenshots", "strings", "lock"}
    assert all(re.search(rf"^  {name}\b", done.stderr, re.MULTILINE) for name in offered)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_run_without_a_display_says_how_to_get_one() -> None:
    done = dev("run")
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "xvfb-run" in line
    assert "ssh -X" in line


def test_the_build_machine_runs_the_same_tests() -> None:
    text = (ROOT / ".ci/run").read_text()
    assert os.access(ROOT / ".ci/run", os.X_OK)
    assert "set -euo pipefail" in text
    assert "bash packaging/dev test" in text


@pytest.mark.parametrize("script", [DEV, ROOT / ".ci/run"], ids=lambda path: path.name)
def test_the_scripts_run_under_the_bash_of_macos(script: Path) -> None:
    """Bash 3.2 has no associative arrays, no mapfile, no case changes, and trips over empty arrays."""
    text = script.read_text(encoding="utf-8")
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0
    assert not re.search(
        r"\b(?:declare|local) -[An]|\bmapfile\b|\breadarray\b|\$\{\w+(?:\^|,,)|&>>|\$\{\w+\[@\]\}", text
    )
