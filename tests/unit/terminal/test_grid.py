"""Lines, and the history that they go to."""

from __future__ import annotations

import numpy as np

from console.terminal.grid import TAIL, Grid, Line, load, store
from console.terminal.pen import PLAIN_PEN, Pen


def text(line: Line | None) -> str:
    assert line is not None
    return "".join(chr(c or 32) for c in line.cells[0].tolist() if c < TAIL).rstrip()


def put(grid: Grid, y: int, content: str, pen: Pen = PLAIN_PEN) -> None:
    grid.lines[y].write(0, np.array([ord(c) for c in content], np.uint32), pen)


def test_plain_lines_are_stored_as_text_and_come_back() -> None:
    for pen in (PLAIN_PEN, Pen(attributes=256)):
        line = Line(40)
        line.write(3, np.array([65, 66], np.uint32), pen)
        line.wrapped = True
        stored = store(line)
        assert isinstance(stored[0], str) == (pen is PLAIN_PEN)
        back = load(stored, 40)
        assert np.array_equal(back.cells, line.cells)
        assert back.wrapped


def test_scrolling_fills_the_history_and_trims_it() -> None:
    grid = Grid(10, 3, 5)
    for number in range(20):
        put(grid, 2, str(number))
        grid.scroll_up(0, 2, 1, 0)
    assert len(grid.history) == 5
    assert (grid.oldest_row, grid.live_row) == (15, 20)
    # The number that was written in step n left the screen three lines later.
    assert [text(grid.line(row)) for row in range(15, 22)] == ["13", "14", "15", "16", "17", "18", "19"]
    assert grid.line(14) is None
    assert grid.line(99) is None


def test_a_region_below_the_top_has_no_history() -> None:
    grid = Grid(10, 4, 5)
    put(grid, 1, "gone")
    grid.scroll_up(1, 3, 1, 0)
    assert not grid.history
    grid.scroll_down(0, 3, 9, 0)
    assert all(text(line) == "" for line in grid.lines)


def test_a_narrower_screen_hides_and_cuts_nothing() -> None:
    grid = Grid(20, 3, 10)
    put(grid, 0, "0123456789abcdef")
    grid.resize(5, 3, 0)
    grid.resize(20, 3, 0)
    assert text(grid.lines[0]) == "0123456789abcdef"


def test_fewer_rows_push_into_the_history_and_more_pull_out_of_it() -> None:
    grid = Grid(10, 4, 10)
    for y in range(4):
        put(grid, y, str(y))
    assert grid.resize(10, 2, 3) == 1
    assert [text(line) for line in grid.lines] == ["2", "3"]
    assert grid.resize(10, 4, 1) == 3
    assert [text(line) for line in grid.lines] == ["0", "1", "2", "3"]


def test_both_halves_of_a_wide_character_go_together() -> None:
    line = Line(6)
    line.write(1, np.array([0x4E2D, TAIL], np.uint32), PLAIN_PEN)
    line.wide = True
    line.erase(2, 3, 0)
    assert text(line) == ""
    line.write(1, np.array([0x4E2D, TAIL], np.uint32), PLAIN_PEN)
    line.shift(2, 1, 6, 0)
    assert text(line) == ""


def test_cells_move_and_the_freed_take_the_background() -> None:
    line = Line(6)
    line.write(0, np.array([ord(c) for c in "abcdef"], np.uint32), PLAIN_PEN)
    line.shift(1, 2, 6, 7)
    assert (text(line), line.cells[2, 1:3].tolist()) == ("a  bcd", [7, 7])
    line.shift(1, -2, 6, 0)
    assert text(line) == "abcd"
    line.shift(0, 99, 6, 0)
    assert text(line) == ""
