from __future__ import annotations

import numpy as np
import pytest

from console.ui.terminal.blocks import draw
from tests.gui.terminal.sizes import SAMPLE, SIZES


def shape(char: str, size: tuple[int, int]) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    mask = draw(char, *size)
    assert mask is not None
    assert mask.shape == (size[1], size[0])
    return mask


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("pair", ["▀▄", "▌▐", "▘▟", "▝▙", "▖▜", "▗▛", "▚▞", "▉▕", "◢◤", "◣◥"])
def test_complements_fill_the_cell_without_overlap(pair: str, size: tuple[int, int]) -> None:
    first, second = (shape(char, size).astype(int) for char in pair)
    assert (abs(first + second - 255) <= SAMPLE).all()


@pytest.mark.parametrize("size", SIZES)
def test_eighths_grow(size: tuple[int, int]) -> None:
    heights = [int((shape(chr(code), size)[:, 0] > 0).sum()) for code in range(0x2581, 0x2589)]
    widths = [int((shape(chr(code), size)[0] > 0).sum()) for code in range(0x2588, 0x2590)]
    assert heights == sorted(heights)
    assert heights[0] >= 1
    assert heights[-1] == size[1]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] >= 1


@pytest.mark.parametrize("size", SIZES)
def test_every_field_of_a_sextant_meets_the_next_and_none_overlaps(size: tuple[int, int]) -> None:
    fields = [shape(char, size).astype(int) for char in "🬀🬁🬃🬇🬏🬞"]
    assert (np.sum(fields, axis=0) == 255).all()


@pytest.mark.parametrize("size", SIZES)
def test_scan_lines_go_down_from_edge_to_edge(size: tuple[int, int]) -> None:
    tops = []
    for char in "⎺⎻⎼⎽":
        mask = shape(char, size)
        assert (mask == mask[:, :1]).all()
        tops.append(int(np.flatnonzero(mask[:, 0])[0]))
    assert tops == sorted(set(tops))
    assert shape("⎺", size)[0, 0] == shape("⎽", size)[-1, 0] == 255


@pytest.mark.parametrize("size", SIZES)
def test_braille_dots_never_touch_nor_leave_the_cell(size: tuple[int, int]) -> None:
    """Beside and below each other too: a picture of dots shows single dots."""
    block = np.tile(shape("⣿", size), (2, 2)) > 0
    edges = np.diff(np.pad(block, 1).astype(int), axis=1) == 1
    rows = block.any(axis=1)
    assert set(edges.sum(axis=1)[1:-1][rows].tolist()) == {4}
    assert int((np.diff(np.pad(rows, 1).astype(int)) == 1).sum()) == 8


def test_shades_are_alpha_not_a_pattern() -> None:
    assert [set(shape(char, (8, 18)).ravel().tolist()) for char in "░▒▓█"] == [{64}, {128}, {191}, {255}]


def test_braille_dots_are_as_many_as_bits_and_evenly_placed() -> None:
    full = shape("⣿", (8, 18))
    assert int((full > 0).sum()) == 8 * 4
    for code in range(0x2800, 0x2900):
        assert int((shape(chr(code), (8, 18)) > 0).sum()) == 4 * (code - 0x2800).bit_count()


def test_sextants_are_all_patterns_but_four() -> None:
    patterns = set()
    for code in range(0x1FB00, 0x1FB3C):
        mask = shape(chr(code), (8, 18))
        patterns.add(tuple(bool(mask[y, x]) for y in (2, 8, 14) for x in (1, 6)))
    assert len(patterns) == 60
    assert (False,) * 6 not in patterns
    assert (True, False) * 3 not in patterns


def test_the_rest_is_left_to_the_font() -> None:
    assert draw("a", 8, 18) is None
    assert draw("\U0001fb93", 8, 18) is None
    assert draw("", 8, 18) is None
    assert draw("─\u0301", 8, 18) is None
