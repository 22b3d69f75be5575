from __future__ import annotations

import numpy as np
import pytest

from console.ui.terminal.blocks import draw
from console.ui.terminal.octants import edge_piece, octant, separated, sixteenth
from console.ui.terminal.shapes import Mask
from tests.gui.terminal.sizes import SIZES

FIELDS = "\U0001cea8\U0001ceab\U0001cd00\U0001cd03\U0001cd09\U0001cd18\U0001cea3\U0001cea0"
"""Fields 1 to 8 alone, as Unicode scatters them over its blocks."""


def fields(size: tuple[int, int]) -> list[Mask]:
    """Return the masks of the eight fields."""
    masks = [draw(char, *size) for char in FIELDS]
    return [mask for mask in masks if mask is not None]


@pytest.mark.parametrize("size", SIZES)
def test_the_eight_fields_tile_the_cell(size: tuple[int, int]) -> None:
    assert len(fields(size)) == 8
    assert (np.sum(fields(size), axis=0) == 255).all()


@pytest.mark.parametrize("size", SIZES)
def test_octants_are_all_patterns_that_have_no_older_code(size: tuple[int, int]) -> None:
    single = fields(size)
    patterns = []
    for code in range(0x1CD00, 0x1CDE6):
        mask = octant(code, *size)
        bits = sum(1 << bit for bit, field in enumerate(single) if mask[field > 0].all())
        assert (mask == np.sum([field for bit, field in enumerate(single) if bits >> bit & 1], axis=0)).all()
        patterns.append(bits)
    assert len(set(patterns)) == 230
    assert patterns == sorted(patterns)


def test_octants_as_their_names_say() -> None:
    """Names of Unicode 16, which is newer than the table of Python."""
    single = fields((8, 18))
    for code, name in ((0x1CD00, "3"), (0x1CD05, "124"), (0x1CDE5, "2345678")):
        wanted = np.sum([single[int(digit) - 1] for digit in name], axis=0)
        assert (octant(code, 8, 18) == wanted).all(), name


@pytest.mark.parametrize("size", SIZES)
def test_sixteenths_tile_the_cell(size: tuple[int, int]) -> None:
    assert (np.sum([sixteenth(code, *size) for code in range(0x1CE90, 0x1CEA0)], axis=0) == 255).all()


@pytest.mark.parametrize("size", SIZES)
def test_edge_pieces_are_made_of_sixteenths(size: tuple[int, int]) -> None:
    pieces = {edge_piece(code, *size).tobytes() for code in range(0x1CEA0, 0x1CEB0)}
    assert len(pieces) == 16
    lower_right = np.sum([sixteenth(code, *size) for code in (0x1CE9E, 0x1CE9F)], axis=0)
    assert (edge_piece(0x1CEA0, *size) == lower_right).all()
    upper_left = np.sum([sixteenth(code, *size) for code in (0x1CE90, 0x1CE94, 0x1CE98)], axis=0)
    assert (edge_piece(0x1CEA6, *size) == upper_left).all()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("full", [0x1CC2F, 0x1CE8F])
def test_separated_fields_do_not_touch(size: tuple[int, int], full: int) -> None:
    tiled = np.tile(separated(full, *size), (2, 2)) > 0
    across = np.diff(np.pad(tiled.any(axis=0), 1).astype(int)) == 1
    down = np.diff(np.pad(tiled.any(axis=1), 1).astype(int)) == 1
    assert (int(across.sum()), int(down.sum())) == (4, 4 if full == 0x1CC2F else 6)
