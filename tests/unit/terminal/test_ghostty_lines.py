"""Rows of the fast engine by their numbers; tests/terminal/test_rows.py runs them on both engines."""

from __future__ import annotations

from console.terminal.frame import Link
from tests.unit.terminal.screens import engine


def test_links_side_by_side_and_over_wide_characters() -> None:
    terminal = engine("ghostty", cols=10)
    terminal.feed("a\x1b]8;;http://a.example\x07中\x1b]8;;http://b.example\x07b\x1b]8;;\x07 c".encode())
    assert terminal.links(0) == [Link(1, 3, "http://a.example"), Link(3, 4, "http://b.example")]
    assert terminal.link_at(0, 2) == "http://a.example"
    terminal.close()


def test_lines_in_pieces_are_the_lines() -> None:
    terminal = engine("ghostty", scrollback=1000)
    terminal.feed("".join(f"{number} ä中\r\n\r\n" for number in range(300)).encode())
    whole = terminal.lines(-3, 700)
    assert [line for at in range(-3, 697, 7) for line in terminal.lines(at, 7)] == whole
    assert (len(whole), whole[3], whole[4], whole[5]) == (700, "0 ä中", "", "1 ä中")
    terminal.close()


def test_a_letter_under_more_accents_than_anybody_reads_is_that_letter() -> None:
    terminal = engine("ghostty", cols=10)
    terminal.feed(("e" + "\u0301" * 500 + "x").encode())
    assert terminal.cells(0)[:2] == ["e", "x"]
    terminal.close()
