from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from console.ui.terminal.spokentext import SpokenText, changes

WIDE = ("日", "")
CELL = st.sampled_from([(letter,) for letter in "ab "] + [WIDE])
ROW = st.lists(CELL, max_size=6).map(lambda cells: [text for cell in cells for text in cell])


def text_of(*lines: str) -> SpokenText:
    return SpokenText.of([list(line) for line in lines])


def test_blanks_that_only_fill_up_are_not_read() -> None:
    assert text_of("ls   ", "", "a b  ", "     ").text == "ls\n\na b"


def test_a_wide_character_is_one_character_of_two_cells() -> None:
    text = SpokenText.of([["a", *WIDE, "b"]])
    assert text.text == "a日b"
    assert [text.offset(0, col) for col in range(5)] == [0, 1, 2, 2, 3]
    assert text.place(2) == (0, 3)


@given(st.lists(ROW, max_size=5))
def test_each_character_is_found_where_it_stands(rows: list[list[str]]) -> None:
    text = SpokenText.of(rows)
    for offset, character in enumerate(text.text):
        row, col = text.place(offset)
        if character != "\n":
            assert text.rows[row][col] == character
            assert text.offset(row, col) == offset


@given(st.lists(ROW, max_size=5), st.lists(ROW, max_size=5), st.integers(-2, 6))
def test_the_changes_turn_one_text_into_the_other(
    before: list[list[str]], after: list[list[str]], scrolled: int
) -> None:
    one, other = SpokenText.of(before), SpokenText.of(after)
    text = one.text
    for change in changes(one, other, scrolled):
        assert text[change.offset :].startswith(change.removed)
        text = text[: change.offset] + change.inserted + text[change.offset + len(change.removed) :]
    assert text == other.text


def test_a_line_that_is_added_below_is_all_that_is_told() -> None:
    before, after = text_of("one", "two", "three"), text_of("two", "three", "four")
    gone, come = changes(before, after, 1)
    assert (gone.removed, gone.inserted) == ("one\n", "")
    assert (come.removed, come.inserted) == ("", "\nfour")
