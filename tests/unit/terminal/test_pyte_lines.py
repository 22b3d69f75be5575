"""Rows of the portable engine by their numbers; tests/terminal/test_rows.py runs them on both engines."""

from __future__ import annotations

from console.terminal.links import MOST_LINKS
from tests.unit.terminal.screens import engine


def test_links_that_scrolled_away_make_room() -> None:
    terminal = engine("pyte", scrollback=10)
    for number in range(MOST_LINKS + 500):
        terminal.feed(b"\x1b]8;;http://%d.example\x07x\x1b]8;;\x07\r\n" % number)
    last = terminal.position.cursor_row - 1
    assert terminal.link_at(last, 0) == f"http://{MOST_LINKS + 499}.example"
    assert terminal.link_at(terminal.position.oldest_row, 0) != ""


def test_reset_of_the_pen_keeps_the_link() -> None:
    terminal = engine("pyte")
    terminal.feed(b"\x1b]8;;http://a.example\x07\x1b[1;31mx\x1b[0my\x1b]8;;\x07z")
    assert [terminal.link_at(0, col) for col in range(3)] == ["http://a.example", "http://a.example", ""]


def test_a_line_that_goes_on_is_copied_without_what_a_wide_character_left_free() -> None:
    terminal = engine("pyte")
    terminal.feed(("x" * 19 + "中 end").encode())
    assert terminal.text(0, 0, 1, 20) == "x" * 19 + "中 end"
    terminal.resize(40, 6, 8, 18)
    assert terminal.text(0, 0, 1, 20) == "x" * 19 + "中 end"
