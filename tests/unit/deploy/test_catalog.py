"""The catalogue: entries, and files that are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.deploy import catalog
from console.engines import engines
from console.model.errors import ConsoleError

ROOT = Path(__file__).parents[3]


def test_the_bundled_entries_can_be_deployed() -> None:
    found = catalog.read(ROOT / "resources/catalog")
    assert found.problems == () and found.entries
    for entry in found.entries:
        assert entry.choice.engine in engines()
        assert entry.question and "==" in entry.weights.reference


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("id = \nname = 1\n", "line 1, column 6"),
        ('id = "x"\nname = "X"\n', "missing required field"),
        ('id = "x"\nsurprise = 1\n', "surprise"),
    ],
)
def test_a_broken_file_is_named_and_costs_no_other(tmp_path: Path, text: str, word: str) -> None:
    good = (ROOT / "resources/catalog/smollm2-135m.toml").read_text()
    (tmp_path / "good.toml").write_text(good)
    (tmp_path / "broken.toml").write_text(text)
    found = catalog.read(tmp_path)
    assert [entry.id for entry in found.entries] == ["smollm2-135m"]
    (problem,) = found.problems
    assert "broken.toml" in problem.text() and word in problem.text()


def test_an_unknown_model_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ConsoleError) as refused:
        catalog.read(ROOT / "resources/catalog").entry("gpt-99")
    assert "smollm2-135m" in refused.value.problem.advice()
    with pytest.raises(ConsoleError):
        catalog.read(tmp_path).entry("any")
