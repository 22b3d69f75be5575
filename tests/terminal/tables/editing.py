"""Erasing, inserting, deleting, repeating, scrolling."""

from __future__ import annotations

from console.terminal.palette import ANSI
from tests.terminal.cases import BACKGROUND, Case, Look, Table

THREE = "a\r\nb\r\nc"
ALL = "1\r\n2\r\n3\r\n4\r\n5\r\n6"
BLUE = Look(" ", background=ANSI[4])
PLAIN = Look(" ", background=BACKGROUND)
SIX = ("abcdef",) * 6

TABLE = Table(
    "CSI: erase, insert, delete, scroll",
    (
        "https://invisible-island.net/xterm/ctlseqs/ctlseqs.html",
        "https://vt100.net/docs/vt510-rm/chapter4.html",
    ),
    (
        Case("ED below", THREE + "\x1b[2;1H\x1b[J", ("a",), (0, 1)),
        Case("ED below from inside a line", "abc\r\ndef\x1b[1;2H\x1b[0J", ("a",), (1, 0)),
        Case("ED above", THREE + "\x1b[2;1H\x1b[1J", ("", "", "c"), (0, 1)),
        Case("ED above takes the cell of the cursor", "abc\r\ndef\x1b[2;2H\x1b[1J", ("", "  f"), (1, 1)),
        Case("ED of all keeps the cursor", "a\r\nb\x1b[2J", (), (1, 1)),
        Case(
            "ED of the scrollback",
            ALL + "\r\n7\r\n8\x1b[3J",
            ("3", "4", "5", "6", "7", "8"),
            (1, 5),
            state={"history_rows": 0},
        ),
        Case("ED of an unknown kind", "abc\x1b[9J", ("abc",)),
        Case("ED with a background", "\x1b[44m\x1b[2J", (), looks={(0, 0): BLUE, (19, 5): BLUE}),
        Case("EL to the end", "abcdef\x1b[3D\x1b[K", ("abc",), (3, 0)),
        Case("EL to the start takes the cell of the cursor", "abcdef\x1b[3D\x1b[1K", ("    ef",), (3, 0)),
        Case("EL of the line keeps the cursor", "abcdef\x1b[2K", (), (6, 0)),
        Case("EL of an unknown kind", "abc\x1b[9K", ("abc",)),
        Case(
            "EL with a background",
            "ab\x1b[44m\x1b[K",
            ("ab",),
            looks={(1, 0): Look("b", background=BACKGROUND), (2, 0): BLUE, (19, 0): BLUE},
        ),
        Case(
            "EL keeps no other attribute",
            "\x1b[4;7;31m\x1b[K",
            (),
            looks={(3, 0): Look(" ", background=BACKGROUND, attributes=0)},
        ),
        Case("EL where a wrap waits takes the last column", "x" * 20 + "\x1b[K", ("x" * 19,), (19, 0)),
        Case("ECH", "abcdef\x1b[4D\x1b[2X", ("ab  ef",), (2, 0)),
        Case("ECH without a number", "abc\r\x1b[X", (" bc",)),
        Case("ECH stops at the end of the line", "abc\r\ndef\x1b[1;2H\x1b[99X", ("a", "def")),
        Case("ECH with a background", "\x1b[44m\x1b[2X", (), looks={(1, 0): BLUE, (2, 0): PLAIN}),
        Case("DCH", "abcdef\x1b[4D\x1b[2P", ("abef",), (2, 0)),
        Case("DCH without a number", "abc\r\x1b[P", ("bc",)),
        Case("DCH of more than there is", "abcdef\x1b[4D\x1b[99P", ("ab",)),
        Case("DCH fills with the background", "\x1b[44mab\r\x1b[P", ("b",), looks={(19, 0): BLUE, (18, 0): PLAIN}),
        Case("ICH", "abcdef\x1b[4D\x1b[2@", ("ab  cdef",), (2, 0)),
        Case("ICH pushes out at the edge", "x" * 19 + "y\r\x1b[@", (" " + "x" * 19,)),
        Case("ICH of more than there is room", "abc\r\x1b[99@", ()),
        Case("IRM", "abc\r\x1b[4hX\x1b[4lY", ("XYbc",)),
        Case("IL", THREE + "\x1b[2;1H\x1b[L", ("a", "", "b", "c")),
        Case("IL moves to the first column", "abc\x1b[L", ("", "abc"), (0, 0)),
        Case("IL pushes out at the bottom", ALL + "\x1b[2;1H\x1b[2L", ("1", "", "", "2", "3", "4")),
        Case("IL of more than there is", THREE + "\x1b[2;1H\x1b[99L", ("a",)),
        Case(
            "IL with a background",
            THREE + "\x1b[2;1H\x1b[44m\x1b[L",
            ("a", "", "b", "c"),
            looks={(5, 1): BLUE, (5, 2): PLAIN},
        ),
        Case("DL", THREE + "\x1b[1;1H\x1b[M", ("b", "c")),
        Case("DL of more than there is", THREE + "\x1b[2;1H\x1b[99M", ("a",)),
        Case(
            "DL with a background", THREE + "\x1b[2;1H\x1b[44m\x1b[M", ("a", "c"), looks={(0, 5): BLUE, (5, 2): PLAIN}
        ),
        Case("REP", "ab\x1b[3b", ("abbbb",)),
        Case("REP without a number", "ab\x1b[b", ("abb",)),
        Case("REP wraps", "ab\x1b[20b", ("a" + "b" * 19, "bb")),
        Case("REP of a wide character", "中\x1b[2b", ("中中中",), (6, 0)),
        Case("REP with the pen of now", "\x1b[31ma\x1b[32m\x1b[b", ("aa",), looks={(1, 0): Look("a", ANSI[2])}),
        Case("SU", THREE + "\x1b[S", ("b", "c"), (1, 2)),
        Case("SU by 0 is by 1", "a\r\nb\x1b[0S", ("b",)),
        Case("SU of more than there is", THREE + "\x1b[99S", ()),
        Case("SU with a background", "\x1b[44m\x1b[S", (), looks={(0, 5): BLUE, (0, 4): PLAIN}),
        Case("SD", "a\r\nb\x1b[2T", ("", "", "a", "b"), (1, 1)),
        Case("SD as ECMA-48 has it", "a\r\nb\x1b[2^", ("", "", "a", "b")),
        Case("SL", "abc\r\ndef\x1b[2 @", ("c", "f")),
        Case("SR", "abc\r\ndef\x1b[2 A", ("  abc", "  def")),
        Case("DECIC", "abc\r\ndef\x1b[1;2H\x1b[2'}", ("a  bc", "d  ef")),
        Case("DECDC", "abcd\r\nefgh\x1b[1;2H\x1b[2'~", ("ad", "eh")),
    ),
)

PROTECTION = Table(
    "CSI: protected and rectangular areas",
    ("https://vt100.net/docs/vt510-rm/DECSCA.html", "https://vt100.net/docs/vt510-rm/DECCRA.html"),
    (
        Case("DECSED leaves what DECSCA protects", '\x1b[1"qab\x1b[0"qcd\x1b[H\x1b[?J', ("ab",)),
        Case("DECSEL leaves what DECSCA protects", '\x1b[1"qab\x1b[2"qcd\x1b[?2K', ("ab",)),
        Case("ED takes what DECSCA protects", '\x1b[1"qab\x1b[2J', ()),
        Case("ED leaves what SPA protects", "\x1bVab\x1bWcd\x1b[2J", ("ab",)),
        Case("DECERA", "\r\n".join(SIX) + "\x1b[2;2;3;4$z", ("abcdef", "a   ef", "a   ef", *SIX[:3])),
        Case("DECFRA", "\x1b[35;2;2;3;4$x", ("", " ###", " ###")),
        Case("DECCRA", "ab\r\ncd\x1b[1;1;2;2;1;3;5;1$v", ("ab", "cd  ab", "    cd")),
    ),
)
