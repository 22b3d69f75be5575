"""Wide and joined characters, bytes that are no UTF-8, character sets."""

from __future__ import annotations

from tests.terminal.cases import Case, Look, Table

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
FLAG = "\U0001f1e9\U0001f1ea"
BAD = "\ufffd"

CHARACTERS = Table(
    "Characters and clusters",
    (
        "The Unicode Standard, 3.9 and Table 3-8 (bytes that are no UTF-8)",
        "UAX #11 (East Asian width), UAX #29 (grapheme clusters), UTS #51 (emoji)",
        "https://github.com/contour-terminal/terminal-unicode-core (mode 2027)",
    ),
    (
        Case("wide", "a中b", ("a中b",), (4, 0)),
        Case("wide from another plane", "\U00020000x", ("\U00020000x",), (3, 0)),
        Case("emoji", "\U0001f600x", ("\U0001f600x",), (3, 0)),
        Case("half width", "\uff71x", ("\uff71x",), (2, 0)),
        Case("full width", "\uff21x", ("\uff21x",), (3, 0)),
        Case("ambiguous width is narrow", "\u00b1\u2460x", ("\u00b1\u2460x",), (3, 0)),
        Case("the right half is overwritten", "中\x1b[2GX", (" X",)),
        Case("the left half is overwritten", "中\rX", ("X",), (1, 0)),
        Case("a wide one over two halves", "中文\x1b[2G字", (" 字",), (3, 0)),
        Case("erasing one half erases both", "a中b\x1b[2G\x1b[X", ("a  b",)),
        Case("deleting one half erases the other", "中ab\r\x1b[P", (" ab",)),
        Case("inserting into the middle erases both", "中a\x1b[2G\x1b[@", ("   a",)),
        Case("pushing one half out erases the other", "x" * 18 + "中\r\x1b[@", (" " + "x" * 18,)),
        Case("combining accent", "e\u0301x", ("e\u0301x",), (2, 0)),
        Case("two accents", "e\u0301\u0323x", ("e\u0301\u0323x",), (2, 0)),
        Case("an accent on nothing draws nothing", "\u0301x", None, (1, 0)),
        Case("an accent in the last column", "x" * 19 + "e\u0301", ("x" * 19 + "e\u0301",), (19, 0)),
        Case("an accent on a wide one", "中\u0301x", ("中\u0301x",), (3, 0)),
        Case("joined family", FAMILY + "x", (FAMILY + "x",), (3, 0)),
        Case("flag", FLAG + "x", (FLAG + "x",), (3, 0)),
        Case("two flags", FLAG * 2 + "x", (FLAG * 2 + "x",), (5, 0)),
        Case("skin tone", "\U0001f44d\U0001f3fdx", ("\U0001f44d\U0001f3fdx",), (3, 0)),
        Case("a tone by itself is wide", "\U0001f3fdx", None, (3, 0)),
        Case("a joiner before what joins nothing", "\U0001f469\u200d中x", None, None),
        Case("emoji presentation widens", "\u2764\ufe0fx", ("\u2764\ufe0fx",), (3, 0)),
        Case("text presentation stays narrow", "\u2764\ufe0ex", None, (2, 0)),
        Case("keycap", "1\ufe0f\u20e3x", ("1\ufe0f\u20e3x",), (3, 0)),
        Case("tags of a flag", "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007fx", None, (3, 0)),
        Case("Hangul of parts", "\u1112\u1161\u11abx", ("\u1112\u1161\u11abx",), (3, 0)),
        Case("Devanagari vowel sign", "\u0915\u0941x", ("\u0915\u0941x",), (2, 0)),
        Case("zero width space takes no room", "a\u200bb", None, (2, 0)),
        Case("soft hyphen takes one cell", "a\u00adb", None, (3, 0)),
        Case("right-to-left letters in the order they came", "\u05d0\u05d1\u05d2", ("\u05d0\u05d1\u05d2",), (3, 0)),
        Case("a byte that is no UTF-8", "a\udcffb", ("a" + BAD + "b",), (3, 0)),
        Case("a sequence that is cut off is one", "\udce4\udcb8x", (BAD + "x",), (2, 0)),
        Case("overlong forms are one a byte", "\udcc0\udcafx", (BAD * 2 + "x",), (3, 0)),
        Case("a surrogate is one a byte", "\udced\udca0\udc80x", (BAD * 3 + "x",), (4, 0)),
        Case("beyond the last plane is one a byte", "\udcf4\udc90\udc80\udc80x", (BAD * 4 + "x",), (5, 0)),
        Case("a sequence that a control cuts", "\udce4\udcb8\r\nx", (BAD, "x"), (1, 1)),
        Case("noncharacters pass", "\ufffe\uffffx", None, None),
    ),
)

CHARSETS = Table(
    "Character sets",
    (
        "https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h3-Controls-beginning-with-ESC",
        "https://vt100.net/docs/vt510-rm/chapter4.html",
    ),
    (
        Case("line drawing", "\x1b(0lqk\x1b(Bq", ("┌─┐q",)),
        Case("all of it", "\x1b(0`afgjklmnopqrstuvwxyz{|}~", ("◆▒°±┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤", "≥π≠£·")),
        Case("it leaves the rest alone", "\x1b(0+-0H\x1b(B", ("+-0H",)),
        Case("the underscore is a blank", "\x1b(0x_x", ("│ │",)),
        Case("G1 by SO and SI", "\x1b)0q\x0eq\x0fq", ("q─q",)),
        Case("G2 by LS2", "\x1b*0\x1bnq\x0fq", ("─q",)),
        Case("G3 by LS3", "\x1b+0\x1boq\x0fq", ("─q",)),
        Case("G2 by SS2, for one character", "\x1b*0\x1bNqq", ("─q",)),
        Case("G3 by SS3, for one character", "\x1b+0\x1bOqq", ("─q",)),
        Case("the pound sign of the UK", "\x1b(A#\x1b(B#", ("£#",)),
        Case("unknown sets draw nothing and change nothing", '\x1b(0\x1b("Zq', None, (1, 0)),
        Case("what is not ASCII goes through", "\x1b(0ä中", ("ä中",)),
        Case("G0 does not touch G1", "\x1b(0\x0eq", ("q",)),
    ),
)

FACES = Table(
    "Halves and faces",
    ("UAX #11",),
    (
        Case(
            "a bold wide character",
            "\x1b[1m中x",
            ("中x",),
            (3, 0),
            looks={(0, 0): Look("中", bold=True), (1, 0): Look("中", bold=True)},
        ),
        Case("an italic one", "\x1b[3mx", looks={(0, 0): Look("x", italic=True, bold=False)}),
        Case(
            "a wide one with a background",
            "\x1b[48;5;21m中",
            looks={(0, 0): Look(background=0x0000FF), (1, 0): Look(background=0x0000FF)},
        ),
    ),
)
