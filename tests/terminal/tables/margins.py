"""Margins, origin mode, wrapping."""

from __future__ import annotations

from tests.terminal.cases import Case, Table

FOUR = "a\r\nb\r\nc\r\nd"
ALL = "1\r\n2\r\n3\r\n4\r\n5\r\n6"
SIDES = "\x1b[?69h\x1b[5;10s"

MARGINS = Table(
    "Margins and origin",
    ("https://vt100.net/docs/vt510-rm/DECSTBM.html", "https://vt100.net/docs/vt510-rm/DECOM.html"),
    (
        Case("LF at the bottom margin scrolls the region", FOUR + "\x1b[2;3r\x1b[3;1H\n", ("a", "c", "", "d"), (0, 2)),
        Case("RI at the top margin scrolls it down", FOUR + "\x1b[2;3r\x1b[2;1H\x1bM", ("a", "", "b", "d"), (0, 1)),
        Case(
            "LF below the region stops at the bottom", ALL + "\x1b[2;3r\x1b[6;1H\n\nx", ("1", "2", "3", "4", "5", "x")
        ),
        Case(
            "RI above the region stops at the top",
            ALL + "\x1b[3;4r\x1b[1;1H\x1bM\x1bMx",
            ("x", "2", "3", "4", "5", "6"),
        ),
        Case("LF goes through the region from above", FOUR + "\x1b[3;4r\x1b[1;1H\n\nx", ("a", "b", "x", "d")),
        Case("text scrolls the region", "\x1b[1;2r" + "x" * 65, ("x" * 20, "x" * 5), (5, 1)),
        Case("DECSTBM puts the cursor home", "abc\x1b[2;4r", ("abc",), (0, 0)),
        Case("DECSTBM without numbers is the screen", FOUR + "\x1b[2;3r\x1b[r\x1b[6;1H\n", ("b", "c", "d"), (0, 5)),
        Case("DECSTBM with one number reaches the bottom", ALL + "\x1b[5r\x1b[6;1H\n", ("1", "2", "3", "4", "6", "")),
        Case("DECSTBM of one line is refused", ALL + "\x1b[3;3r\x1b[6;1H\n", ("2", "3", "4", "5", "6", "")),
        Case("DECSTBM upside down is refused", "ab\x1b[4;2rc", ("abc",)),
        Case("DECSTBM beyond the bottom is the bottom", ALL + "\x1b[5;99r\x1b[6;1H\n", ("1", "2", "3", "4", "6", "")),
        Case("CUU stops at the top margin", "\x1b[2;4r\x1b[3;1H\x1b[9Ax", ("", "x")),
        Case("CUD stops at the bottom margin", "\x1b[2;4r\x1b[3;1H\x1b[9Bx", ("", "", "", "x")),
        Case("CUU from above reaches the top", "\x1b[3;4r\x1b[2;1H\x1b[9Ax", ("x",)),
        Case("CUD from below reaches the bottom", "\x1b[2;3r\x1b[5;1H\x1b[9Bx", ("", "", "", "", "", "x")),
        Case("IL stays in the region", FOUR + "\x1b[2;3r\x1b[2;1H\x1b[L", ("a", "", "b", "d")),
        Case("DL stays in the region", FOUR + "\x1b[2;3r\x1b[2;1H\x1b[M", ("a", "c", "", "d")),
        Case(
            "IL and DL outside of the region do nothing", FOUR + "\x1b[2;3r\x1b[4;1H\x1b[L\x1b[M", ("a", "b", "c", "d")
        ),
        Case("SU and SD are of the region", ALL + "\x1b[2;5r\x1b[S\x1b[2T", ("1", "", "", "3", "4", "6")),
        Case(
            "a region from the top fills the scrollback",
            ALL + "\x1b[1;3r\x1b[3;1H\n\n",
            ("3", "", "", "4", "5", "6"),
            state={"history_rows": 2},
        ),
        Case(
            "a region below the top does not",
            ALL + "\x1b[2;3r\x1b[3;1H\n\n",
            ("1", "", "", "4", "5", "6"),
            state={"history_rows": 0},
        ),
        Case("DECOM counts from the margin", "\x1b[2;4r\x1b[?6h\x1b[1;1HX", ("", "X")),
        Case("DECOM puts the cursor home", "\x1b[2;4r\x1b[3;3H\x1b[?6hx", ("", "x")),
        Case("DECOM off puts it home too", "\x1b[2;4r\x1b[?6h\x1b[3;3H\x1b[?6lx", ("x",)),
        Case("DECOM keeps the cursor inside", "\x1b[2;4r\x1b[?6h\x1b[99;99HX", ("", "", "", " " * 19 + "X")),
        Case("DECOM and VPA", "\x1b[2;4r\x1b[?6h\x1b[2dX", ("", "", "X")),
        Case("DECOM and the report of the cursor", "\x1b[3;5r\x1b[?6h\x1b[2;2H\x1b[6n", (), (1, 3), "\x1b[2;2R"),
        Case("DECOM is saved with the cursor", "\x1b[2;4r\x1b[?6h\x1b7\x1b[?6l\x1b8\x1b[1;1HX", ("", "X")),
    ),
)

