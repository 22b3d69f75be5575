"""The contracts hold for the house, and each of them bites."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.meta.source import ROOT


def lint(folder: Path) -> tuple[int, str]:
    """Check the contracts over the ``console`` in ``folder``."""
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout[done.stdout.find("Contracts") :] + done.stderr


def test_the_house_keeps_its_contracts() -> None:
    code, said = lint(ROOT)
    assert code == 0, said
    assert " 0 broken" in said


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "console", tmp_path / "console", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.mark.parametrize(
    ("module", "line", "words"),
    [
        ("lounge/__init__.py", "", "console.lounge"),
        ("model/clock.py", "import console.wire.tasks", "console.model is not allowed to import console.wire"),
        ("ssh/config.py", "import console.terminal.frame", "console.ssh is not allowed to import console.terminal"),
        ("fleet/inventory.py", "import PySide6.QtCore", "console.fleet.inventory -> PySide6"),
        ("app/core.py", "import PySide6.QtCore", "console.app.core -> PySide6"),
        ("fleet/inventory.py", "import asyncssh", "console.fleet.inventory -> asyncssh"),
        ("ui/theme.py", "import console.ssh.endpoint", "console.ui.theme -> console.ssh.endpoint"),
        ("ui/theme.py", "import console.app.paths", "console.ui.theme -> console.app.paths"),
        ("sim/__main__.py", "import console.ssh.endpoint", "console.sim.__main__ -> console.ssh.endpoint"),
        ("probes/disk.py", "import console.probes.load", "console.probes.disk -> console.probes.load"),
        ("deploy/plan.py", "import keyring", "console.deploy.plan -> keyring"),
        ("deploy/plan.py", "import pynvml", "console.deploy.plan -> pynvml"),
        ("fleet/store.py", "import sqlite3", "console.fleet.store -> sqlite3"),
        ("ui/theme.py", "import pyqtgraph", "console.ui.theme -> pyqtgraph"),
    ],
)
def test_a_broken_contract_is_seen(copy: Path, module: str, line: str, words: str) -> None:
    path = copy / "console" / module
    path.parent.mkdir(exist_ok=True)
    future = "from __future__ import annotations\n"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(text.replace(future, f"{future}\n{line}\n", 1) if future in text else f"{text}\n{line}\n")
    code, said = lint(copy)
    assert code == 1, said
    assert words in said
