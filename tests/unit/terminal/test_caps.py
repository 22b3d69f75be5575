"""The error of an engine that does not run."""

from __future__ import annotations

from console.terminal.caps import unavailable


def test_it_says_why_and_what_that_means() -> None:
    error = unavailable("no library")
    assert error.code == "terminal.engine_unavailable"
    assert "no library" in error.problem.text()
    assert "slower" in error.problem.advice()