SIDE_MARGINS = Table(
    "Left and right margins",
    ("https://vt100.net/docs/vt510-rm/DECSLRM.html", "https://vt100.net/docs/vt510-rm/DECLRMM.html"),
    (
        Case("DECSLRM puts the cursor home", "abc" + SIDES, ("abc",), (0, 0)),
        Case("text wraps at the right margin", SIDES + "\x1b[1;5Habcdefgh", ("    abcdef", "    gh"), (6, 1)),
        Case("CR goes to the left margin", SIDES + "\x1b[1;8Hx\ry", ("    y  x",)),
        Case("CR left of it goes to the edge", SIDES + "\x1b[1;3Hx\ry", ("y x",)),
        Case("CUF stops at the right margin", SIDES + "\x1b[1;6H\x1b[99Cx", (" " * 9 + "x",)),
        Case("CUB stops at the left margin", SIDES + "\x1b[1;8H\x1b[99Dx", ("    x",)),
        Case("ICH stays between them", "abcdefghijkl" + SIDES + "\x1b[1;6H\x1b[2@", ("abcde  fghkl",)),
        Case("DCH stays between them", "abcdefghijkl" + SIDES + "\x1b[1;6H\x1b[2P", ("abcdehij  kl",)),
        Case(
            "LF at the bottom scrolls between them",
            "\r\n".join(["abcdefghijkl"] * 2) + "\x1b[1;2r" + SIDES + "\x1b[2;5H\n",
            ("abcdefghijkl", "abcd      kl"),
        ),
        Case("IL stays between them", "abcdefghijkl" + SIDES + "\x1b[1;6H\x1b[L", ("abcd      kl", "    efghij")),
        Case("SU stays between them", "abcdefghijkl" + SIDES + "\x1b[S", ("abcd      kl",)),
        Case("DECOM counts from the left margin", SIDES + "\x1b[?6h\x1b[1;1Hx\x1b[6n", ("    x",), None, "\x1b[1;2R"),
        Case("without DECLRMM it is the saving of the cursor", "\x1b[2;3H\x1b[s\x1b[H*\x1b[uX", ("*", "  X")),
        Case("DECLRMM off takes them away", SIDES + "\x1b[?69l" + "x" * 15, ("x" * 15,)),
        Case("DECRQM", "\x1b[?69h\x1b[?69$p", (), None, "\x1b[?69;1$y"),
    ),
)

