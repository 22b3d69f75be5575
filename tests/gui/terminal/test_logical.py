from __future__ import annotations

from console.ui.terminal.logical import LogicalLine, Row, extent, line_at

ROWS: dict[int, Row] = {
    4: (list("above "), False),
    5: (["a", "漢", "", "b", "e\u0301", "x"], True),
    6: (list("yz    "), False),
    7: (list("below "), False),
}


def line() -> LogicalLine:
    found = line_at(6, ROWS.get)
    assert found is not None
    return found


def test_rows_that_the_edge_cut_are_one_line() -> None:
    assert extent(5, ROWS.get) == extent(6, ROWS.get) == (5, 6)
    assert extent(4, ROWS.get) == (4, 4)
    assert (line().first_row, line().rows, line().text) == (5, 2, "a漢be\u0301xyz    ")
    assert line_at(99, ROWS.get) is None


def test_a_line_whose_beginning_is_not_known_begins_where_it_is_known() -> None:
    rows = {6: ROWS[5], 7: (list("goes  "), True)}
    assert extent(7, rows.get) == (6, 7)


def test_cells_and_characters_are_told_apart() -> None:
    text = line().text
    cells = [line().cell_of(at) for at in range(len(text))]
    assert cells[:8] == [0, 1, 3, 4, 4, 5, 6, 7]
    assert [line().character(cell) for cell in range(8)] == [0, 1, 1, 2, 3, 5, 6, 7]
    start = text.index("漢")
    assert line().cells_of(start, start + 1) == (1, 3)
    assert line().cells_of(3, 7) == (4, 7)


def test_a_span_is_cut_into_rows() -> None:
    assert line().pieces(4, 8) == [(5, 4, 6), (6, 0, 2)]
    assert line().pieces(0, 6) == [(5, 0, 6)]
    assert line().pieces(3, 3) == []


def test_places_beside_a_line_are_the_nearest_of_it() -> None:
    assert line().cell(5, -3) == 0
    assert line().cell(6, 99) == 11
    assert line().place(7) == (6, 1)


def test_a_very_long_line_is_cut_to_what_is_near() -> None:
    endless = {row: (list("abcd"), True) for row in range(1000)}
    found = line_at(500, endless.get)
    assert found is not None
    assert found.rows <= 130
    assert found.first_row < 500 < found.first_row + found.rows
