"""The portable engine, beyond the table that both engines share."""

from __future__ import annotations

import tracemalloc

from console.terminal.glyphs import GlyphTable
from tests.unit.terminal.screens import engine, show


def test_it_says_what_it_can() -> None:
    caps = engine("pyte").caps
    assert (caps.name, caps.reflow, caps.kitty_keyboard) == ("pyte", False, True)


def test_a_line_of_the_scrollback_takes_less_than_five_kilobytes() -> None:
    lines = 2000
    for data in (b"x" * 199 + b"\r\n", b"\x1b[31m" + b"x" * 199 + b"\x1b[0m\r\n"):
        terminal = engine("pyte", 200, 60, lines)
        tracemalloc.start()
        terminal.feed(data * (lines + 60))
        used, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert used / lines < 5000


def test_invisible_text_is_blank_and_can_be_copied() -> None:
    terminal = engine("pyte")
    terminal.feed(b"\x1b[8msecret")
    assert show(terminal).lines[0] == ""
    assert terminal.lines(0, 1) == ["secret"]


def test_less_scrollback_trims_at_once() -> None:
    terminal = engine("pyte", scrollback=100)
    terminal.feed(b"x\r\n" * 100)
    terminal.set_scrollback(10)
    view = terminal.view(GlyphTable(), full=True)
    assert (view.history_rows, view.oldest_row, view.first_row) == (10, 85, 95)
