"""DECRQSS and XTGETTCAP: an SGR that is asked for gives the same pen again."""

from __future__ import annotations

import pytest

from console.terminal.pen import PLAIN_PEN, Pen, apply
from console.terminal.pyte_settings import MOST_ASKED, capabilities, rendition
from console.terminal.pyte_stream import parse_params, parse_parts


@pytest.mark.parametrize(
    "sequence",
    [
        "0",
        "1;3;9;53",
        "2;5;7;8",
        "31;44",
        "97;103",
        "38;5;200;48;5;17",
        "38;2;1;2;3;48;2;255;0;7",
        "4",
        "21",
        "4:5;58:5:3",
    ],
)
def test_what_is_told_gives_the_same_pen(sequence: str) -> None:
    def pen(text: str) -> Pen:
        return apply(PLAIN_PEN, parse_parts(text) if ":" in text else parse_params(text))

    assert pen(rendition(pen(sequence))) == pen(sequence)


def test_capabilities_are_bounded() -> None:
    assert capabilities("436f;zz") == "\x1bP1+r436f=323536\x1b\\\x1bP0+r\x1b\\"
    assert capabilities(";".join(["436f"] * 1000)).count("\x1bP") == MOST_ASKED
