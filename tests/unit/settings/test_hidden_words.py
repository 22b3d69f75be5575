from __future__ import annotations

from pathlib import Path

from console.app import paths
from console.settings.hidden_words import read_hidden


def test_words_are_read_and_mistakes_have_their_place(tmp_path: Path) -> None:
    file = tmp_path / "hidden.toml"
    file.write_text('hide = ["falcon*", "x", 7, "**", "a*b"]\nshow = true\n')
    words, problems = read_hidden(file)
    assert words == ("falcon*",)
    assert sorted(problem.params["key"] for problem in problems) == ["hide", "hide", "hide", "hide", "show"]
    assert {problem.params["place"].rpartition("toml:")[2] for problem in problems} == {"1:1", "2:1"}


def test_no_file_hides_nothing_more_and_a_broken_one_says_so(tmp_path: Path) -> None:
    assert read_hidden(tmp_path / "none.toml") == ((), [])
    (tmp_path / "broken.toml").write_text("hide = [")
    words, problems = read_hidden(tmp_path / "broken.toml")
    assert words is None
    assert len(problems) == 1
    (tmp_path / "list.toml").write_text('hide = "falcon"')
    assert read_hidden(tmp_path / "list.toml")[1]


def test_the_example_is_right() -> None:
    assert read_hidden(paths.resources() / "examples" / "hidden.toml") == ((), [])
