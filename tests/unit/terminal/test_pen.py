"""SGR."""

from __future__ import annotations

import pytest
from pyte.graphics import FG_BG_256

from console.terminal.palette import Palette
from console.terminal.pen import BOLD, DIRECT, FAINT, HYPERLINK, INDEXED, ITALIC, Pen, apply, column
from console.terminal.pyte_stream import parse_params, parse_parts


@pytest.mark.parametrize(
    ("text", "pen"),
    [
        ("", Pen()),
        ("1;2;3", Pen(attributes=BOLD | FAINT | ITALIC)),
        ("1;2;22", Pen()),
        ("38;5;200;1", Pen(INDEXED | 200, 0, BOLD)),
        ("38:5:200", Pen(INDEXED | 200)),
        ("38:2:1:2:3", Pen(DIRECT | 0x010203)),
        ("38;2;300;2;3", Pen(DIRECT | 0xFF0203)),
        ("48;2;1;2", Pen()),
        ("38;7;31", Pen(INDEXED | 1)),
        ("107;97", Pen(INDEXED | 15, INDEXED | 15)),
        ("4:3", Pen(attributes=3)),
        ("4:9", Pen(attributes=1)),
        ("4:3;4:0", Pen()),
        ("58;5;9;59", Pen()),
    ],
)
def test_sgr(text: str, pen: Pen) -> None:
    assert apply(Pen(), parse_parts(text)) == pen
    if ":" not in text:
        assert apply(Pen(), parse_params(text)) == pen


def test_a_reset_keeps_the_link() -> None:
    assert apply(Pen(1, 2, HYPERLINK | BOLD, 3), parse_params("0")) == Pen(attributes=HYPERLINK)


def test_the_column_of_a_pen() -> None:
    assert column(Pen(1, 2, 3, 4)).tolist() == [[1], [2], [3], [4]]


def test_the_numbers_of_colours_are_those_of_pyte() -> None:
    """All but the sixteen with names, which belong to the theme."""
    assert Palette().indexed()[16:] == [int(color, 16) for color in FG_BG_256[16:]]
