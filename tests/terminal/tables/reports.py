"""What is answered, and what is refused."""

from __future__ import annotations

import re

from console.terminal.events import Title
from console.wire.frames import CursorShape
from tests.terminal.cases import Case, Table

XTERM = "https://invisible-island.net/xterm/ctlseqs/ctlseqs.html"
DA1 = re.compile(r"\x1b\[\?6[1-5](;\d+)*c")


def capability(*pairs: tuple[str, str | None]) -> str:
    """Return what XTGETTCAP answers: names with their values, None where there is none."""
    answers = []
    for name, value in pairs:
        text = name.encode().hex().upper() + ("" if value is None else "=" + value.encode().hex().upper())
        answers.append(f"\x1bP{int(value is not None)}+r{text}\x1b\\")
    return "".join(answers)


def ask(*names: str) -> str:
    """Return an XTGETTCAP of names."""
    return "\x1bP+q" + ";".join(name.encode().hex() for name in names) + "\x1b\\"


def either_case(text: str) -> re.Pattern[str]:
    """Return a pattern for an answer whose hexadecimal digits may be of either case."""
    return re.compile(re.escape(text), re.IGNORECASE)


STATUS = Table(
    "Device reports: DA, DSR, XTVERSION, XTWINOPS",
    (
        f"{XTERM}#h4-Functions-using-CSI-_-ordered-by-the-final-character-lparen-s-rparen",
        "https://vt100.net/docs/vt510-rm/DA1.html",
        "https://vt100.net/docs/vt510-rm/DSR.html",
        "https://contour-terminal.org/vt-extensions/color-palette-update-notifications/ (996)",
    ),
    (
        Case("DA1", "\x1b[c", (), (0, 0), DA1),
        Case("DA1 with 0", "\x1b[0c", (), None, DA1),
        Case("DA1 with anything else", "\x1b[1c", (), None, ""),
        Case("DA2: emacs asks for the background", "\x1b[>c", (), None, "\x1b[>1;400;0c"),
        Case("DA3", "\x1b[=c", (), None, re.compile(r"\x1bP!\|[0-9A-F]{8}\x1b\\")),
        Case("DSR of the status", "\x1b[5n", (), None, "\x1b[0n"),
        Case("CPR", "\x1b[3;7H\x1b[6n", (), None, "\x1b[3;7R"),
        Case("DECXCPR", "\x1b[3;7H\x1b[?6n", (), None, re.compile(r"\x1b\[\?3;7(;1)?R")),
        Case("DSR of the printer: none", "\x1b[?15n", (), None, "\x1b[?13n"),
        Case("DSR of user keys: locked", "\x1b[?25n", (), None, "\x1b[?21n"),
        Case("DSR of an unknown thing", "\x1b[99n\x1b[?99n", (), None, ""),
        Case("colour scheme: dark", "\x1b[?996n", (), None, "\x1b[?997;1n"),
        Case("XTVERSION", "\x1b[>q", (), None, re.compile(r"\x1bP>\|[\x20-\x7e]+\x1b\\")),
        Case("XTVERSION with 0", "\x1b[>0q", (), None, re.compile(r"\x1bP>\|[\x20-\x7e]+\x1b\\")),
        Case("size in cells", "\x1b[18t", (), None, "\x1b[8;6;20t"),
        Case("size in pixels", "\x1b[14t", (), None, "\x1b[4;108;160t"),
        Case("size of a cell", "\x1b[16t", (), None, "\x1b[6;18;8t"),
        Case("the title is not told", "\x1b]2;echo\x07\x1b[21t\x1b[20t", (), events=(Title("echo"),)),
        Case(
            "the window is not resized, moved or closed",
            "\x1b[8;50;132t\x1b[3;0;0t\x1b[2t\x1b[9;1t\x1b[18t",
            (),
            None,
            "\x1b[8;6;20t",
        ),
        Case("the size is not 132 columns", "\x1b[?40h\x1b[?3h\x1b[18t", (), None, "\x1b[8;6;20t"),
    ),
)

SETTINGS = Table(
    "DCS: DECRQSS, XTGETTCAP and other strings",
    (
        f"{XTERM}#h2-Device-Control-functions",
        "https://vt100.net/docs/vt510-rm/DECRQSS.html",
        "https://invisible-island.net/ncurses/man/user_caps.5.html (names of capabilities)",
    ),
    (
        Case("DECRQSS of SGR", "\x1bP$qm\x1b\\", (), None, "\x1bP1$r0m\x1b\\"),
        Case("DECRQSS of SGR that is set", "\x1b[1;31m\x1bP$qm\x1b\\", (), None, "\x1bP1$r0;1;31m\x1b\\"),
        Case(
            "DECRQSS of colours",
            "\x1b[38;5;200;48;2;1;2;3m\x1bP$qm\x1b\\",
            (),
            None,
            re.compile(r"\x1bP1\$r0;38[:;]5[:;]200;48([:;]2::?|;2;)1[:;]2[:;]3m\x1b\\"),
        ),
        Case("DECRQSS of an underline", "\x1b[4:3m\x1bP$qm\x1b\\", (), None, "\x1bP1$r0;4:3m\x1b\\"),
        Case("DECRQSS of the margins", "\x1b[2;5r\x1bP$qr\x1b\\", (), None, "\x1bP1$r2;5r\x1b\\"),
        Case("DECRQSS of the side margins", "\x1b[?69h\x1b[3;9s\x1bP$qs\x1b\\", (), None, "\x1bP1$r3;9s\x1b\\"),
        Case(
            "DECRQSS of the cursor",
            "\x1b[4 q\x1bP$q q\x1b\\",
            (),
            None,
            "\x1bP1$r4 q\x1b\\",
            state={"shape": CursorShape.UNDERLINE},
        ),
        Case("DECRQSS of the conformance level", '\x1bP$q"p\x1b\\', (), None, re.compile(r'\x1bP1\$r6[1-5];1"p\x1b\\')),
        Case("DECRQSS of the protection", '\x1b[1"q\x1bP$q"q\x1b\\', (), None, '\x1bP1$r1"q\x1b\\'),
        Case("DECRQSS of an unknown one", "\x1bP$qz\x1b\\", (), None, "\x1bP0$r\x1b\\"),
        Case("XTGETTCAP of the colours", ask("Co"), (), None, either_case(capability(("Co", "256")))),
        Case("XTGETTCAP of direct colour", ask("RGB"), (), None, either_case(capability(("RGB", "8")))),
        Case("XTGETTCAP of the name", ask("TN"), (), None, either_case(capability(("TN", "xterm-256color")))),
        Case("XTGETTCAP of an unknown one", ask("zz"), (), None, re.compile(r"\x1bP0\+r(7a7a)?\x1b\\", re.IGNORECASE)),
        Case(
            "XTGETTCAP of what is no hexadecimal", "\x1bP+qxyz\x1b\\", (), None, re.compile(r"(\x1bP0\+r(xyz)?\x1b\\)?")
        ),
        Case("an unknown DCS draws nothing", "a\x1bP1;2zdata\x1b\\b", ("ab",)),
        Case("a sixel picture draws nothing", "a\x1bPq#0;2;0;0;0#0~~@@vv@@~~$-\x1b\\b", ("ab",)),
        Case("DECUDK programs no key", "\x1bP1;1|17/726d202d72660d\x1b\\a", ("a",)),
        Case("BEL does not end a DCS", "a\x1bPxx\x07yy\x1b\\b", ("ab",)),
    ),
)
