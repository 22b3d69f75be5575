from __future__ import annotations

import pytest

from console.ui.terminal.logical import Row
from console.ui.terminal.selection import Marking, Selection, Spot, Unit, without_trailing_blanks
from console.ui.terminal.words import Words

ROWS: dict[int, Row] = {
    5: (list("ls -la /var/log/a.txt; echo hi"), False),
    6: (list("second line here      ".ljust(30)), False),
    7: (list("a line that is longer than the"), True),
    8: (list("screen is wide: /srv/models/ve"), True),
    9: (list("ry-large.gguf".ljust(30)), False),
}


def marking(row: int, x: float, unit: Unit = Unit.CHARACTER, *, block: bool = False) -> Marking:
    return Marking(row, x, unit, ROWS.get, Words(), block=block)


def test_a_click_marks_nothing() -> None:
    assert marking(5, 3.2).move(5, 3.4) is None


@pytest.mark.parametrize(
    ("start", "end", "marked"),
    [
        ((5, 1.4), (5, 4.6), (1, 5)),
        ((5, 4.6), (5, 1.4), (1, 5)),
        ((5, 0.2), (5, 0.6), (0, 1)),
        ((5, -3), (5, 2), (0, 2)),
    ],
)
def test_characters_count_from_their_middle(
    start: tuple[int, float], end: tuple[int, float], marked: tuple[int, int]
) -> None:
    assert marking(*start).move(*end) == Selection(Spot(5, marked[0]), Spot(5, marked[1]))


def test_rows_in_between_are_marked_whole() -> None:
    selection = marking(7, 4.0).move(5, 8.0)
    assert selection is not None
    assert [selection.span(row, 20) for row in (4, 5, 6, 7, 8)] == [None, (8, 20), (0, 20), (0, 4), None]


def test_a_block_takes_the_same_columns_of_each_row() -> None:
    selection = marking(5, 8.0, block=True).move(7, 3.0)
    assert selection is not None
    assert [selection.span(row, 20) for row in (5, 6, 7)] == [(3, 8)] * 3
    assert marking(5, 8.0, block=True).move(7, 8.2) is None


@pytest.mark.parametrize(("x", "word"), [(0.5, "ls"), (9.0, "/var/log/a.txt"), (2.5, " "), (21.5, ";"), (4.0, "-la")])
def test_words_are_what_one_wants_to_copy(x: float, word: str) -> None:
    selection = marking(5, x, Unit.WORD).selection()
    assert selection is not None
    assert "".join(ROWS[5][0][selection.start.col : selection.end.col]) == word


def test_words_grow_by_words_in_both_directions() -> None:
    word = marking(5, 8.0, Unit.WORD)
    assert word.move(5, 24.0) == Selection(Spot(5, 7), Spot(5, 27))
    assert word.move(5, 0.0) == Selection(Spot(5, 0), Spot(5, 21))


def test_lines_are_whole() -> None:
    selection = marking(5, 8.0, Unit.LINE).move(6, 1.0)
    assert selection == Selection(Spot(5, 0), Spot(7, 0))
    assert selection is not None
    assert selection.span(7, 20) is None


def test_a_line_and_a_word_go_on_where_the_edge_cut_them() -> None:
    assert marking(8, 3.0, Unit.LINE).selection() == Selection(Spot(7, 0), Spot(10, 0))
    assert marking(9, 3.0, Unit.WORD).selection() == Selection(Spot(8, 16), Spot(9, 13))
    assert marking(7, 28.0, Unit.WORD).selection() == Selection(Spot(7, 27), Spot(8, 6))


def test_the_word_that_was_clicked_stays_marked_when_it_has_scrolled_away() -> None:
    rows = dict(ROWS)
    word = Marking(5, 8.0, Unit.WORD, rows.get, Words())
    del rows[5]
    assert word.move(6, 9.0) == Selection(Spot(5, 7), Spot(6, 11))


def test_a_line_that_begins_out_of_sight_is_widened() -> None:
    line = marking(7, 3.0, Unit.LINE)
    assert line.widen(2, 9) == Selection(Spot(2, 0), Spot(10, 0))
    assert line.move(6, 0.0) == Selection(Spot(2, 0), Spot(10, 0))


@pytest.mark.parametrize(
    ("place", "extended"),
    [
        ((9, 4.0), (Spot(5, 3), Spot(9, 4))),
        ((5, 1.0), (Spot(5, 1), Spot(7, 10))),
        ((5, 9.0), (Spot(5, 9), Spot(7, 10))),
    ],
)
def test_extending_moves_the_end_that_is_nearer(place: tuple[int, float], extended: tuple[Spot, Spot]) -> None:
    selection = Selection(Spot(5, 3), Spot(7, 10))
    again = Marking.extending(selection, *place, ROWS.get, Words())
    assert again.move(*place) == Selection(*extended)


def test_a_row_that_is_not_known_is_marked_by_characters() -> None:
    assert marking(99, 3.0, Unit.WORD).move(99, 6.0) == Selection(Spot(99, 3), Spot(99, 6))


def test_touching_is_half_open() -> None:
    selection = Selection(Spot(5, 3), Spot(7, 2))
    assert selection.touches(7, 9)
    assert not selection.touches(8, 9)
    assert not selection.touches(0, 5)


def test_blanks_that_fill_rows_are_left_out() -> None:
    assert without_trailing_blanks("a  \nb c   \n  \nd") == "a\nb c\n\nd"
