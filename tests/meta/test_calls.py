"""Calls that nobody makes; ruff sees the functions among them, this sees the methods too."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.meta.source import ROOT, called, calls, python_files, tree, where

TASKS = ROOT / "console/wire/tasks.py"
BROAD = {"TaskSet", "plugins", "excepthook"}


def find(path: Path, *names: str) -> list[str]:
    return [f"{where(path, call)} {called(call)}" for call in calls(path) if called(call) in names]


def test_tasks_start_in_the_task_set_only() -> None:
    files = [path for path in python_files("console") if path != TASKS]
    assert not [hit for path in files for hit in find(path, "create_task", "ensure_future")]


def test_no_nested_event_loops() -> None:
    hits = [hit for path in python_files("console/ui") for hit in find(path, "exec", "exec_", "processEvents")]
    hits += [hit for path in python_files("console") for hit in find(path, "QEventLoop")]
    assert not hits


def test_only_the_desk_runs_the_application() -> None:
    hits = [hit for path in python_files("console") for hit in find(path, "exec") if "console/app/desk.py" not in hit]
    assert not hits


def test_nobody_imports_what_cannot_carry_the_loop() -> None:
    hits = []
    for path in python_files("console", "tests"):
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            names = [alias.name for alias in node.names]
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            hits += [
                f"{where(path, node)} {name}" for name in names if "QtAsyncio" in name or name.startswith("qasync")
            ]
    assert not hits


def test_modules_do_not_run_at_import() -> None:
    """A room that opens, starts or asks at import makes every start pay for it."""
    costly = {"open", "run", "Popen", "connect", "start", "getLogger().setLevel", "basicConfig"}
    hits = []
    for path in python_files("console"):
        for statement in tree(path).body:
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
                hits += [where(path, statement)] if called(statement.value) in costly else []
    assert not hits
