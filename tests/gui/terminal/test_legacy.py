from __future__ import annotations

import unicodedata

import numpy as np
import pytest

from console.ui.terminal.blocks import draw
from console.ui.terminal.boxdraw import draw_box
from console.ui.terminal.legacy import legacy
from console.ui.terminal.shapes import Mask
from tests.gui.terminal.sizes import SAMPLE, SIZES

WEDGES = range(0x1FB3C, 0x1FB68)


def shape(code: int, size: tuple[int, int]) -> Mask:
    mask = legacy(code, *size)
    assert mask is not None
    assert mask.shape == (size[1], size[0])
    return mask


def test_every_assigned_code_has_a_shape_and_none_is_twice() -> None:
    shapes: dict[bytes, int] = {}
    for code in range(0x1FB3C, 0x1FBB0):
        mask = legacy(code, 16, 36)
        if mask is None:
            assert code == 0x1FB93
            continue
        assert mask.any(), hex(code)
        twin = shapes.setdefault(mask.tobytes(), code)
        assert twin == code, f"{code:x} looks as {twin:x}"


@pytest.mark.parametrize("size", SIZES)
def test_a_wedge_and_the_one_on_the_other_side_of_its_line_fill_the_cell(size: tuple[int, int]) -> None:
    lines: dict[str, list[int]] = {}
    for code in WEDGES:
        lines.setdefault(unicodedata.name(chr(code)).partition(" DIAGONAL ")[2], []).append(code)
    assert all(len(pair) == 2 for pair in lines.values())
    for first, second in lines.values():
        whole = shape(first, size).astype(int) + shape(second, size)
        assert (abs(whole - 255) <= SAMPLE).all(), hex(first)


@pytest.mark.parametrize("size", SIZES)
def test_wedges_fill_their_corner_to_the_last_pixel(size: tuple[int, int]) -> None:
    for code in WEDGES:
        row, col = unicodedata.name(chr(code)).split()[:2]
        corner = shape(code, size)[-1 if row == "LOWER" else 0, 0 if col == "LEFT" else -1]
        assert corner > 127, hex(code)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("codes", "count"),
    [((0x1FB6C, 0x1FB6D, 0x1FB6E, 0x1FB6F), 1), ((0x1FB68, 0x1FB69, 0x1FB6A, 0x1FB6B), 3), ((0x1FB9A, 0x1FB9B), 1)],
)
def test_triangles_meet_without_a_seam(codes: tuple[int, ...], count: int, size: tuple[int, int]) -> None:
    whole = np.sum([shape(code, size).astype(int) for code in codes], axis=0)
    assert (abs(whole - 255 * count) <= 2 * SAMPLE).all()


@pytest.mark.parametrize("size", SIZES)
def test_eighths_and_what_they_leave_fill_the_cell(size: tuple[int, int]) -> None:
    lower = {eighths: 0x2580 + eighths for eighths in range(1, 8)}
    upper = {2: 0x1FB82, 3: 0x1FB83, 5: 0x1FB84, 6: 0x1FB85, 7: 0x1FB86}
    for eighths, code in upper.items():
        rest = draw(chr(lower[8 - eighths]), *size)
        assert rest is not None
        assert (shape(code, size).astype(int) + rest == 255).all()
    for eighths, code in {2: 0x1FB87, 3: 0x1FB88, 5: 0x1FB89, 6: 0x1FB8A, 7: 0x1FB8B}.items():
        rest = draw(chr(0x2590 - (8 - eighths)), *size)
        assert rest is not None
        assert (shape(code, size).astype(int) + rest == 255).all()


@pytest.mark.parametrize("size", [size for size in SIZES if size[0] >= 8])
def test_single_eighths_tile_the_cell(size: tuple[int, int]) -> None:
    rows = [shape(code, size).astype(int) for code in (*range(0x1FB76, 0x1FB7C), 0x1FB80)]
    assert (np.sum(rows, axis=0) == 255).all()
    cols = [shape(code, size).astype(int) for code in range(0x1FB70, 0x1FB76)]
    assert np.sum(cols, axis=0).max() == 255


@pytest.mark.parametrize("size", SIZES)
def test_diagonals_arrive_where_straight_lines_do(size: tuple[int, int]) -> None:
    across, along = draw_box("─", *size)[:, 0], draw_box("│", *size)[0]
    for code in range(0x1FBA0, 0x1FBAF):
        mask, name = shape(code, size), unicodedata.name(chr(code))
        edges = {
            "UPPER CENTRE": (mask[0], along), "LOWER CENTRE": (mask[-1], along),
            "MIDDLE LEFT": (mask[:, 0], across), "MIDDLE RIGHT": (mask[:, -1], across),
        }  # fmt: skip
        for place, (inked, line) in edges.items():
            if place in name or "DIAMOND" in name:
                assert inked[line > 0].max() > 60, f"{code:x} {place}"
            else:
                assert not inked[line > 0].any() or name.count(" TO ") > 1, f"{code:x} {place}"


@pytest.mark.parametrize("size", SIZES)
def test_fills_go_on_in_the_next_cell(size: tuple[int, int]) -> None:
    """Tiled, a checker board alternates over the seams and slanted lines keep their slope."""
    board = np.tile(shape(0x1FB95, size), (2, 2)) > 0
    steps = np.flatnonzero(np.diff(board[0].astype(int)))
    assert size[0] - 1 in steps.tolist()
    assert (shape(0x1FB95, size).astype(int) + shape(0x1FB96, size) == 255).all()
    for code in (0x1FB98, 0x1FB99):
        hatch = np.tile(shape(code, size), (2, 2)).astype(int)
        inside = abs(np.diff(hatch[:, : size[0]], axis=1)).sum(axis=1).max()
        seam = abs(hatch[:, size[0]] - hatch[:, size[0] - 1])
        assert seam.max() <= 255
        assert inside > 0
        ink = hatch.mean() / 255
        assert 0.3 < ink < 0.5


def test_shades_are_halves_of_the_medium_shade() -> None:
    assert shape(0x1FB8C, (8, 18))[0].tolist() == [128] * 4 + [0] * 4
    assert shape(0x1FB91, (8, 18))[:, 0].tolist() == [255] * 9 + [128] * 9
    assert set(shape(0x1FB90, (8, 18)).ravel().tolist()) == {128}
