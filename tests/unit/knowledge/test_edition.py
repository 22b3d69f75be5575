"""Files of knowledge: what is wrong has its line, and a person's newer file takes the place of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.knowledge.edition import newest, numbers, read
from console.knowledge.hubs import Hubs

HEAD = 'version = 1\ndate = {date}\n\n[source]\nhere = "https://docs.example.com"\n\n'
ROW = '[[hub]]\ntitle = "Hub"\nhost = "hub.example.com"\ngives = "models"\nsource = "here"\n'
GOOD = HEAD.format(date="2026-11-22") + ROW


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (GOOD.replace('"hub.example.com"', "7"), 9, "Expected `str`"),
        (GOOD.replace('host = "hub.example.com"\n', ""), 7, "missing required field `host`"),
        (GOOD + 'colour = "red"\n', 7, "unknown field `colour`"),
        (GOOD.replace('source = "here"', 'source = "nowhere"'), 11, "no such source"),
        (GOOD.replace("version = 1", "version = 9"), 1, "another version"),
        (GOOD.replace("date = 2026-11-22", 'date = "yesterday"'), 2, "date"),
        (GOOD.replace("[[hub]]", "[[hub"), 7, ""),
    ],
)
def test_what_is_wrong_has_its_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    path = tmp_path / "hubs.toml"
    path.write_text(text)
    book, problems = read(path, Hubs)
    assert book is None
    (problem,) = problems
    assert f"hubs.toml:{line}:" in problem.text(), problem.text()
    assert reason in problem.text()


def test_no_file_is_no_mistake(tmp_path: Path) -> None:
    assert read(tmp_path / "hubs.toml", Hubs) == (None, [])


@pytest.mark.parametrize(
    ("own", "title", "is_own", "problems"),
    [
        (None, "Hub", False, 0),
        (GOOD.replace("2026-11-22", "2026-12-24").replace("Hub", "Own hub"), "Own hub", True, 0),
        (GOOD.replace("Hub", "Own hub"), "Own hub", True, 0),
        (GOOD.replace("2026-11-22", "2025-12-24").replace("Hub", "Own hub"), "Hub", False, 1),
        (GOOD.replace("[[hub]]", "[[hub"), "Hub", False, 1),
    ],
    ids=["none", "newer", "as new", "older", "broken"],
)
def test_a_persons_file_counts_where_it_is_right_and_not_older(
    tmp_path: Path, own: str | None, title: str, problems: int, *, is_own: bool
) -> None:
    (tmp_path / "ours.toml").write_text(GOOD)
    if own is not None:
        (tmp_path / "own.toml").write_text(own)
    book, theirs, wrong = newest(tmp_path / "ours.toml", tmp_path / "own.toml", Hubs)
    assert (book.hub[0].title, theirs, len(wrong)) == (title, is_own, problems)
    assert book.address(book.hub[0].source) == "https://docs.example.com"


def test_a_file_of_ours_that_is_broken_is_a_defect(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        newest(tmp_path / "ours.toml", tmp_path / "own.toml", Hubs)


@pytest.mark.parametrize(
    ("text", "found"),
    [("580.65.06", (580, 65, 6)), ("12.4", (12, 4)), ("12.x", (12,)), ("", ()), ("535rc1.2", (535, 2))],
)
def test_versions_are_compared_as_numbers(text: str, found: tuple[int, ...]) -> None:
    assert numbers(text) == found
