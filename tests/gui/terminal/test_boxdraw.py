from __future__ import annotations

import unicodedata

import numpy as np
import pytest

from console.ui.terminal.boxdraw import DOUBLE, HEAVY, LIGHT, _parse, draw_box, line_width
from tests.gui.terminal.sizes import SIZES


def rows(*lines: str, size: tuple[int, int]) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Return the pixels of lines of box drawing, cell beside cell."""
    blank = np.zeros((size[1], size[0]), np.uint8)
    return np.vstack([np.hstack([draw_box(char, *size) if char != " " else blank for char in line]) for line in lines])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("char", "─━═")
def test_horizontal_lines_join(char: str, size: tuple[int, int]) -> None:
    line = rows(char * 3, size=size)
    assert line.any()
    assert (line == line[:, :1]).all()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("char", "│┃║")
def test_vertical_lines_join(char: str, size: tuple[int, int]) -> None:
    line = rows(char, char, size=size)
    assert line.any()
    assert (line == line[:1]).all()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("box", "plain"),
    [
        (("┌┬┐", "├┼┤", "└┴┘"), "─│"),
        (("┏┳┓", "┣╋┫", "┗┻┛"), "━┃"),
        (("╔╦╗", "╠╬╣", "╚╩╝"), "═║"),
        (("╭┬╮", "├┼┤", "╰┴╯"), "─│"),
    ],
)
def test_corners_meet_the_lines_at_every_edge(box: tuple[str, ...], plain: str, size: tuple[int, int]) -> None:
    """Where two cells of a box touch, both show the profile of the plain line."""
    across, along = draw_box(plain[0], *size)[:, 0], draw_box(plain[1], *size)[0]
    width, height = size
    picture = rows(*box, size=size)
    for edge in (width, 2 * width):
        for line in range(3):
            part = slice(line * height, (line + 1) * height)
            assert (picture[part, edge - 1] == across).all()
            assert (picture[part, edge] == across).all()
    for edge in (height, 2 * height):
        for cell in range(3):
            part = slice(cell * width, (cell + 1) * width)
            assert (picture[edge - 1, part] == along).all()
            assert (picture[edge, part] == along).all()


@pytest.mark.parametrize("size", SIZES)
def test_every_arm_of_every_character_arrives_as_the_plain_line_does(size: tuple[int, int]) -> None:
    """So any two that Unicode lets meet do meet: an arm looks at its edge as the line of its weight."""
    lines = {LIGHT: "─│", HEAVY: "━┃", DOUBLE: "═║"}
    for code in range(0x2500, 0x2580):
        name = unicodedata.name(chr(code)).removeprefix("BOX DRAWINGS ")
        if "DIAGONAL" in name or "DASH" in name:
            continue
        arms, mask = _parse(name).arms, draw_box(chr(code), *size)
        edges = {"l": mask[:, 0], "r": mask[:, -1], "u": mask[0], "d": mask[-1]}
        for arm, edge in edges.items():
            weight = arms.get(arm, 0)
            if not weight:
                # What crosses may be as wide as a narrow cell, but no arm comes out.
                assert not edge.all() or edge.size < 4
                continue
            across, along = (draw_box(char, *size) for char in lines[weight])
            assert (edge == (across[:, 0] if arm in "lr" else along[0])).all(), f"{name} {arm}"


def test_every_character_has_a_shape_and_none_is_twice() -> None:
    shapes = {code: draw_box(chr(code), 16, 36).tobytes() for code in range(0x2500, 0x2580)}
    assert len(set(shapes.values())) == 128
    assert all(any(shape) for shape in shapes.values())


def test_double_lines_keep_their_gap_open() -> None:
    light = line_width(18)
    across = draw_box("═", 8, 18)[:, 0]
    assert np.count_nonzero(across) == 2 * light
    cross = draw_box("╬", 8, 18)
    middle = np.flatnonzero(across)[0] + light
    assert not cross[middle].any() or not cross[middle, 3 : 3 + light].any()


def test_a_single_line_ends_at_the_nearer_of_two() -> None:
    tee = draw_box("╤", 8, 18)
    first, second = np.flatnonzero(draw_box("═", 8, 18)[:, 0])
    assert not tee[first + 1 : second, :].any()
    assert tee[second:, 3].all()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("char", "number"), [("╌", 2), ("┄", 3), ("┈", 4)])
def test_dashes_are_as_many_as_named(char: str, number: int, size: tuple[int, int]) -> None:
    line = draw_box(char * 1, *size).any(axis=0)
    starts = np.count_nonzero(np.diff(np.concatenate([[False], line]).astype(int)) == 1)
    assert starts == number or size[0] < 2 * number
