from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.ownwords import own_words
from console.model.redactor import Redactor


@pytest.mark.parametrize(
    ("words", "line", "found"),
    [
        (["falcon"], "the Falcon flies, falcons do not", ["Falcon"]),
        (["falcon*"], "falcon-7.b and falcons", ["falcon-7.b", "falcons"]),
        (["project falcon", "falcon"], "project falcon", ["project falcon"]),
        (["a+b"], "a+b aab", ["a+b"]),
        (["*-acme"], "x1-acme acme", ["x1-acme"]),
        ([], "anything", []),
    ],
)
def test_what_is_found(words: list[str], line: str, found: list[str]) -> None:
    assert [line[start:end] for start, end in own_words(words)(line)] == found


def test_the_redactor_puts_something_as_long_in_its_place_always_the_same() -> None:
    redactor = Redactor()
    redactor.use([own_words(["falcon*"])])
    shown = redactor.redact("start falcon-7 and Falcon-7")
    assert "falcon" not in shown.lower()
    assert len(shown) == len("start falcon-7 and Falcon-7")
    assert redactor.redact("falcon-7") == shown.split()[1]


@given(
    st.lists(st.text(alphabet="ab.-+", min_size=2, max_size=8), max_size=5), st.text(alphabet="ab.-+ ", max_size=200)
)
def test_no_word_takes_long_or_finds_what_overlaps(words: list[str], line: str) -> None:
    spans = list(own_words([*words, *(f"*{word}*" for word in words)])(line))
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
