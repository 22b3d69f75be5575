"""Bytes on their way into the fast engine."""

from __future__ import annotations

import pytest

from console.terminal.events import PromptMark
from tests.unit.terminal.screens import engine, show


@pytest.mark.parametrize("cut", range(1, 20))
def test_sequences_of_the_adapter_may_be_split(cut: int) -> None:
    terminal = engine("ghostty")
    data = b"x\x1b]133;A\x07\x1b[4h\x1b[!p"
    terminal.feed(data[:cut])
    terminal.feed(data[cut:] + b"ab\rX")
    assert show(terminal).lines[:2] == ["x", "Xb"]
    assert terminal.take_events() == [PromptMark("prompt", 1, 0)]
    terminal.close()


def test_a_mark_far_down_a_large_feed_has_its_row() -> None:
    terminal = engine("ghostty", scrollback=50)
    terminal.feed(b"line\r\n" * 20_000 + b"\x1b]133;D;0\x07" + b"line\r\n" * 20_000)
    assert terminal.take_events() == [PromptMark("end", 20_000, 0, exit_status=0)]
    assert terminal.position.live_row == 40_000 - 5
    terminal.close()


def test_a_program_does_not_change_the_number_of_columns() -> None:
    terminal = engine("ghostty")
    terminal.feed(b"\x1b[?40h\x1b[?3h")
    terminal.feed(b"y" * 25)
    shown = show(terminal)
    assert shown.lines[:2] == ["y" * 20, "y" * 5]
    assert (shown.view.cursor.x, shown.view.cursor.y) == (5, 1)
    terminal.close()
