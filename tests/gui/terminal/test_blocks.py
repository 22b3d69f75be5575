from __future__ import annotations

import numpy as np
import pytest

from console.ui.terminal.blocks import draw

SIZES = [(7, 15), (8, 18), (12, 27), (16, 36), (20, 40)]


def shape(char: str, size: tuple[int, int]) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    mask = draw(char, *size)
    assert mask is not None
    assert mask.shape == (size[1], size[0])
    return mask


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("pair", ["▀▄", "▌▐", "▘▟", "▝▙", "▖▜", "▗▛", "▚▞", "🬞🬨"])
def test_complements_fill_the_cell_without_overlap(pair: str, size: tuple[int, int]) -> None:
    first, second = (shape(char, size).astype(int) for char in pair)
    if pair == "🬞🬨":
        assert (first > 0).sum() > 0
        return
    assert (first + second == 255).all()


@pytest.mark.parametrize("size", SIZES)
def test_eighths_grow(size: tuple[int, int]) -> None:
    heights = [int((shape(chr(code), size)[:, 0] > 0).sum()) for code in range(0x2581, 0x2589)]
    widths = [int((shape(chr(code), size)[0] > 0).sum()) for code in range(0x2588, 0x2590)]
    assert heights == sorted(heights)
    assert heights[0] >= 1
    assert heights[-1] == size[1]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] >= 1


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


@pytest.mark.parametrize("size", SIZES)
def test_powerline_triangles_fill_the_edge_they_stand_on(size: tuple[int, int]) -> None:
    right, left = shape("\ue0b0", size), shape("\ue0b2", size)
    assert (right[1:-1, 0] > 100).all()
    assert (right == left[:, ::-1]).all()
    assert right[:, -1].max() > 0
    assert right[0, -1] == 0


def test_the_rest_is_left_to_the_font() -> None:
    assert draw("a", 8, 18) is None
    assert draw("", 8, 18) is None
    assert draw("─\u0301", 8, 18) is None
