from __future__ import annotations

import pytest

from console.ui.terminal.logical import Row
from console.ui.terminal.motions import Caret, Field, Motions
from console.ui.terminal.words import Words

COLS = 16
TEXT = {
    10: "ls -la /var;    ",
    11: "                ",
    12: "  two words of a",
    13: "b line          ",
}
ROWS: dict[int, Row] = {row: (list(text), row == 12) for row, text in TEXT.items()} | {
    14: (["漢", "", "字", "", *" x".ljust(COLS - 4)], False)
}
FIELD = Field(8, 15, COLS, 4)


def motions() -> Motions:
    return Motions(ROWS.get, Words(), FIELD)


def at(row: int, col: int) -> Caret:
    return Caret(row, col, col)


def place(caret: Caret) -> tuple[int, int]:
    return caret.row, caret.col


def test_steps_go_on_in_the_next_row_and_stop_at_the_ends() -> None:
    m = motions()
    assert place(m.right(at(10, 15))) == (11, 0)
    assert place(m.left(at(11, 0))) == (10, 15)
    assert place(m.left(at(8, 0))) == (8, 0)
    assert place(m.right(at(15, 15))) == (15, 15)
    assert [place(m.right(at(14, 0))), place(m.left(at(14, 4)))] == [(14, 2), (14, 2)]


def test_up_and_down_keep_the_column_and_the_character_whole() -> None:
    m = motions()
    down = m.down(at(13, 3), 1)
    assert place(down) == (14, 2)
    assert place(m.down(down, 1)) == (15, 3)
    assert place(m.down(at(9, 3), -99)) == (8, 3)
    assert place(m.down(at(9, 3), 99)) == (15, 3)


def test_the_ends_of_a_row_are_those_of_its_text() -> None:
    m = motions()
    assert place(m.line_end(at(12, 0))) == (12, 15)
    assert place(m.line_end(at(10, 0))) == (10, 11)
    assert place(m.text_start(at(12, 9))) == (12, 2)
    assert place(m.line_start(at(12, 9))) == (12, 0)
    assert place(m.line_end(at(11, 5))) == (11, 0)


def walk(start: Caret, motion: str, times: int) -> list[tuple[int, int]]:
    m, caret, found = motions(), start, []
    for _ in range(times):
        caret = getattr(m, motion)(caret)
        found.append(place(caret))
    return found


def test_words_forward_over_blank_rows_and_cut_lines() -> None:
    # "ab" stands in two rows, because the edge has cut it.
    assert walk(at(10, 0), "next_word", 8) == [
        (10, 3), (10, 7), (10, 11), (12, 2), (12, 6), (12, 12), (12, 15), (13, 2),
    ]  # fmt: skip


def test_words_back() -> None:
    assert walk(at(13, 4), "previous_word", 8) == [
        (13, 2), (12, 15), (12, 12), (12, 6), (12, 2), (10, 11), (10, 7), (10, 3),
    ]  # fmt: skip


def test_ends_of_words() -> None:
    assert walk(at(10, 0), "word_end", 5) == [(10, 1), (10, 5), (10, 10), (10, 11), (12, 4)]


def test_where_the_text_is_not_known_yet_a_word_ends() -> None:
    assert place(motions().next_word(at(14, 5))) == (15, 0)
    assert place(motions().previous_word(at(10, 0))) == (9, 0)


@pytest.mark.parametrize(
    ("start", "way", "end"), [((13, 4), -1, (11, 0)), ((10, 0), 1, (11, 0)), ((12, 0), 1, (15, 0))]
)
def test_paragraphs(start: tuple[int, int], way: int, end: tuple[int, int]) -> None:
    assert place(motions().paragraph(at(*start), way)) == end


def test_top_and_bottom() -> None:
    assert place(motions().top(at(12, 3))) == (8, 0)
    assert place(motions().bottom(at(12, 3))) == (15, 0)
