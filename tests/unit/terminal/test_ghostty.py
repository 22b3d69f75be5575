"""The fast engine, beyond the table that both engines share."""

from __future__ import annotations

import random

import pytest

from console.terminal.palette import Palette
from console.wire.messages import Mods
from tests.terminal.streams import ENDS, WORDS
from tests.unit.terminal.screens import engine, show


def test_it_says_what_it_can() -> None:
    terminal = engine("ghostty")
    assert (terminal.caps.name, terminal.caps.reflow, terminal.caps.kitty_keyboard) == ("ghostty", True, True)
    terminal.close()
    terminal.close()


def test_lines_are_wrapped_anew_and_none_is_lost() -> None:
    terminal = engine("ghostty", 20, 6, 1000)
    terminal.feed(b"".join(b"%03d" % n * 6 + b"\r\n" for n in range(100)))
    terminal.resize(7, 6, 8, 18)
    terminal.resize(40, 9, 8, 18)
    view = show(terminal).view
    text = terminal.text(view.oldest_row, 0, view.first_row + view.rows, 0)
    assert [line for line in text.split("\n") if line] == [f"{n:03}" * 6 for n in range(100)]
    terminal.close()


@pytest.mark.parametrize("at", range(1, 4))
def test_a_soft_reset_that_comes_in_two_parts(at: int) -> None:
    terminal = engine("ghostty")
    sequence = b"\x1b[!p"
    terminal.feed(b"\x1b[4h\x1b[31mab" + sequence[:at])
    terminal.feed(sequence[at:] + b"\rX")
    shown = show(terminal)
    assert shown.lines[0] == "Xb"
    assert shown.cell(0, 0)[1] == 0xD0D0D0
    terminal.close()


def test_the_kitty_keyboard_is_the_engines() -> None:
    terminal = engine("ghostty")
    terminal.feed(b"\x1b[>1u")
    assert terminal.encode_key("c", "c", Mods(control=True)) == b"\x1b[99;5u"
    terminal.soft_reset()
    assert terminal.encode_key("c", "c", Mods(control=True)) == b"\x03"
    terminal.close()


def test_new_colours_are_shown_at_once() -> None:
    terminal = engine("ghostty")
    terminal.feed(b"x\x1b[31my")
    show(terminal)
    terminal.set_colors(Palette(foreground=0x111111, background=0xEEEEEE, ansi=(0, 0x220000)))
    shown = show(terminal)
    assert (shown.cell(0, 0), shown.cell(1, 0)) == (("x", 0x111111, 0xEEEEEE), ("y", 0x220000, 0xEEEEEE))
    terminal.close()


def test_more_scrollback_is_kept_when_asked_for() -> None:
    terminal = engine("ghostty", 20, 6, 100)
    terminal.set_scrollback(5000)
    terminal.feed(b"".join(b"%d\r\n" % n for n in range(6000)))
    view = show(terminal).view
    assert view.history_rows >= 5000
    assert terminal.lines(1500, 1) == ["1500"]
    terminal.close()


def test_a_link_on_a_screen_of_one_row_without_scrollback() -> None:
    """The library crashed on it."""
    for seed in range(3):
        chance = random.Random(seed)
        terminal = engine("ghostty", 300, 100, 0)
        terminal.feed(b"\x1b]8;;http://www.example.com/\x07")
        for size in ((300, 100), (5, 1)):
            terminal.resize(*size, 8, 18)
            for _ in range(1200):
                terminal.feed((" ".join(chance.choices(WORDS, k=chance.randint(1, 12))) + chance.choice(ENDS)).encode())
        terminal.feed(b"\rhere\x1b[K")
        assert show(terminal).lines == ["here"]
        terminal.close()
