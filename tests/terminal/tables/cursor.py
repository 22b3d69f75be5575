"""Cursor movement and tabs."""

from __future__ import annotations

from tests.terminal.cases import Case, Table

TABLE = Table(
    "CSI: cursor and tabs",
    (
        "https://invisible-island.net/xterm/ctlseqs/ctlseqs.html",
        "https://vt100.net/docs/vt510-rm/chapter4.html",
    ),
    (
        Case("CUU, CUD, CUF and CUB", "\x1b[3B\x1b[5C*\x1b[2A\x1b[3D*", ("", "   *", "", "     *")),
        Case("without a number they move by one", "\x1b[B\x1b[C*\x1b[A\x1b[D#", (" #", " *"), (2, 0)),
        Case("0 is 1", "\x1b[0B\x1b[0C*\x1b[0A\x1b[0D#", (" #", " *")),
        Case("they stop at the edges", "\x1b[99B\x1b[99C*\x1b[99A\x1b[99D#", ("#", "", "", "", "", " " * 19 + "*")),
        Case("CUP", "\x1b[3;4HX", ("", "", "   X"), (4, 2)),
        Case("CUP without numbers is home", "ab\r\ncd\x1b[HX", ("Xb", "cd")),
        Case("CUP with one number", "\x1b[3HX", ("", "", "X")),
        Case("CUP with the first left out", "\x1b[;4HX", ("   X",)),
        Case("CUP with 0", "\x1b[2;2H\x1b[0;0HX", ("X",)),
        Case("CUP stays inside", "\x1b[99;99HX", ("", "", "", "", "", " " * 19 + "X"), (19, 5)),
        Case("HVP", "\x1b[3;4fX", ("", "", "   X")),
        Case("CHA and HPA", "\x1b[5GX\x1b[9`Y", ("    X   Y",)),
        Case("CHA stays inside", "\x1b[99GX\x1b[0GY", ("Y" + " " * 18 + "X",)),
        Case("VPA", "ab\x1b[3dX", ("ab", "", "  X")),
        Case("VPA stays inside", "\x1b[99dX", ("", "", "", "", "", "X")),
        Case("HPR", "a\x1b[3aX", ("a   X",)),
        Case("VPR", "a\x1b[2eX", ("a", "", " X")),
        Case("CNL and CPL", "ab\x1b[2Ecd\x1b[Fx", ("ab", "x", "cd")),
        Case("CNL and CPL stop at the edges", "ab\x1b[99Ex\x1b[99Fy", ("yb", "", "", "", "", "x")),
        Case("CHT", "\x1b[2Ix", (" " * 16 + "x",)),
        Case("CHT stops at the last column", "\x1b[9Ix", (" " * 19 + "x",)),
        Case("CBT", "\t\tab\x1b[Zc", (" " * 16 + "cb",), (17, 0)),
        Case("CBT by two", "\t\tab\x1b[2Zc", (" " * 8 + "c" + " " * 7 + "ab",)),
        Case("CBT stops at the first column", "abc\x1b[9Zx", ("xbc",)),
        Case("TBC of all", "\x1b[3g\tx", (" " * 19 + "x",)),
        Case("TBC of one", "\t\x1b[g\r\tx", (" " * 16 + "x",)),
        Case("TBC and HTS", "\x1b[3g\x1b[5G\x1bH\r\tx", ("    x",), (5, 0)),
        Case("DECST8C", "\x1b[3g\x1b[?5W\tx", (" " * 8 + "x",)),
        Case("tab stops are those of the screen, not of the line", "\x1b[3g\x1b[5G\x1bH\r\n\tx", ("", "    x")),
        Case("a number as long as a line", "\x1b[" + "9" * 300 + "Cx", (" " * 19 + "x",)),
        Case("many numbers", "\x1b[" + "1;" * 200 + "1Hx", None),
        Case("unknown finals, prefixes and intermediates", "a\x1b[5;6~\x1b[>7z\x1b[1!z\x1b[=9zb", ("ab",)),
        Case("a prefix in the wrong place", "a\x1b[1?3Hb", ("ab",)),
    ),
)
