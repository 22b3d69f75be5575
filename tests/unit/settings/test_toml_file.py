from __future__ import annotations

from pathlib import Path

import pytest

from console.settings.toml_file import MOST_BYTES, TomlFile


def test_a_file_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    file = TomlFile(tmp_path / "none.toml")
    assert file.is_readable
    assert (file.table, file.problems) == ({}, [])


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"a = 1\nb = \n", "2:5"),
        (b'a = "\xff"\n', "1:1"),
        (b"a = " + b"[" * 5000, "1:1"),
        (b"#" * (MOST_BYTES + 1), "1:1"),
    ],
)
def test_what_cannot_be_read_has_its_place(tmp_path: Path, content: bytes, place: str) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(content)
    file = TomlFile(path)
    assert not file.is_readable
    assert file.problems[0].params["place"] == f"{path}:{place}"
    assert file.table == {}


def test_values_of_another_kind_are_noted_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('[[a]]\nname = 3\nrun = "yes"\nodd = 1\n[[a]]\nname = "fine"\n')
    file = TomlFile(path)
    (at, first), (_, second) = list(file.tables(file.table, "a"))
    assert file.text(first, at, "name", "none") == "none"
    assert file.switch(first, at, "run") is False
    file.check_keys(first, at, frozenset({"name", "run"}))
    assert file.text(second, at, "name") == "fine"
    assert [problem.params["place"] for problem in file.problems] == [f"{path}:{line}:1" for line in (2, 3, 4)]
    assert [problem.params["key"] for problem in file.problems] == ["a.0.name", "a.0.run", "a.0.odd"]
    assert file.is_readable


def test_a_list_that_holds_no_tables_is_noted(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text("a = 3\n")
    file = TomlFile(path)
    assert list(file.tables(file.table, "a")) == []
    assert file.problems[0].params["place"] == f"{path}:1:1"
