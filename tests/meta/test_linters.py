"""The linters and the type checker, with the configuration in pyproject.toml."""

from __future__ import annotations

import pytest

from tests.meta.source import ROOT, python_files, run_tool


def test_ruff_check() -> None:
    code, said = run_tool("ruff", "check", "--quiet", ".")
    assert code == 0, said


def test_ruff_format() -> None:
    code, said = run_tool("ruff", "format", "--check", ".")
    assert code == 0, said


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_mypy() -> None:
    code, said = run_tool("mypy")
    assert code == 0, said


def test_mypy_has_no_exemptions() -> None:
    marks = ("# type: ignore", "# mypy:", "# pyright:")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in python_files("console", "packaging")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if any(mark in line for mark in marks)
    ]
    assert not found
