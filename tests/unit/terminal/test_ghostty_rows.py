"""Absolute rows over the fast engine."""

from __future__ import annotations

import pytest

from tests.unit.terminal.screens import engine, show


@pytest.mark.parametrize("piece", [7, 1000, 70_000, 10_000_000])
def test_numbers_stay_true_however_the_bytes_come(piece: int) -> None:
    terminal = engine("ghostty", 20, 6, 1000)
    data = b"".join(b"%d\r\n" % number for number in range(20_000))
    for at in range(0, len(data), piece):
        terminal.feed(data[at : at + piece])
    view = show(terminal).view
    assert view.first_row == 20_000 - 5
    for row in (view.oldest_row, 19_500, view.first_row):
        assert terminal.lines(row, 1) == [str(row)]
    terminal.close()


def test_rows_of_the_alternate_screen_come_after_the_primarys() -> None:
    terminal = engine("ghostty")
    terminal.feed(b"x\r\n" * 50)
    terminal.feed(b"\x1b[?1049h\x1b[Hfull\r\n" + b"y\r\n" * 50)
    view = show(terminal).view
    assert (view.first_row, view.oldest_row, view.history_rows) == (45, 45, 0)
    assert terminal.lines(view.first_row, 1) == ["y"]
    terminal.feed(b"\x1b[?1049l")
    assert show(terminal).view.first_row == 45
    terminal.close()


def test_rows_outside_are_empty() -> None:
    terminal = engine("ghostty")
    terminal.feed(b"text")
    assert terminal.text(50, 0, 60, 5) == ""
    assert terminal.text(3, 0, 1, 5) == ""
    assert terminal.lines(50, 2) == ["", ""]
    terminal.close()
