from __future__ import annotations

import tomllib
from datetime import date

import pytest

from console.app import paths
from console.settings.language import set_language
from console.ui.xids import XidBook

FILE = paths.resources() / "knowledge" / "xid.toml"
KNOWN = [13, 31, 32, 38, 43, 45, 48, 56, 57, 61, 62, 63, 64, 68, 69, 74, 79, 92, 94, 95, 109, 119, 120, 121, 140]


@pytest.mark.parametrize("code", KNOWN)
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
    assert xid.english != xid.german


def test_the_file_says_where_it_is_from_and_holds_nothing_else() -> None:
    book = XidBook(FILE)
    assert book.source.startswith("https://docs.nvidia.com/")
    assert date(2026, 1, 1) < book.read_on
    assert set(tomllib.loads(FILE.read_text("utf-8"))) == {"source", "read_on", *map(str, KNOWN)}


def test_what_is_not_known_is_none() -> None:
    assert XidBook(FILE).find(999) is None


def test_the_words_are_those_of_the_persons_language() -> None:
    xid = XidBook(FILE).find(79)
    assert xid is not None
    assert xid.words is xid.english
    set_language("de", paths.resources() / "translations")
    assert xid.words is xid.german
    set_language("en", paths.resources() / "translations")
