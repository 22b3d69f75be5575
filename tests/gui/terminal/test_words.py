from __future__ import annotations

import pytest

from console.ui.terminal.logical import LogicalLine
from console.ui.terminal.words import Words, quoted, word_cells


def smart(text: str, mark: str = "^") -> str:
    """Return what a double click at the mark takes."""
    at = text.index(mark)
    start, end = Words().smart(text := text.replace(mark, "", 1), at)
    return text[start:end]


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("open (https://example.com/^a?b=1). now", "https://example.com/a?b=1"),
        ("cat ^/var/log/a.txt; echo", "/var/log/a.txt"),
        ("x.py:3^3: error", "x.py:33"),
        ("echo 'two wo^rds' x", "words"),
        ("echo ^'two words' x", "two words"),
        ("echo 'two words^' x", "two words"),
        ("cp '/my fi^les/a b.txt' .", "/my files/a b.txt"),
        ("it isn^'t", "'"),
        ("a ^; b", ";"),
        ("a^   b", "   "),
    ],
)
def test_a_double_click_takes_what_one_would_copy(text: str, taken: str) -> None:
    assert smart(text) == taken


def test_marks_are_paired_from_the_left() -> None:
    text = """{"key": "a value", "n": 1}"""
    assert quoted(text, text.index('"a')) == (9, 16)
    assert quoted(text, text.index('":')) == (2, 5)
    assert quoted('an "open one', 3) is None
    assert quoted('an "" empty', 3) is None


def test_the_characters_of_words_can_be_chosen() -> None:
    assert Words().at("a-b_c", 0) == (0, 5)
    assert Words(frozenset("_")).at("a-b_c", 2) == (2, 5)


def test_wide_characters_are_taken_whole() -> None:
    line = LogicalLine(0, 8, ("x", " ", "漢", "", "字", "", " ", "y"))
    assert word_cells(line, 3, Words(), smart=True) == (2, 6)
    assert word_cells(line, 7, Words(), smart=True) == (7, 8)
