"""Patterns: what they mean, what is said of a wrong one, and that a hostile one harms nobody."""

from __future__ import annotations

import pytest

from console.model.errors import ConsoleError
from console.terminal import matching
from console.terminal.matching import MOST_PATTERN, Matcher, matcher
from console.wire.messages import Search, SearchCase

TEXTS = ("Error: disk full", "no error here", "errors, terror")


async def hits(search: Search, texts: tuple[str, ...] = TEXTS) -> list[list[str]]:
    found_by = await matcher(search)
    try:
        found = await found_by.find(texts)
    finally:
        await found_by.close()
    return [[text[start:end] for start, end in spans] for text, spans in zip(texts, found, strict=True)]


def search(pattern: str, *, regex: bool = False, case: SearchCase = SearchCase.SMART, word: bool = False) -> Search:
    return Search(number=1, pattern=pattern, regex=regex, case=case, whole_word=word)


@pytest.mark.parametrize("regex", [False, True])
async def test_capitals_matter_where_the_pattern_has_one(*, regex: bool) -> None:
    assert await hits(search("error", regex=regex)) == [["Error"], ["error"], ["error", "error"]]
    assert await hits(search("Error", regex=regex)) == [["Error"], [], []]
    assert await hits(search("Error", regex=regex, case=SearchCase.INSENSITIVE)) == [
        ["Error"], ["error"], ["error", "error"],
    ]  # fmt: skip
    assert await hits(search("error", regex=regex, case=SearchCase.SENSITIVE)) == [[], ["error"], ["error", "error"]]


@pytest.mark.parametrize("regex", [False, True])
async def test_whole_words(*, regex: bool) -> None:
    assert await hits(search("error", regex=regex, word=True)) == [["Error"], ["error"], []]


async def test_an_escape_is_no_capital() -> None:
    assert await hits(search(r"error\S", regex=True)) == [["Error:"], [], ["errors"]]


async def test_whole_words_of_alternatives_and_with_flags_in_front() -> None:
    assert await hits(search("(?i)ERROR|disk", regex=True, word=True)) == [["Error", "disk"], ["error"], []]


async def test_signs_of_regular_expressions_are_text_unless_they_are_asked_for() -> None:
    assert await hits(search("a.c(")) == [[], [], []]
    assert await hits(search("a.c("), ("xa.c(", "abc(")) == [["a.c("], []]


async def test_empty_matches_are_none() -> None:
    assert await hits(search("x*", regex=True), ("axxb",)) == [["xx"]]


@pytest.mark.parametrize(
    ("pattern", "position", "hint"),
    [
        ("ab(c", "3", "A parenthesis is not closed."),
        ("a)", "2", "A parenthesis was not opened."),
        ("x[", "2", "A bracket is not closed."),
        ("*a", "1", "There is nothing to repeat."),
        ("abc\\", "4", "Nothing follows the backslash."),
    ],
)
@pytest.mark.parametrize("word", [False, True])
async def test_a_broken_pattern_is_refused_with_its_place(
    pattern: str, position: str, hint: str, *, word: bool
) -> None:
    with pytest.raises(ConsoleError) as refused:
        await matcher(search(pattern, regex=True, word=word))
    problem = refused.value.problem
    assert (problem.code, problem.params["position"], problem.advice()) == ("search.pattern", position, hint)


async def test_a_pattern_that_is_too_large_is_refused() -> None:
    for pattern in ("a" * (MOST_PATTERN + 1), "(" * 490 + "a" + ")" * 490 + "{99999999999999999999}"):
        with pytest.raises(ConsoleError) as refused:
            await matcher(search(pattern, regex=True))
        assert refused.value.code in {"search.no_pattern", "search.pattern"}


HOSTILE = (r"(a+)+$", r"(a|a)*b", r"(.*a){20}b", r"^(([a-z])+.)+[A-Z]([a-z])+$")


@pytest.mark.parametrize("pattern", HOSTILE)
async def test_a_hostile_pattern_is_given_up(pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found_by: Matcher = await matcher(search(pattern, regex=True))
    monkeypatch.setattr(matching, "PATIENCE_SECONDS", 0.2)
    try:
        with pytest.raises(ConsoleError) as given_up:
            await found_by.find(("a" * 200 + "!",))
        assert given_up.value.code == "search.too_slow"
    finally:
        await found_by.close()


async def test_a_hostile_pattern_gets_no_memory() -> None:
    found_by = await matcher(search(r"(?:(?:(?:a|b){1,5000}){1,5000}){1,5000}c", regex=True))
    try:
        with pytest.raises(ConsoleError):
            await found_by.find(("ab" * 5_000_000,))
    finally:
        await found_by.close()
