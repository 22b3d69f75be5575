"""Both engines: scrollback, selection, what outlives a program, what reaches the view."""

from __future__ import annotations

import pytest

from console.terminal.engine import EngineKind
from console.terminal.glyphs import GlyphTable
from console.terminal.palette import Palette
from console.wire.frames import CursorShape, Mode
from tests.terminal.cases import FOREGROUND
from tests.unit.terminal.screens import KINDS, engine, show


@pytest.mark.parametrize("kind", KINDS)
def test_modes_and_cursor_reach_the_view(kind: EngineKind) -> None:
    terminal = engine(kind)
    terminal.feed(b"\x1b[?1h\x1b[?2004h\x1b[?1002h\x1b[?1004h\x1b[?1049h\x1b[4 q\x1b[?25l")
    view = show(terminal).view
    wanted = (
        Mode.APPLICATION_CURSOR | Mode.BRACKETED_PASTE | Mode.MOUSE_DRAG | Mode.FOCUS_EVENTS | Mode.ALTERNATE_SCREEN
    )
    assert view.modes & ~Mode.ALTERNATE_SCROLL == wanted
    assert (view.cursor.shape, view.cursor.visible, view.cursor.blinks) == (CursorShape.UNDERLINE, False, False)
    assert terminal.encode_paste("a\nb\x1b[201~") == b"\x1b[200~a\rb[201~\x1b[201~"
    assert terminal.encode_focus(focused=True) == b"\x1b[I"
    terminal.close()


@pytest.mark.parametrize("kind", KINDS)
def test_scrollback_has_absolute_rows(kind: EngineKind) -> None:
    terminal = engine(kind, scrollback=1000)
    terminal.feed(b"".join(b"line %d\r\n" % number for number in range(500)))
    view = show(terminal).view
    assert (view.first_row, view.oldest_row, view.history_rows) == (495, 0, 495)
    assert terminal.lines(123, 2) == ["line 123", "line 124"]
    assert terminal.text(100, 5, 102, 4) == "100\nline 101\nline"
    assert terminal.text(100, 5, 103, 8, block=True) == "100\n101\n102\n103"
    for number in range(500, 20_000):
        terminal.feed(b"line %d\r\n" % number)
    view = show(terminal).view
    assert view.first_row == 20_000 - 5
    assert view.oldest_row == view.first_row - view.history_rows
    assert view.history_rows >= 1000
    assert terminal.lines(19_500, 1) == ["line 19500"]
    terminal.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_view_of_the_scrollback_stays(kind: EngineKind) -> None:
    terminal = engine(kind)
    terminal.feed(b"".join(b"%d\r\n" % number for number in range(50)))
    terminal.scroll_to(10)
    assert show(terminal).lines[0] == "10"
    terminal.feed(b"more\r\n" * 3)
    shown = show(terminal)
    assert (shown.lines[0], shown.view.first_row, shown.view.cursor.visible) == ("10", 10, False)
    terminal.scroll_to(None)
    assert show(terminal).lines[:2] == ["48", "49"]
    terminal.close()


@pytest.mark.parametrize("kind", KINDS)
def test_clear_forgets_the_history_and_keeps_numbers(kind: EngineKind) -> None:
    terminal = engine(kind)
    terminal.feed(b"".join(b"%d\r\n" % number for number in range(50)) + b"\x1b[H\x1b[2J\x1b[3J" + b"new")
    shown = show(terminal)
    assert shown.lines[0] == "new"
    assert (shown.view.first_row, shown.view.oldest_row, shown.view.history_rows) == (45, 45, 0)
    terminal.close()


@pytest.mark.parametrize("kind", KINDS)
def test_the_cells_of_a_row_have_their_texts(kind: EngineKind) -> None:
    terminal = engine(kind)
    terminal.feed("a b\x1b[44m\x1b[K\x1b[0m\r\n中e\u0301👩\u200d🔬x\r\n".encode() + b"x" * 19 + "文\r\n".encode())
    assert terminal.cells(0) == list("a b") + [" "] * 17
    assert terminal.cells(1)[:6] == ["中", "", "e\u0301", "👩\u200d🔬", "", "x"]
    assert terminal.cells(2) == ["x"] * 19 + [""]
    assert terminal.cells(3)[:2] == ["文", ""]
    assert terminal.cells(99) == terminal.cells(-1) == []


@pytest.mark.parametrize("kind", KINDS)
def test_soft_wrapped_rows_are_copied_as_one(kind: EngineKind) -> None:
    terminal = engine(kind)
    terminal.feed(b"w" * 30 + b"\r\nnext")
    assert terminal.text(0, 0, 2, 4) == "w" * 30 + "\nnext"
    assert terminal.text(0, 0, 2, 0) == "w" * 30
    terminal.close()


@pytest.mark.parametrize("kind", KINDS)
def test_rows_tell_whether_they_go_on_in_the_next(kind: EngineKind) -> None:
    terminal, glyphs = engine(kind), GlyphTable()
    terminal.feed(b"\r\n" + b"w" * 20)
    assert not show(terminal, glyphs).view.wrapped.any()
    terminal.feed(b"w")
    view = terminal.view(glyphs, full=False)
    assert [int(row) for row, wraps in zip(view.row_numbers, view.wrapped, strict=True) if wraps] == [1]
    terminal.feed(b"\r\n" * 6)
    terminal.scroll_to(0)
    assert show(terminal, glyphs).view.wrapped.tolist() == [False, True, False, False, False, False]
    terminal.close()


@pytest.mark.parametrize("kind", KINDS)
def test_soft_reset_keeps_the_lines(kind: EngineKind) -> None:
    terminal = engine(kind)
    terminal.feed(b"shell$ \x1b[?1049h\x1b[?1000h\x1b[?2004h\x1b[?1h\x1b[31mvim\x1b]0;half a tit")
    terminal.soft_reset()
    terminal.feed(b"again")
    shown = show(terminal)
    assert shown.lines[0].startswith("shell$")
    assert "again" in "".join(shown.lines)
    assert shown.view.modes & ~Mode.ALTERNATE_SCROLL == Mode(0)
    assert shown.cell(shown.view.cursor.x - 1, shown.view.cursor.y)[1] == FOREGROUND
    terminal.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_program_is_told_when_the_colours_turn_light(kind: EngineKind) -> None:
    light = Palette(foreground=0x202020, background=0xFFFFFF)
    terminal = engine(kind)
    terminal.set_colors(light)
    assert terminal.take_replies() == b""
    terminal.feed(b"\x1b[?2031h\x1b[?996n")
    assert terminal.take_replies() == b"\x1b[?997;2n"
    terminal.set_colors(Palette())
    terminal.set_colors(Palette())
    assert terminal.take_replies() == b"\x1b[?997;1n"
    terminal.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_program_is_told_its_new_size(kind: EngineKind) -> None:
    terminal = engine(kind)
    terminal.feed(b"\x1b[?2048h")
    terminal.take_replies()
    terminal.resize(30, 10, 8, 18)
    assert terminal.take_replies() == b"\x1b[48;10;30;180;240t"
    terminal.close()
