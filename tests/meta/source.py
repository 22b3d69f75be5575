"""Reads the source tree for the tests in this folder."""

from __future__ import annotations

import ast
import functools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def python_files(*folders: str) -> list[Path]:
    """Return the Python files under ``folders`` of the checkout."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


@functools.cache
def tree(path: Path) -> ast.Module:
    """Return the parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def calls(path: Path) -> Iterator[ast.Call]:
    """Yield every call in the file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield node


def called(call: ast.Call) -> str:
    """Return the last name of what is called: ``exec`` for ``self.dialog.exec()``."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def where(path: Path, node: ast.expr | ast.stmt) -> str:
    """Return file and line for a message."""
    return f"{path.relative_to(ROOT)}:{node.lineno}"


def text_of(node: ast.expr | None) -> str | None:
    """Return the text in a literal or in ``N_("literal")``."""
    if isinstance(node, ast.Call) and called(node) in {"N_", "_"} and node.args:
        node = node.args[0]
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def tracked_files() -> list[Path]:
    """Return the files that belong to the product, as git sees them."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [path for name in sorted(set(listed.split("\0"))) if name and (path := ROOT / name).is_file()]


def run_tool(*arguments: str) -> tuple[int, str]:
    """Run ``python -m ...`` in the checkout; return its exit code and all that it said."""
    done = subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr
