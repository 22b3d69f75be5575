from __future__ import annotations

import numpy as np
import pytest

from console.ui.terminal.shapes import coverage, cut, fill_grid, sampled
from tests.gui.terminal.sizes import SIZES


@pytest.mark.parametrize("size", range(5, 60))
def test_cuts_of_different_grids_agree(size: int) -> None:
    assert [cut(size, part, 4) for part in range(5)] == [cut(size, 2 * part, 8) for part in range(5)]
    assert cut(size, 1, 2) == cut(size, 4, 8)
    assert (cut(size, 0, 3), cut(size, 3, 3)) == (0, size)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("grid", [(2, 2), (3, 2), (4, 2), (4, 4)])
def test_fields_tile_the_cell(size: tuple[int, int], grid: tuple[int, int]) -> None:
    whole = np.zeros((size[1], size[0]), int)
    for field in range(grid[0] * grid[1]):
        mask = np.zeros((size[1], size[0]), np.uint8)
        fill_grid(mask, 1 << field, *grid)
        assert mask.any()
        whole += mask
    assert (whole == 255).all()


def test_a_gap_keeps_fields_apart() -> None:
    mask = np.zeros((18, 8), np.uint8)
    fill_grid(mask, 0b1111, 2, gap=2)
    assert np.flatnonzero(~mask.any(axis=0)).tolist() == [0, 3, 4, 7]


def test_half_a_pixel_is_half_covered() -> None:
    assert sampled(2, 1, lambda x, y: (x < 0.5) & (y > 0)).tolist() == [[128, 0]]
    assert coverage(np.array([-1.0, 0.5, 9.0])).tolist() == [0, 128, 255]
