"""Files, functions and classes stay of a size that one reads in one go."""

from __future__ import annotations

import ast
import math
from collections.abc import Sequence

from tests.meta.source import python_files, tree, where


def percentile(numbers: Sequence[int], percent: float) -> int:
    """Return the smallest number that ``percent`` of all do not exceed."""
    return sorted(numbers)[max(0, math.ceil(len(numbers) * percent / 100) - 1)]


def sizes(*kinds: type[ast.AST], folders: tuple[str, ...] = ("console",)) -> dict[str, int]:
    """Return the lines of each definition of these kinds."""
    found = {}
    for path in python_files(*folders):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and isinstance(node, kinds):
                found[f"{where(path, node)} {node.name}"] = (node.end_lineno or node.lineno) - node.lineno + 1
    return found


def over(found: dict[str, int], limit: int) -> list[str]:
    """Return what is larger than ``limit``, largest first."""
    return [
        f"{lines} lines: {name}" for name, lines in sorted(found.items(), key=lambda item: -item[1]) if lines > limit
    ]


def file_sizes(*folders: str) -> dict[str, int]:
    """Return the lines of each file."""
    return {str(path): path.read_text(encoding="utf-8").count("\n") for path in python_files(*folders)}


def test_files() -> None:
    found = file_sizes("console")
    written = [lines for lines in found.values() if lines > 3]  # an __init__ that only says what it is
    assert not over(found, 600)
    assert percentile(written, 50) <= 150, over(found, 150)
    assert percentile(written, 95) <= 400, over(found, 400)


def test_files_around_the_product() -> None:
    assert not over(file_sizes("tests", "packaging"), 600)


def test_functions() -> None:
    found = sizes(ast.FunctionDef, ast.AsyncFunctionDef)
    assert not over(found, 60)
    assert percentile(list(found.values()), 95) <= 30, over(found, 30)


def test_functions_around_the_product() -> None:
    assert not over(sizes(ast.FunctionDef, ast.AsyncFunctionDef, folders=("tests", "packaging")), 60)


def test_classes() -> None:
    assert not over(sizes(ast.ClassDef), 300)
