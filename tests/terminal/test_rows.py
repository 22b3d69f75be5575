"""Both engines: absolute rows, the links in them, and the marks that a shell sets there."""

from __future__ import annotations

import pytest

from console.terminal.engine import Engine, EngineKind
from console.terminal.events import PromptMark
from console.terminal.frame import Link, Position
from tests.unit.terminal.screens import KINDS, engine, show

both = pytest.mark.parametrize("kind", KINDS)


def marks(terminal: Engine) -> list[PromptMark]:
    return [event for event in terminal.take_events() if isinstance(event, PromptMark)]


def numbered(first: int, end: int) -> bytes:
    return b"".join(b"%d\r\n" % number for number in range(first, end))


@both
def test_position(kind: EngineKind) -> None:
    terminal = engine(kind)
    assert terminal.position == Position(0, 0, 0, 0, alternate=False)
    terminal.feed(numbered(0, 50) + b"ab")
    assert terminal.position == Position(0, 45, 50, 2, alternate=False)
    terminal.feed(b"\x1b[?1049h\x1b[2;4H")
    assert terminal.position == Position(45, 45, 46, 3, alternate=True)
    terminal.close()


@both
def test_rows_that_are_gone_are_empty_and_the_others_stay_in_place(kind: EngineKind) -> None:
    terminal = engine(kind)
    terminal.feed(numbered(0, 50) + b"\x1b[3J")
    assert terminal.position.oldest_row == 45
    assert terminal.lines(43, 4) == ["", "", "45", "46"]
    assert terminal.lines(48, 4) == ["48", "49", "", ""]
    assert terminal.lines(90, 2) == ["", ""]
    assert terminal.lines(0, 0) == []
    terminal.close()


@both
def test_wrapped_rows(kind: EngineKind) -> None:
    terminal = engine(kind)
    terminal.feed(b"w" * 50 + b"\r\nnext\r\n" + b"x" * 20)
    assert terminal.wrapped(-1, 6) == [False, True, True, False, False, False]
    terminal.close()


@both
def test_links(kind: EngineKind) -> None:
    terminal = engine(kind)
    terminal.feed(
        b"see \x1b]8;;https://www.example.com/a\x1b\\this\x1b[1;31m one"
        b"\x1b]8;id=2;https://www.example.com/b\x07!\x1b]8;;\x07 x"
    )
    expected = [Link(4, 12, "https://www.example.com/a"), Link(12, 13, "https://www.example.com/b")]
    assert terminal.links(0) == expected
    assert [terminal.link_at(0, col) for col in (3, 4, 11, 12, 13)] == [
        "",
        *(2 * [expected[0].uri]),
        expected[1].uri,
        "",
    ]
    assert terminal.links(1) == terminal.links(-5) == terminal.links(99) == []
    assert terminal.link_at(99, 0) == terminal.link_at(0, 99) == ""
    shown = show(terminal)
    assert [bool(shown.attribute(x, 0) & 64) for x in (3, 4, 12, 13)] == [False, True, True, False]
    terminal.feed(numbered(0, 40))
    assert terminal.links(0) == expected
    terminal.feed(b"\x1b[?1049h\x1b[H\x1b]8;;file://h.example/x\x07f\x1b]8;;\x07")
    assert terminal.link_at(terminal.position.live_row, 0) == "file://h.example/x"
    terminal.close()


@both
def test_a_link_of_several_rows(kind: EngineKind) -> None:
    terminal = engine(kind)
    terminal.feed(b"\x1b]8;id=x;http://www.example.com\x07" + "中".encode() * 12)
    assert [terminal.links(row) for row in (0, 1)] == [
        [Link(0, 20, "http://www.example.com")], [Link(0, 4, "http://www.example.com")],
    ]  # fmt: skip
    terminal.close()


@both
@pytest.mark.parametrize("uri", [b"http://www.example.com/" + b"x" * 3000, b"http://\xe2\x80\xae.example", b""])
def test_what_cannot_be_shown_in_full_is_no_link(kind: EngineKind, uri: bytes) -> None:
    terminal = engine(kind)
    terminal.feed(b"\x1b]8;;" + uri + b"\x1b\\text")
    assert (terminal.link_at(0, 0), terminal.links(0)) == ("", [])
    assert show(terminal).lines[0] == "text"
    terminal.close()


SHELL = (
    b"\x1b]133;A\x07$ \x1b]133;B\x07make\r\n\x1b]133;C\x07"
    + numbered(0, 9)
    + b"\x1b]133;D;2\x1b\\\x1b]133;A;cl=m\x07$ "
)


@both
@pytest.mark.parametrize("piece", [1, 7, 10_000])
def test_marks_have_the_row_where_they_were_set(kind: EngineKind, piece: int) -> None:
    terminal = engine(kind)
    for at in range(0, len(SHELL), piece):
        terminal.feed(SHELL[at : at + piece])
    assert marks(terminal) == [
        PromptMark("prompt", 0, 0), PromptMark("input", 0, 2), PromptMark("output", 1, 0),
        PromptMark("end", 10, 0, exit_status=2), PromptMark("prompt", 10, 0),
    ]  # fmt: skip
    assert marks(terminal) == []
    terminal.close()


