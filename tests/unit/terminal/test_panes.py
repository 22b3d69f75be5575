"""Lines that the border of a pane cuts are found by the picture alone."""

from __future__ import annotations

import numpy as np

from console.terminal.panes import Piece, changed_cells, pane_lines, text_of


def lines(picture: str, wrapped: tuple[bool, ...] = ()) -> list[str]:
    """Return what is found in a picture, a bar at each cut."""
    rows = picture.split("\n")
    width = max(map(len, rows))
    codes = np.array([[ord(char) for char in row.ljust(width)] for row in rows], np.uint32)
    found = pane_lines(codes, wrapped or (False,) * len(rows))
    return ["/".join(text_of(codes, piece) for piece in line) for line in found]


def test_each_pane_has_lines_of_its_own_over_as_many_rows_as_they_take() -> None:
    assert lines("one   │it is \nthree │short \nend   │here  ") == []
    assert lines("one of│cut of\nthem i│f so  \nt is  │no    ") == ["one of/them i/t is  ", "cut of/f so  "]


def test_a_border_has_to_go_on_below() -> None:
    assert lines("ab│cd\nef gh") == ["ab│cd/ef gh"]
    assert lines("a│bc│de\nf│gh   ") == ["a/f", "bc│de/gh   "]


def test_what_the_engine_knows_of_is_not_told_again() -> None:
    assert lines("wraps at\nthe edge", (True, False)) == []
    assert lines("wraps at\nthe edge", (False, False)) == ["wraps at/the edge"]


def test_below_the_number_of_a_line_it_goes_on_indented() -> None:
    assert lines(" 41 text\n    more\n 42 next") == [" 41 text/more"]


def test_only_words_that_are_cut_are_changed() -> None:
    line = [Piece(0, 4, 10), Piece(1, 4, 10)]
    changed = set(changed_cells(line, "ab gpu-x1 ab", "zz node-a zz"))
    assert changed == {(0, 7, "n"), (0, 8, "o"), (0, 9, "d"), (1, 4, "e"), (1, 5, "-"), (1, 6, "a")}
