"""Escape sequences without parameters, and the 8-bit controls."""

from __future__ import annotations

import re

from tests.terminal.cases import Case, Key, Table

DA1 = re.compile(r"\x1b\[\?6[1-5](;\d+)*c")

TABLE = Table(
    "Escape sequences and C1 controls",
    (
        "https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h3-C1-_8-Bit_-Control-Characters",
        "https://vt100.net/docs/vt510-rm/chapter4.html",
        "The Unicode Standard, 3.9 (bytes that are no UTF-8)",
    ),
    (
        Case("IND", "a\x1bDb", ("a", " b"), (2, 1)),
        Case("IND at the bottom scrolls", "1\x1b[6;1H6\x1bD", ("", "", "", "", "6", ""), (1, 5)),
        Case("NEL", "ab\x1bEc", ("ab", "c"), (1, 1)),
        Case("HTS", "\x1b[5G\x1bH\r\tx", ("    x",), (5, 0)),
        Case("RI", "\x1b[3;3H\x1bMx", ("", "  x"), (3, 1)),
        Case("RI at the top scrolls down", "a\r\nb\x1b[H\x1bM", ("", "a", "b"), (0, 0)),
        Case("DECID answers as DA1", "\x1bZ", (), (0, 0), DA1),
        Case("DECALN", "\x1b[3;3H\x1b#8", ("E" * 20,) * 6, (0, 0)),
        Case("DECALN takes the margins away", "\x1b[2;3r\x1b#8\x1b[6;1H\n", (*("E" * 20,) * 5, "")),
        Case("DECPAM and DECPNM", "\x1b=\x1b[?66$p\x1b>\x1b[?66$p", (), None, "\x1b[?66;1$y\x1b[?66;2$y"),
        Case("DECDWL halves the columns", "\x1b#6" + "x" * 15, ("x" * 10, "x" * 5)),
        Case("DECBI moves left", "ab\x1b6X", ("aX",)),
        Case("DECBI at the left edge shifts", "ab\r\x1b6X", ("Xab",)),
        Case("DECFI moves right", "ab\r\x1b9X", ("aX",)),
        Case("DECFI at the right edge shifts", "ab\x1b[20G\x1b9", ("b",), (19, 0)),
        Case("S7C1T draws nothing", "\x1b Fa", ("a",)),
        Case("ANSI conformance levels draw nothing", "\x1b L\x1b M\x1b Na", ("a",)),
        Case("to UTF-8 and back draws nothing", "\x1b%G\xe9\x1b%@", ("\xe9",)),
        Case("ESC with an unknown final draws nothing", "\x1b~\x1b*Za", ("a",)),
        Case("ST alone draws nothing", "a\x1b\\b", ("ab",)),
        Case("SOS, PM and APC draw nothing", "a\x1bXsos\x1b\\\x1b^pm\x1b\\\x1b_apc\x1b\\b", ("ab",)),
        Case("ESC in a string begins anew", "\x1bPabc\x1b[2;2Hx", ("", " x")),
        Case("C1 as UTF-8 draws nothing", "a\x80\x81\x99b", ("ab",)),
        Case("an 8-bit CSI is a byte that is no UTF-8", "\udc9b1mx", ("\ufffd1mx",), (4, 0)),
        Case("an 8-bit OSC is a byte that is no UTF-8", "\udc9d2;t", ("\ufffd2;t",)),
        Case("keys do not change", "\x1b[?1h\x1b7\x1b8", sends=(Key("ArrowUp", b"\x1bOA"),)),
    ),
)
