"""Single control characters."""

from __future__ import annotations

from console.terminal.events import Bell
from tests.terminal.cases import Case, Table

TABLE = Table(
    "C0 controls",
    (
        "https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h3-Single-character-functions",
        "https://vt100.net/docs/vt510-rm/chapter4.html",
        "ECMA-48, 8.3",
    ),
    (
        Case("NUL is ignored", "a\0b", ("ab",), (2, 0)),
        Case("ENQ has an empty answerback", "\x05", (), (0, 0)),
        Case("BEL rings", "\x07", (), (0, 0), events=(Bell(),)),
        Case("BS moves left and erases nothing", "abc\b", ("abc",), (2, 0)),
        Case("BS and text", "abc\b\bX", ("aXc",), (2, 0)),
        Case("BS stops at the first column", "a\b\b\bX", ("X",), (1, 0)),
        Case("BS out of a wrap that waits", "x" * 20 + "\b!", ("x" * 18 + "!x",), (19, 0)),
        Case("HT", "a\tb", ("a       b",), (9, 0)),
        Case("HT stops at the last column", "\t\t\t\tx", (" " * 19 + "x",), (19, 0)),
        Case("HT erases nothing", "abcdefghij\r\tX", ("abcdefghXj",), (9, 0)),
        Case("LF keeps the column", "ab\ncd", ("ab", "  cd"), (4, 1)),
        Case("VT and FF are LF", "a\x0bb\x0cc", ("a", " b", "  c"), (3, 2)),
        Case("LF at the bottom scrolls", "1\r\n2\r\n3\r\n4\r\n5\r\n6\n", ("2", "3", "4", "5", "6", ""), (1, 5)),
        Case("LF with LNM is CR LF", "\x1b[20hab\ncd", ("ab", "cd"), (2, 1)),
        Case("CR", "abc\rX", ("Xbc",), (1, 0)),
        Case("XON and XOFF are ignored", "a\x11\x13b", ("ab",)),
        Case("the separators are ignored", "a\x1c\x1d\x1e\x1fb", ("ab",)),
        Case("DEL is ignored", "a\x7fb", ("ab",), (2, 0)),
        Case("CAN ends a sequence", "\x1b[3\x18Hx", ("Hx",)),
        Case("SUB ends a sequence", "\x1b[3\x1aHx", ("Hx",)),
        Case("CAN ends a string", "\x1b]2;title\x18x", ("x",)),
        Case("ESC begins anew", "\x1b[3\x1b[2;2Hx", ("", " x")),
        Case("a control acts inside a sequence", "ab\x1b[\r2Cx", ("abx",)),
        Case("BEL acts inside a sequence", "ab\x1b[\x072Dx", ("xb",), events=(Bell(),)),
        Case("DEL inside a sequence is ignored", "ab\x1b[\x7f2Dx", ("xb",)),
        Case("NUL inside a sequence is ignored", "ab\x1b[\x002Dx", ("xb",)),
    ),
)
