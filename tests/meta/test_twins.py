"""Each module has its test; the members of a family are run by the test of their contract."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.meta.source import ROOT, python_files, tree

FAMILIES = {
    "console/distros": "distros",
    "console/probes": "probes",
    "console/engines": "engines",
    "console/targets": "targets",
    "console/panels": "panels",
    "console/fleet/sources": "sources",
    "console/deploy/preflight": "preflight",
    "console/sim/commands": "sim",
}


def has_tests(path: Path) -> bool:
    """Return whether a test stands in the file."""
    return path.is_file() and any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
        for node in ast.walk(tree(path))
    )


def has_behaviour(path: Path) -> bool:
    """Return whether a function with a body stands in the file: frozen values and protocols have nothing to test."""
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(map(_does_something, node.body))
        for node in ast.walk(tree(path))
    )


def _does_something(statement: ast.stmt) -> bool:
    return not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))


def twins(path: Path) -> list[Path]:
    """Return where the test of a module may stand."""
    inside = path.relative_to(ROOT / "console")
    places = [ROOT / "tests" / kind / inside.parent / f"test_{inside.name}" for kind in ("unit", "gui")]
    if inside.parts[0] == "ui":  # tests/gui is the twin of that room
        places.append(ROOT / "tests/gui" / inside.parent.relative_to("ui") / f"test_{inside.name}")
    family = FAMILIES.get(str(path.parent.relative_to(ROOT)))
    if family:
        contract = ROOT / "tests/contract"
        places += [*contract.glob(f"test_{family}*.py"), *(contract / family).glob("test_*.py")]
    return places


def test_each_module_has_its_test() -> None:
    modules = [path for path in python_files("console") if not path.name.startswith("__") and has_behaviour(path)]
    assert modules
    missing = [str(path.relative_to(ROOT)) for path in modules if not any(map(has_tests, twins(path)))]
    assert not missing, "\n".join(["without a test:", *missing])


def test_each_unit_test_has_its_module() -> None:
    """A test whose module has gone or was renamed is found here."""
    orphans = []
    for path in python_files("tests/unit"):
        if path.name.startswith("test_"):
            inside = path.relative_to(ROOT / "tests/unit")
            module = ROOT / "console" / inside.parent / inside.name.removeprefix("test_")
            if not module.is_file() and not (module.with_suffix("") / "__init__.py").is_file():
                orphans.append(str(path.relative_to(ROOT)))
    assert not orphans