WRAP = Table(
    "Wrap",
    (
        "https://vt100.net/docs/vt510-rm/DECAWM.html",
        "https://vt100.net/docs/vt510-rm/DECSC.html",
        "https://invisible-island.net/xterm/ctlseqs/ctlseqs.html (45, 1045)",
    ),
    (
        Case("DECAWM is on", "x" * 25, ("x" * 20, "x" * 5), (5, 1)),
        Case("the wrap waits for the next character", "x" * 20, ("x" * 20,), (19, 0)),
        Case("a wrap at the bottom scrolls", "\x1b[6;1H" + "x" * 21, ("", "", "", "", "x" * 20, "x"), (1, 5)),
        Case("CR takes a wrap that waits", "x" * 20 + "\ry", ("y" + "x" * 19,), (1, 0)),
        Case("LF takes it and keeps the column", "x" * 20 + "\ny", ("x" * 20, " " * 19 + "y")),
        Case("CUU takes it", "\x1b[2;1H" + "x" * 20 + "\x1b[Ay", (" " * 19 + "y", "x" * 20)),
        Case("CUP takes it", "x" * 20 + "\x1b[1;20Hy", ("x" * 19 + "y",)),
        Case("CUF takes it", "x" * 20 + "\x1b[Cy", ("x" * 19 + "y",)),
        Case("SGR leaves it", "x" * 20 + "\x1b[1my", ("x" * 20, "y")),
        Case("an unknown sequence leaves it", "x" * 20 + "\x1b[?9999hy", ("x" * 20, "y")),
        Case("the report is of the last column", "x" * 20 + "\x1b[6n", ("x" * 20,), (19, 0), "\x1b[1;20R"),
        Case("DECSC saves it", "x" * 20 + "\x1b7\x1b[3;3H\x1b8y", ("x" * 20, "y")),
        Case("off: the last column is written again", "\x1b[?7l" + "x" * 20 + "yz", ("x" * 19 + "z",), (19, 0)),
        Case("on again", "\x1b[?7l\x1b[?7h" + "x" * 21, ("x" * 20, "x")),
        Case("a wide character wraps whole", "x" * 19 + "中", ("x" * 19, "中"), (2, 1)),
        Case("many wide characters wrap", "x" + "中文字" * 5, ("x" + "中文字" * 3, "中文字" * 2), (12, 1)),
        Case("off: wide characters stay in the line", "\x1b[?7l" + "中" * 12, ("中" * 10,)),
        Case("reverse wrap goes back over a wrap", "\x1b[?45h" + "x" * 22 + "\b\b\by", ("x" * 19 + "y", "xx")),
        Case("reverse wrap by CUB", "\x1b[?45h" + "x" * 22 + "\x1b[3Dy", ("x" * 19 + "y", "xx")),
        Case("reverse wrap stops at a line that was not wrapped", "\x1b[?45hab\r\n\by", ("ab", "y")),
        Case("extended reverse wrap goes on", "\x1b[?7h\x1b[?1045hab\r\n\by", ("ab" + " " * 17 + "y",)),
    ),
)

