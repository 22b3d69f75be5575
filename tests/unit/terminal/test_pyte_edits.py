"""Edits of the portable screen, beyond the table that both engines share."""

from __future__ import annotations

import pytest

from tests.unit.terminal.screens import engine, show


@pytest.mark.parametrize(
    ("sequence", "lines"),
    [
        (b"\x1b[0X", ["abc", "d f", "ghi"]),
        (b"\x1b[0P", ["abc", "df", "ghi"]),
        (b"\x1b[0@", ["abc", "d ef", "ghi"]),
        (b"\x1b[0L", ["abc", "", "def"]),
        (b"\x1b[0M", ["abc", "ghi", ""]),
        (b"\x1b[?K", ["abc", "d", "ghi"]),
        (b"\x1b[?J", ["abc", "d", ""]),
        (b"\x1b[2;0J", ["", "", ""]),
        (b"\x1b[9K\x1b[9J", ["abc", "def", "ghi"]),
        (b"\x1b[1;2;3;4;5T", ["abc", "def", "ghi"]),
        (b"\x1b[0T", ["", "abc", "def"]),
        (b"\x1b[65535P\x1b[65535X", ["abc", "d", "ghi"]),
    ],
)
def test_sequences(sequence: bytes, lines: list[str]) -> None:
    terminal = engine("pyte", 10, 3)
    terminal.feed(b"abc\r\ndef\r\nghi\x1b[2;2H" + sequence)
    assert show(terminal).lines == lines


def test_erased_cells_have_the_background_of_the_pen() -> None:
    terminal = engine("pyte", 10, 3)
    terminal.feed(b"\x1b[48;2;1;2;3m\x1b[2;2H\x1b[K\x1b[m")
    shown = show(terminal)
    assert [shown.cell(x, 1)[2] for x in (0, 1, 9)] == [0x101418, 0x010203, 0x010203]


def test_an_erased_line_no_longer_belongs_to_the_one_below() -> None:
    terminal = engine("pyte", 10, 3)
    terminal.feed(b"x" * 15 + b"\x1b[1;1H\x1b[2Knew")
    assert terminal.text(0, 0, 2, 0) == "new\nxxxxx"
