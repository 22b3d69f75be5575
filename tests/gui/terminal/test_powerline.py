from __future__ import annotations

import numpy as np
import pytest

from console.ui.terminal.powerline import separator, trapezoid
from tests.gui.terminal.sizes import SAMPLE, SIZES


@pytest.mark.parametrize("size", SIZES)
def test_triangles_fill_the_edge_they_stand_on(size: tuple[int, int]) -> None:
    right, left = separator(0xE0B0, *size), separator(0xE0B2, *size)
    assert (right[1:-1, 0] > 100).all()
    assert (right == left[:, ::-1]).all()
    assert right[:, -1].max() > 0
    assert right[0, -1] == 0


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("pair", [(0xE0B8, 0xE0BE), (0xE0BA, 0xE0BC)])
def test_corners_complete_each_other(pair: tuple[int, int], size: tuple[int, int]) -> None:
    first, second = (separator(code, *size).astype(int) for code in pair)
    assert (abs(first + second - 255) <= SAMPLE).all()


@pytest.mark.parametrize("size", SIZES)
def test_each_has_a_shape_and_none_is_twice(size: tuple[int, int]) -> None:
    shapes = {separator(code, *size).tobytes() for code in range(0xE0B0, 0xE0C0)}
    # The four diagonals are two lines, each with two codes.
    assert len(shapes) == 14
    assert all(any(shape) for shape in shapes)


@pytest.mark.parametrize("size", SIZES)
def test_trapezoids_stand_on_their_edge_and_are_two_halves(size: tuple[int, int]) -> None:
    right, left = trapezoid(0xE0D2, *size), trapezoid(0xE0D4, *size)
    assert (abs(right.astype(int) - left[:, ::-1]) <= SAMPLE).all()
    assert right[0].all()
    assert not right[size[1] // 2, -1]
    halves = np.count_nonzero(np.diff(np.pad(right[:, 0] > 200, 1).astype(int)) == 1)
    assert halves == 2
