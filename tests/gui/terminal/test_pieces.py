from __future__ import annotations

from console.ui.terminal.pieces import FIRST_PIECE, SLOTS, Piece, Pieces
from console.wire.frames import MAX_GLYPHS


def test_the_core_and_the_desk_use_different_slots() -> None:
    assert MAX_GLYPHS < FIRST_PIECE < SLOTS


def test_runs_have_neighbouring_slots_until_there_is_no_room() -> None:
    pieces = Pieces()
    run = [Piece("->", index, bold=False, italic=False) for index in range(2)]
    first = pieces.add(run)
    assert [pieces[first], pieces[first + 1]] == run
    assert pieces.add(run[:1] * (SLOTS - FIRST_PIECE - 3)) == first + 2
    assert pieces.add(run) == 0
    assert pieces.add(run[:1]) == SLOTS - 1
