"""The choice of an engine."""

from __future__ import annotations

import pytest

from console.terminal import engine as engines
from console.terminal import ghostty
from console.terminal.caps import EngineUnavailable, unavailable
from console.terminal.engine import make_engine


def test_pyte_on_request() -> None:
    terminal, problem = make_engine("pyte", 30, 5, 10)
    assert (terminal.caps.name, terminal.cols, terminal.rows, problem) == ("pyte", 30, 5, None)


def test_auto_falls_back_and_tells_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise unavailable("bits of a cell moved")

    monkeypatch.setattr(ghostty, "load", refuse)
    monkeypatch.setattr(engines, "_told", [])
    first, problem = make_engine("auto")
    second, silence = make_engine("auto")
    assert (first.caps.name, second.caps.name) == ("pyte", "pyte")
    assert problem is not None
    assert "bits of a cell moved" in problem.text()
    assert silence is None
    with pytest.raises(EngineUnavailable):
        make_engine("ghostty")
