from __future__ import annotations

from console.ui.dashboard.legend import MARKS
from tests.gui.dashboard.conftest import Board


def test_no_entry_is_left_out_however_narrow_it_is(board: Board) -> None:
    for width in (620, 400, 250, 90):
        placed = board.heat.legend._flow(width)
        assert [mark for _x, _line, mark in placed] == [None, *MARKS]
        assert len({(x, line) for x, line, _mark in placed}) == len(placed)
    assert board.heat.legend.lines(620) == 1 < board.heat.legend.lines(250)
