"""Choices are named, and not all of them where there are many."""

from __future__ import annotations

from console.deploy.weights.trouble import choose


def test_a_choice_among_many() -> None:
    advice = choose("hf:a/b", [f"q{number}.gguf" for number in range(50)]).problem.advice()
    assert "q0.gguf" in advice and "q49" not in advice and "…" in advice