@both
def test_marks_stay_true_when_the_scrollback_is_full(kind: EngineKind) -> None:
    terminal = engine(kind, scrollback=10)
    for number in range(3000):
        terminal.feed(b"\x1b]133;A\x07prompt %d\x1b]133;C\x07\r\nout" % number + b"\r\n" * 3)
    last = [mark for mark in marks(terminal) if mark.kind == "prompt"][-1]
    assert last.row == 2999 * 4
    assert terminal.lines(last.row, 1) == ["prompt 2999"]
    terminal.close()


@both
def test_a_prompt_begins_a_line_of_its_own(kind: EngineKind) -> None:
    terminal = engine(kind)
    terminal.feed(b"no newline\x1b]133;D\x07\x1b]133;A\x07$ ")
    assert marks(terminal) == [PromptMark("end", 0, 10), PromptMark("prompt", 1, 0)]
    assert show(terminal).lines[:2] == ["no newline", "$"]
    terminal.close()


@both
def test_what_the_command_was(kind: EngineKind) -> None:
    terminal = engine(kind)
    terminal.feed(b"\x1b]633;A\x07\x1b]633;B\x07\x1b]633;E;echo a\\x3bb\\\\n;nonce\x07\x1b]633;C\x07\x1b]633;D;0\x07")
    terminal.feed(b"\x1b]133;C;cmdline_url=ls%20-l%1b%5b31m\x07\x1b]633;P;Cwd=/tmp\x07\x1b]133;P;k=s\x07")
    assert [(mark.kind, mark.command, mark.exit_status) for mark in marks(terminal)] == [
        ("prompt", "", None), ("input", "", None), ("command", "echo a;b\\n", None), ("output", "", None),
        ("end", "", 0), ("output", "ls -l [31m", None),
    ]  # fmt: skip
    terminal.close()


@both
def test_marks_of_full_screen_programs_are_not_kept(kind: EngineKind) -> None:
    terminal = engine(kind)
    terminal.feed(b"\x1b[?1049h\x1b]133;A\x07\x1b]133;D;1\x07\x1b[?1049l\x1b]133;A\x07")
    assert [mark.kind for mark in marks(terminal)] == ["prompt"]
    terminal.close()


@both
@pytest.mark.parametrize("noise", [b"", b";" * 20_000, b";aid=1", b";k=\xff\xfe", b";cmdline_url=%"])
def test_broken_marks_do_no_harm(kind: EngineKind, noise: bytes) -> None:
    terminal = engine(kind)
    terminal.feed(b"\x1b]133;\x07\x1b]133;Z\x07\x1b]133;D;x" + noise + b"\x07\x1b]133;A\x18\x1b]133;C\x1b[Hok")
    assert show(terminal).lines[0].startswith("ok")
    assert all(mark.exit_status is None for mark in marks(terminal))
    terminal.close()


@both
def test_resize_tells_where_rows_go(kind: EngineKind) -> None:
    terminal = engine(kind, cols=20, rows=6, scrollback=1000)
    terminal.feed(b"".join(b"%d " % number + b"w" * 30 + b"\r\n" for number in range(30)))
    rows = [number * 2 for number in range(30)]
    for cols in (40, 10, 15, 200):
        rows = [row for row in terminal.resize(cols, 6, 8, 18, follow=rows) if row is not None]
        assert [terminal.lines(row, 1)[0].split()[0] for row in rows] == [str(number) for number in range(30)]
    assert terminal.resize(20, 6, 8, 18, follow=[-1, 5000]) == [None, None]
    terminal.close()


@both
def test_resize_under_a_full_screen_program_tells_it_too(kind: EngineKind) -> None:
    terminal = engine(kind, cols=20, rows=6, scrollback=1000)
    terminal.feed(b"".join(b"%d " % number + b"w" * 30 + b"\r\n" for number in range(30)))
    terminal.feed(b"\x1b[?1049h\x1b[2;3r\x1b[2;5H\x1b[31malt")
    rows: list[int] = [number * 2 for number in range(30)]
    modes = [terminal.mode(number) for number in (47, 1047, 1049)]
    for cols in (40, 10, 15):
        rows = [row for row in terminal.resize(cols, 6, 8, 18, follow=rows) if row is not None]
    shown = show(terminal)
    assert (shown.lines[1], shown.view.cursor.x, shown.view.cursor.y) == ("    alt", 7, 1)
    assert [terminal.mode(number) for number in (47, 1047, 1049)] == modes
    terminal.feed(b"\x1b[?1049l")
    assert terminal.position.oldest_row == 0
    assert [terminal.lines(row, 1)[0].split()[0] for row in rows] == [str(number) for number in range(30)]
    terminal.close()