SCREENS = Table(
    "Alternate screen, saved cursor",
    (
        "https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h3-The-Alternate-Screen-Buffer",
        "https://vt100.net/docs/vt510-rm/DECSC.html",
    ),
    (
        Case("1049 and back", "main\x1b[?1049h\x1b[Halt\x1b[?1049l", ("main",), (4, 0), state={"screen": 0}),
        Case(
            "1049 is blank and keeps the cursor",
            "main\x1b[?1049halt",
            ("    alt",),
            (7, 0),
            state={"screen": 1, "history_rows": 0},
        ),
        Case("1049 twice", "main\x1b[?1049h\x1b[Hone\x1b[?1049h\x1b[?1049l", ("main",), (4, 0)),
        Case("1049 is blank each time", "\x1b[?1049hone\x1b[?1049l\x1b[?1049h", (), (0, 0)),
        Case("leaving what was not entered", "\x1b[2;3H\x1b7\x1b[5;5H\x1b[?1047lx", ("", "", "", "", "    x")),
        Case("47 and back keeps the cursor where it is", "main\x1b[?47h\x1b[3;1Halt\x1b[?47lx", ("main", "", "   x")),
        Case("47 keeps what was there", "\x1b[?47halt\x1b[?47l\x1b[?47h", ("alt",)),
        Case("1047 clears what it leaves", "\x1b[?1047halt\x1b[?1047l\x1b[?47h", ()),
        Case("1047 and back", "main\x1b[?1047h\x1b[3;1Halt\x1b[?1047lx", ("main", "", "   x")),
        Case("1048 saves and restores", "\x1b[2;3H\x1b[?1048h\x1b[H*\x1b[?1048lX", ("*", "  X")),
        Case("it has no scrollback", "\x1b[?1049h" + "x\r\n" * 50, state={"history_rows": 0}),
        Case(
            "each has its saved cursor",
            "\x1b[2;2H\x1b7\x1b[?47h\x1b[4;4H\x1b7\x1b[?47l\x1b8x\x1b[?47h\x1b8y",
            ("", "", "", "   y"),
        ),
        Case("the pen goes with it", "\x1b[31m\x1b[?1049h\x1b[m\x1b[?1049l", (), (0, 0)),
        Case(
            "DECRQM knows 1049",
            "\x1b[?1049h\x1b[?1049$p\x1b[?1049l\x1b[?1049$p",
            (),
            None,
            "\x1b[?1049;1$y\x1b[?1049;2$y",
        ),
        Case("DECSC and DECRC", "\x1b[2;3H\x1b7\x1b[H*\x1b8X", ("*", "  X")),
        Case("SCOSC and SCORC", "\x1b[2;3H\x1b[s\x1b[H*\x1b[uX", ("*", "  X")),
        Case("DECRC twice", "\x1b[2;3H\x1b7\x1b8a\x1b8b", ("", "  b")),
        Case("DECRC of nothing is home", "\x1b[2;3H\x1b8x", ("x",)),
        Case("DECSC saves the character sets", "\x1b(0\x1b7\x1b(B\x1b8q", ("─",)),
        Case("DECSC saves the shift", "\x1b)0\x0e\x1b7\x0f\x1b8q", ("─",)),
        Case("DECSC does not save DECAWM", "\x1b[?7l\x1b7\x1b[?7h\x1b8" + "x" * 21, ("x" * 20, "x")),
    ),
)

RESETS = Table(
    "Resets",
    ("https://vt100.net/docs/vt510-rm/DECSTR.html", "https://vt100.net/docs/vt510-rm/RIS.html"),
    (
        Case("RIS clears", "abc\x1b[2;4r\x1b[?6h\x1bcx", ("x",), (1, 0)),
        Case(
            "RIS takes pen and modes",
            "\x1b[31;4m\x1b[4h\x1b[?7l\x1b[?1h\x1b[?2004h\x1bc\x1b[?1$p\x1b[?2004$p\x1b[?7$p",
            (),
            None,
            "\x1b[?1;2$y\x1b[?2004;2$y\x1b[?7;1$y",
        ),
        Case("RIS sets the tab stops", "\x1b[3g\x1bc\tx", ("        x",)),
        Case("RIS leaves the alternate screen", "\x1b[?1049halt\x1bc", (), (0, 0), state={"screen": 0}),
        Case("RIS takes the character sets", "\x1b(0\x1bcq", ("q",)),
        Case("RIS takes the scrollback", "x\r\n" * 20 + "\x1bc", (), (0, 0), state={"history_rows": 0}),
        Case("RIS shows the cursor", "\x1b[?25l\x1bc", state={"visible": True}),
        Case("DECSTR keeps the screen and the cursor", "abc\x1b[3;4H\x1b[!p", ("abc",), (3, 2)),
        Case("DECSTR takes insert, origin and margins", "\x1b[?6h\x1b[2;4r\x1b[4h\x1b[!pab\rX", ("", "Xb")),
        Case("DECSTR takes the pen", "\x1b[4m\x1b[!px", ("x",)),
        Case(
            "DECSTR takes application keys",
            "\x1b[?1h\x1b=\x1b[!p\x1b[?1$p\x1b[?66$p",
            (),
            None,
            "\x1b[?1;2$y\x1b[?66;2$y",
        ),
        Case("DECSTR shows the cursor", "\x1b[?25l\x1b[!p", state={"visible": True}),
        Case("DECSTR takes the character sets", "\x1b(0\x1b[!pq", ("q",)),
        Case("DECSTR takes the saved cursor home", "\x1b[3;3H\x1b7\x1b[!p\x1b8x", ("x",)),
        Case("DECSTR takes the protection", '\x1b[1"q\x1b[!pa\x1b[?2K', ()),
    ),
)
