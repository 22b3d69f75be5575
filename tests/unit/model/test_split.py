from __future__ import annotations

import pytest

from console.model.split import (
    Axis,
    Box,
    Least,
    Side,
    Split,
    beside,
    edge_of,
    equalised,
    fits,
    joined,
    lay_out,
    leaves,
    moved,
    neighbour,
    shared,
    swapped,
    without,
)

ROW, COLUMN = Axis.ROW, Axis.COLUMN
LEAST = Least(20, 10)
BOX = Box(0, 0, 201, 101)

CORNER = Split(ROW, (1, Split(COLUMN, (2, 3), (0.5, 0.5))), (0.5, 0.5))
"""1 on the left; on the right 2 over 3."""


def test_a_split_halves_the_pane_and_leaves_the_others_alone() -> None:
    tree = beside(beside(1, 1, 2, Side.RIGHT), 2, 3, Side.RIGHT)
    assert tree == Split(ROW, (1, 2, 3), (0.5, 0.25, 0.25))
    assert beside(tree, 1, 4, Side.ABOVE) == Split(ROW, (Split(COLUMN, (4, 1), (0.5, 0.5)), 2, 3), (0.5, 0.25, 0.25))


def test_a_pane_that_goes_leaves_its_room_to_its_neighbours() -> None:
    assert without(CORNER, 3) == Split(ROW, (1, 2), (0.5, 0.5))
    assert without(CORNER, 1) == Split(COLUMN, (2, 3), (0.5, 0.5))
    assert without(7, 7) is None


def test_a_row_in_a_row_is_one_row() -> None:
    inner = joined(ROW, (2, 3), (0.5, 0.5))
    assert joined(ROW, (1, inner), (1.0, 1.0)) == Split(ROW, (1, 2, 3), (0.5, 0.25, 0.25))


@pytest.mark.parametrize("shares", [(0.5,), (float("nan"), 1.0), (-1.0, 2.0), (0.0, 1.0), (float("inf"), 1.0)])
def test_shares_that_make_no_sense_become_equal(shares: tuple[float, ...]) -> None:
    assert joined(ROW, (1, 2), shares) == Split(ROW, (1, 2), (0.5, 0.5))


def test_panes_trade_places_and_keep_the_sizes_of_the_places() -> None:
    assert swapped(CORNER, 1, 3) == Split(ROW, (3, Split(COLUMN, (2, 1), (0.5, 0.5))), (0.5, 0.5))


def test_equal_panes_count_what_follows_each_other_in_a_part() -> None:
    below = joined(ROW, (4, 5), (0.1, 0.9))
    tree = joined(ROW, (1, joined(COLUMN, (2, below), (0.3, 0.7))), (0.9, 0.1))
    places = lay_out(equalised(tree), Box(0, 0, 302, 101), LEAST).panes
    assert {pane: box.width for pane, box in places.items()} == {1: 100, 2: 201, 4: 100, 5: 100}
    assert places[2].height == places[4].height == 50


def test_panes_and_lines_lie_beside_each_other() -> None:
    places = lay_out(CORNER, BOX, LEAST)
    assert places.panes == {1: Box(0, 0, 100, 101), 2: Box(101, 0, 100, 50), 3: Box(101, 51, 100, 50)}
    assert [edge.box for edge in places.edges] == [Box(100, 0, 1, 101), Box(101, 50, 100, 1)]
    assert leaves(CORNER) == (1, 2, 3)


def test_no_pane_is_below_its_smallest_size_while_there_is_room() -> None:
    tree = Split(ROW, (1, 2, 3), (0.98, 0.01, 0.01))
    assert [box.width for box in lay_out(tree, Box(0, 0, 102, 50), LEAST).panes.values()] == [60, 20, 20]
    assert fits(tree, 62, 10, LEAST)
    assert not fits(tree, 61, 10, LEAST)
    assert sum(box.width for box in lay_out(tree, Box(0, 0, 42, 50), LEAST).panes.values()) == 40


def test_a_line_moves_as_far_as_the_panes_beside_it_allow() -> None:
    places = lay_out(CORNER, BOX, LEAST)
    upright, level = places.edges
    assert lay_out(moved(CORNER, upright, 30), BOX, LEAST).panes[1].width == 130
    assert lay_out(moved(CORNER, upright, 500), BOX, LEAST).panes[1].width == 180
    assert lay_out(moved(CORNER, level, -500), BOX, LEAST).panes[2].height == 10


def test_a_pane_is_resized_at_the_line_after_it_else_at_the_one_before() -> None:
    places = lay_out(CORNER, BOX, LEAST)
    assert edge_of(CORNER, places, 1, ROW) == places.edges[0]
    assert edge_of(CORNER, places, 3, ROW) == places.edges[0]
    assert edge_of(CORNER, places, 2, COLUMN) == edge_of(CORNER, places, 3, COLUMN) == places.edges[1]
    assert edge_of(CORNER, places, 1, COLUMN) is None


def test_the_neighbour_is_the_pane_across_the_middle() -> None:
    tree = Split(ROW, (1, Split(COLUMN, (2, 3), (0.3, 0.7))), (0.5, 0.5))
    places = lay_out(tree, BOX, LEAST)
    assert neighbour(places, 1, Side.RIGHT) == 3
    assert neighbour(places, 2, Side.LEFT) == neighbour(places, 3, Side.LEFT) == 1
    assert neighbour(places, 3, Side.ABOVE) == 2
    assert neighbour(places, 1, Side.ABOVE) is None
    assert neighbour(places, 3, Side.RIGHT) is None


def test_whole_lengths_lose_no_pixel() -> None:
    assert shared(100, (1 / 3, 1 / 3, 1 / 3), (1, 1, 1)) == (34, 33, 33)
    assert shared(0, (0.5, 0.5), (5, 5)) == (0, 0)
