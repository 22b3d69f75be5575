from __future__ import annotations

from pathlib import Path

from console.knowledge.shelf import load
from tests.unit.knowledge.books import SHIPPED, books


def test_every_book_travels_with_the_program_and_says_of_when_it_is() -> None:
    assert {edition.name for edition in books().editions} == {
        "lifecycle", "drivers", "gpus", "container_toolkit", "engines", "hubs", "models"
    }  # fmt: skip
    assert all(edition.date >= "2026-11-22" and not edition.is_own for edition in books().editions)
    assert not books().problems


def test_a_person_brings_one_book_up_to_date(tmp_path: Path) -> None:
    text = (SHIPPED / "gpus.toml").read_text()
    (tmp_path / "gpus.toml").write_text(text.replace("date = 2026-11-22", "date = 2027-01-01"))
    (tmp_path / "hubs.toml").write_text("version = 1\n[[hub]]\n")
    found = load(SHIPPED, tmp_path)
    assert [edition.name for edition in found.editions if edition.is_own] == ["gpus"]
    assert [problem.code for problem in found.problems] == ["own.wrong"]
