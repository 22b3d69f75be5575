"""One conformance table for both engines, and the same bytes on both give the same screen."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import numpy as np
import pytest

from console.terminal.engine import EngineKind
from console.terminal.events import Bell, ClipboardWrite, Notify, Title, WorkingDirectory
from console.terminal.glyphs import GlyphTable
from console.terminal.palette import ANSI
from console.wire.frames import CursorShape, Mode
from tests.unit.terminal.screens import KINDS, Shown, engine, show

BACKGROUND, FOREGROUND = 0x101418, 0xD0D0D0


@dataclass(frozen=True)
class Case:
    """Bytes, and what a screen of 20 by 6 then shows: its first lines, the cursor, the answer."""

    name: str
    data: str
    lines: tuple[str, ...] = ()
    cursor: tuple[int, int] | None = None
    reply: str = ""
    differs: dict[str, str] = field(default_factory=dict)
    """Engines that fail, and why. One that passes all the same fails the test."""


CASES = [
    Case("text", "hello", ("hello",), (5, 0)),
    Case("line feed keeps the column", "ab\ncd", ("ab", "  cd"), (4, 1)),
    Case("autowrap", "x" * 25, ("x" * 20, "x" * 5), (5, 1)),
    Case("wrap waits for the next character", "x" * 20, ("x" * 20,), (19, 0)),
    Case("no wrap", "\x1b[?7l" + "x" * 20 + "yz", ("x" * 19 + "z",), (19, 0)),
    Case("backspace", "abc\b\bX", ("aXc",), (2, 0)),
    Case("backspace out of a pending wrap", "x" * 20 + "\b!", ("x" * 18 + "!x",), (19, 0)),
    Case("tab", "a\tb", ("a       b",), (9, 0)),
    Case("set and clear tab stops", "\x1b[3g\x1b[5G\x1bH\r\tx", ("    x",), (5, 0)),
    Case("back tab", "\t\tab\x1b[Zc", ("                cb",), (17, 0)),
    Case("forward tabs", "\x1b[2Ix", (" " * 16 + "x",)),
    Case("carriage return", "abc\rX", ("Xbc",), (1, 0)),
    Case("cursor up down left right", "\x1b[3B\x1b[5C*\x1b[2A\x1b[3D*", ("", "   *", "", "     *")),
    Case("cursor position", "\x1b[3;4HX", ("", "", "   X"), (4, 2)),
    Case("cursor stays inside", "\x1b[99;99HX\x1b[99A\x1b[99DY", ("Y", "", "", "", "", " " * 19 + "X")),
    Case("column and row absolute", "\x1b[5GX\x1b[3dY", ("    X", "", "     Y")),
    Case("next and previous line", "ab\x1b[2Ecd\x1b[Fx", ("ab", "x", "cd")),
    Case("save and restore", "\x1b[2;3H\x1b7\x1b[H*\x1b8X", ("*", "  X")),
    Case("SCO save and restore", "\x1b[2;3H\x1b[s\x1b[H*\x1b[uX", ("*", "  X")),
    Case("restore brings the pen back", "\x1b[31m\x1b7\x1b[0m\x1b8\x1b[6n", (), (0, 0), "\x1b[1;1R"),
    Case("erase to end of line", "abcdef\x1b[3D\x1b[K", ("abc",)),
    Case("erase to start of line", "abcdef\x1b[3D\x1b[1K", ("    ef",)),
    Case("erase line", "abcdef\x1b[2K", ("",), (6, 0)),
    Case("erase below", "a\r\nb\r\nc\x1b[2;1H\x1b[J", ("a", "", "")),
    Case("erase above", "a\r\nb\r\nc\x1b[2;1H\x1b[1J", ("", "", "c")),
    Case("erase all", "a\r\nb\x1b[2J", ("", ""), (1, 1)),
    Case("erase characters", "abcdef\x1b[4D\x1b[2X", ("ab  ef",)),
    Case("delete characters", "abcdef\x1b[4D\x1b[2P", ("abef",)),
    Case("insert characters", "abcdef\x1b[4D\x1b[2@", ("ab  cdef",)),
    Case("insert mode", "abc\r\x1b[4hX\x1b[4l", ("Xabc",)),
    Case("insert lines", "a\r\nb\r\nc\x1b[2;1H\x1b[L", ("a", "", "b", "c")),
    Case("delete lines", "a\r\nb\r\nc\x1b[1;1H\x1b[M", ("b", "c")),
    Case("scroll region", "a\r\nb\r\nc\r\nd\x1b[2;3r\x1b[3;1H\n", ("a", "c", "", "d")),
    Case("reverse index scrolls down", "a\r\nb\x1b[H\x1bM", ("", "a", "b"), (0, 0)),
    Case("index and next line", "a\x1bDb\x1bEc", ("a", " b", "c")),
    Case("SU", "a\r\nb\r\nc\x1b[S", ("b", "c")),
    Case("SD", "a\r\nb\x1b[2T", ("", "", "a", "b")),
    Case("origin mode", "\x1b[2;4r\x1b[?6h\x1b[1;1HX", ("", "X")),
    Case("REP", "ab\x1b[3b", ("abbbb",)),
    Case("line drawing", "\x1b(0lqk\x1b(Bq", ("┌─┐q",)),
    Case("G1 by shift out", "\x1b)0q\x0eq\x0fq", ("q─q",)),
    Case("line drawing leaves the rest alone", "\x1b(0h_+-0H\x1b(B", ("␤_+-0H",)),
    Case("pound sign of the UK", "\x1b(A#\x1b(B#", ("£#",)),
    Case("wide characters", "a中b", ("a中b",), (4, 0)),
    Case("wide wraps whole", "x" * 19 + "中", ("x" * 19, "中"), (2, 1)),
    Case("many wides wrap", "x" + "中文字" * 5, ("x" + "中文字" * 3, "中文字" * 2), (12, 1)),
    Case("wides without wrap", "\x1b[?7l" + "中" * 12, ("中" * 10,), None),
    Case("a wide after a joiner", "\U0001f469\u200d中中", (), (6, 0)),
    Case("half of a wide is overwritten", "中\x1b[2GX", (" X",)),
    Case("combining accent", "e\u0301x", ("e\u0301x",), (2, 0)),
    Case("family emoji is one cluster", "\U0001f469\u200d\U0001f469\u200d\U0001f467x", (), (3, 0)),
    Case("flag is one cluster", "\U0001f1e9\U0001f1eax", ("\U0001f1e9\U0001f1eax",), (3, 0)),
    Case("invalid UTF-8 is replaced", "a\udcffb", ("a\ufffdb",), (3, 0)),
    Case("alternate screen and back", "main\x1b[?1049h\x1b[Halt\x1b[?1049l", ("main",), (4, 0)),
    Case("alternate screen is blank", "main\x1b[?1049h\x1b[Halt", ("alt",), (3, 0)),
    Case("alternate screen 47", "main\x1b[?47h\x1b[2J\x1b[Hx\x1b[?47l", ("main",)),
    Case("RIS", "abc\x1b[2;4r\x1b[?6h\x1bcx", ("x",), (1, 0)),
    Case("DECSTR", "\x1b[?6h\x1b[2;4r\x1b[4h\x1b[!pab\rX", ("", "Xb")),
    Case("DECALN", "\x1b#8", ("E" * 20,) * 6, (0, 0)),
    Case("CAN ends a sequence", "\x1b[3\x18Hx", ("Hx",)),
    Case("a control acts inside a sequence", "ab\x1b[\r2Cx", ("abx",)),
    Case("ESC begins anew", "\x1b[3\x1b[2;2Hx", ("", " x")),
    Case("unknown sequences vanish", "a\x1b[?9999h\x1b[5;6~\x1b[>4;1m\x1bPxyz\x1b\\\x1b_apc\x1b\\b", ("ab",)),
    Case("long parameters", "\x1b[99999999999;1Hx\x1b[" + "1;" * 60 + "1Hy", (), None),
    Case("report cursor", "\x1b[3;7H\x1b[6n", (), None, "\x1b[3;7R"),
    Case("report status", "\x1b[5n", (), None, "\x1b[0n"),
    Case("DA1", "\x1b[c", (), None, "\x1b[?62;22c"),
    Case("DA2", "\x1b[>c", (), None, "\x1b[>1;0;0c"),
    Case(
        "DECRQM", "\x1b[?2004h\x1b[?2004$p\x1b[?1$p\x1b[?31999$p", (), None, "\x1b[?2004;1$y\x1b[?1;2$y\x1b[?31999;0$y"
    ),
    Case("size in cells", "\x1b[18t", (), None, "\x1b[8;6;20t"),
    Case("background colour", "\x1b]11;?\x1b\\", (), None, "\x1b]11;rgb:1010/1414/1818\x1b\\"),
    Case("palette colour", "\x1b]4;1;?\x1b\\", (), None, "\x1b]4;1;rgb:cccc/6666/6666\x1b\\"),
    Case("reply under origin mode", "\x1b[3;5r\x1b[?6h\x1b[2;2H\x1b[6n", (), None, "\x1b[2;2R"),
    Case("XTVERSION", "\x1b[>q", (), None, "\x1bP>|leitstand\x1b\\", {"ghostty": "it names the library"}),
    Case("scroll up by 0 is by 1", "a\r\nb\x1b[0S", ("b",), None, "", {"ghostty": "it takes 0 for 0"}),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_conformance(kind: EngineKind, case: Case) -> None:
    terminal = engine(kind)
    terminal.feed(case.data.encode("utf-8", "surrogateescape"))
    shown = show(terminal)
    expected = [*case.lines, *[""] * 6][: 6 if case.lines else 0]
    cursor = (shown.view.cursor.x, shown.view.cursor.y)
    right = (
        (not case.lines or shown.lines == expected)
        and case.cursor in (None, cursor)
        and terminal.take_replies().decode() == case.reply
    )
    terminal.close()
    if kind in case.differs:
        assert not right, f"{kind} passes now: {case.differs[kind]} is no longer true"
    else:
        assert right, (shown.lines, cursor)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("sequence", "foreground", "background"),
    [
        ("31", ANSI[1], BACKGROUND),
        ("91;44", ANSI[9], ANSI[4]),
        ("38;5;196", 0xFF0000, BACKGROUND),
        ("38;5;244", 0x808080, BACKGROUND),
        ("38;2;1;2;3", 0x010203, BACKGROUND),
        ("38:2::1:2:3", 0x010203, BACKGROUND),
        ("48:5:21", FOREGROUND, 0x0000FF),
        ("7", BACKGROUND, FOREGROUND),
        ("31;7", BACKGROUND, ANSI[1]),
        ("2;38;2;100;100;100;48;2;0;0;0", 0x323232, 0),
        ("31;39", FOREGROUND, BACKGROUND),
        ("7;27", FOREGROUND, BACKGROUND),
        ("58;5;1;31", ANSI[1], BACKGROUND),
        ("38;5", FOREGROUND, BACKGROUND),
    ],
)
def test_colours(kind: EngineKind, sequence: str, foreground: int, background: int) -> None:
    terminal = engine(kind)
    terminal.feed(f"\x1b[{sequence}mX".encode())
    assert show(terminal).cell(0, 0) == ("X", foreground, background)
    terminal.close()


@pytest.mark.parametrize("kind", KINDS)
def test_attributes(kind: EngineKind) -> None:
    terminal = engine(kind)
    terminal.feed(
        b"\x1b[4mA\x1b[21mB\x1b[4:3mC\x1b[24;9mD\x1b[29;53mE\x1b[55;5mF\x1b[0;8mG\x1b[0m\x1b]8;;http://x.example\x1b\\H\x1b]8;;\x1b\\I"
    )
    shown = show(terminal)
    assert [shown.attribute(x, 0) for x in range(9)] == [1, 2, 3, 8, 16, 32, 0, 64, 0]
    assert shown.cell(6, 0)[0] == " "
    terminal.feed(b"\r\n\x1b[4;58:2::255:0:0;32mU")
    view = show(terminal).view
    assert view.underline_colors is not None
    assert (int(view.underline_colors[1, 0]), int(view.underline_colors[0, 0])) == (0xFF0000, FOREGROUND)
    terminal.close()


@pytest.mark.parametrize("kind", KINDS)
def test_faces_are_glyphs(kind: EngineKind) -> None:
    terminal = engine(kind)
    terminal.feed("a\x1b[1ma\x1b[3ma\x1b[22ma\x1b[0;1m中".encode())
    shown = show(terminal)
    slots = [int(key) >> 48 for key in shown.view.keys[0, :6]]
    assert [(g.bold, g.italic) for g in (shown.glyphs.new_since(s)[0] for s in slots[:4])] == [
        (False, False), (True, False), (True, True), (False, True),
    ]  # fmt: skip
    assert slots[5] == slots[4] + 1
    terminal.close()


@pytest.mark.parametrize("kind", KINDS)
def test_events(kind: EngineKind) -> None:
    terminal = engine(kind)
    terminal.feed(
        b"\x07\x1b]0;one\x07\x1b]2;two\x1b\\\x1b]52;c;aGVsbG8=\x07\x1b]7;file://h.example/tmp\x07\x1b]9;done\x07\x07"
    )
    events = terminal.take_events()
    assert set(events) == {
        Bell(), Title("two"), ClipboardWrite("hello"), WorkingDirectory("file://h.example/tmp"), Notify("", "done"),
    }  # fmt: skip
    assert terminal.take_events() == []
    terminal.close()


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
def test_reverse_screen(kind: EngineKind) -> None:
    terminal = engine(kind)
    terminal.feed(b"x\x1b[?5h")
    assert show(terminal).cell(0, 0) == ("x", BACKGROUND, FOREGROUND)
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


TOKENS = (
    ["a", "hello ", "中", "\r", "\n", "\b", "\t", "\x1bD", "\x1bM", "\x1bE", "\x1b7", "\x1b8", "\x1bH", "x" * 25]
    + [f"\x1b[%d{final}" for final in "ABCDEFGdJKLMPX@STIZ"]
    + ["\x1b[%d;%dH", "\x1b[%d;%dr", "\x1b[r", "\x1b[%dm", "\x1b[38;5;%dm", "\x1b[0m", "\x1b[4h", "\x1b[4l", "\x1b[?7l"]
    + ["\x1b[?7h", "\x1b[?6h", "\x1b[?6l", "\x1b[?1049h", "\x1b[?1049l", "\x1b[6n", "\x1b[?25l", "\x1b[?25h"]
    + ["\x1b[48;5;4m", "\x1b[49m", "\x1b[7m", "\x1b[?5h", "\x1b[?5l", "\x1b[3g", "\x1b[!p", "\x1b[s", "\x1b[u"]
)


def stream(seed: int) -> bytes:
    """Return a program's output that both engines are to understand alike."""
    chance = random.Random(seed)
    parts = []
    for _ in range(chance.randint(2, 30)):
        token = chance.choice(TOKENS)
        parts.append(token.replace("%d", "{}").format(*(chance.choice((1, 1, 2, 3, 5, 9, 30)) for _ in range(2))))
    return "".join(parts).encode()


def summary(shown: Shown) -> tuple[object, ...]:
    """Return what has to be the same; rows of the alternate screen have numbers of their own."""
    view = shown.view
    rows = () if view.screen else (view.first_row, view.oldest_row, view.history_rows)
    return shown.lines, view.cursor, view.modes, view.screen, rows


DIFFERENCES = {
    6: "erasing a wide character also blanks the cell a line above that it did not fit into",
    86: "an alternate screen that nothing was written to is not filled with the background of the pen",
}


@pytest.mark.parametrize("first", range(0, 400, 50))
def test_same_bytes_same_screen(first: int) -> None:
    for seed in range(first, first + 50):
        data = stream(seed)
        both = []
        for kind in KINDS:
            terminal = engine(kind)
            terminal.feed(data)
            both.append((show(terminal), terminal.take_replies(), terminal.take_events()))
            terminal.close()
        (fast, *fast_said), (slow, *slow_said) = both
        assert summary(fast) == summary(slow), (seed, data)
        assert fast_said == slow_said, (seed, data)
        alike = np.array_equal(fast.view.keys, slow.view.keys)
        assert alike == (seed not in DIFFERENCES), (seed, data)
