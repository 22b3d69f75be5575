from __future__ import annotations

import tomllib
from datetime import date

import pytest

from console.app import paths
from console.settings.language import set_language
from console.ui.xids import XidBook

FILE = paths.resources() / "knowledge" / "xid.toml"
WANTED = {
    13, 31, 32, 38, 43, 45, 46, 48, 56, 57, 58, 61, 62, 63, 64, 68, 69, 74, 79, 92, 94, 95, 109, 110, 119, 120, 121,
    140, 143, 144, 145, 146, 147, 148, 149, 150, 154,
}  # fmt: skip
CODES = sorted(int(code) for code in tomllib.loads(FILE.read_text("utf-8"))["xid"])


def test_those_that_data_centres_meet_are_known() -> None:
    assert not [code for code in WANTED if XidBook(FILE).find(code) is None]


@pytest.mark.parametrize("code", CODES)
def test_each_says_what_it_means_and_what_to_do_in_both_languages(code: int) -> None:
    xid = XidBook(FILE).find(code)
    assert xid is not None
    for words in (xid.english, xid.german):
        assert words.meaning.endswith(".")
        assert words.advice.endswith((".", ")."))
        assert words.cause.endswith(".")
        assert 10 < len(words.cause) < 200
        assert 20 < len(words.meaning) < 260
        assert 20 < len(words.advice) < 260
        assert not words.doubt or words.doubt.endswith(".")
    assert xid.english != xid.german
    assert bool(xid.english.doubt) == bool(xid.german.doubt)


@pytest.mark.parametrize("code", CODES)
def test_each_says_where_it_was_read_and_when(code: int) -> None:
    book = XidBook(FILE)
    xid = book.find(code)
    assert xid is not None
    assert book.catalog in book.sources(xid)
    assert all(source.address.startswith("https://") for source in book.sources(xid))
    assert all(source.read_on > date(2026, 1, 1) for source in book.sources(xid))


def test_a_number_means_one_thing_and_those_of_one_meaning_share_it() -> None:
    book, content = XidBook(FILE), tomllib.loads(FILE.read_text("utf-8"))["xid"]
    numbers = [number for code, entry in content.items() for number in (int(code), *entry.get("also", ()))]
    assert len(numbers) == len(set(numbers))
    assert book.find(145) == book.find(144) != book.find(149)


def test_what_is_not_known_is_none() -> None:
    assert XidBook(FILE).find(999) is None


def test_the_words_are_those_of_the_persons_language() -> None:
    xid = XidBook(FILE).find(79)
    assert xid is not None
    assert xid.words is xid.english
    set_language("de", paths.resources() / "translations")
    assert xid.words is xid.german
    set_language("en", paths.resources() / "translations")
