"""Modes: whether they are set, and what they do to the cursor."""

from __future__ import annotations

from console.wire.frames import CursorShape
from tests.terminal.cases import Case, Table

XTERM = "https://invisible-island.net/xterm/ctlseqs/ctlseqs.html"

PRIVATE = {
    1: "DECCKM", 5: "DECSCNM", 6: "DECOM", 7: "DECAWM", 9: "X10 mouse", 12: "cursor blinks", 25: "DECTCEM",
    45: "reverse wrap", 47: "alternate screen", 66: "DECNKM", 67: "DECBKM", 69: "DECLRMM", 1000: "mouse clicks",
    1002: "mouse drags", 1003: "mouse motion", 1004: "focus events", 1005: "UTF-8 mouse", 1006: "SGR mouse",
    1007: "alternate scroll", 1015: "urxvt mouse", 1016: "SGR pixel mouse", 1045: "extended reverse wrap",
    1047: "alternate screen", 1049: "alternate screen with cursor", 2004: "bracketed paste",
    2026: "synchronized output", 2031: "colour scheme changes", 2048: "size changes",
}  # fmt: skip
ANSI_MODES = {2: "KAM", 4: "IRM", 12: "SRM", 20: "LNM"}
REPLIES = "\x1b[48;6;20;108;160t"
"""What mode 2048 answers when it is set."""
SHAPES = {
    0: (CursorShape.BLOCK, False), 1: (CursorShape.BLOCK, True), 2: (CursorShape.BLOCK, False),
    3: (CursorShape.UNDERLINE, True), 4: (CursorShape.UNDERLINE, False), 5: (CursorShape.BAR, True),
    6: (CursorShape.BAR, False),
}  # fmt: skip

TABLE = Table(
    "Modes",
    (
        XTERM,
        "https://vt100.net/docs/vt510-rm/DECRQM.html",
        "https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036 (2026)",
        "https://contour-terminal.org/vt-extensions/color-palette-update-notifications/ (2031)",
        "https://gist.github.com/rockorager/e695fb2924d36b2bcf1fff4a3704bd83 (2048)",
    ),
    (
        *(
            Case(
                f"DECRQM of {number}, {name}",
                f"\x1b[?{number}h\x1b[?{number}$p\x1b[?{number}l\x1b[?{number}$p",
                None,
                None,
                (REPLIES if number == 2048 else "") + f"\x1b[?{number};1$y\x1b[?{number};2$y",
            )
            for number, name in PRIVATE.items()
        ),
        *(
            Case(
                f"DECRQM of ANSI {number}, {name}",
                f"\x1b[{number}h\x1b[{number}$p\x1b[{number}l\x1b[{number}$p",
                None,
                None,
                f"\x1b[{number};1$y\x1b[{number};2$y",
            )
            for number, name in ANSI_MODES.items()
        ),
        Case("DECRQM of an unknown one", "\x1b[?31999$p\x1b[999$p", (), None, "\x1b[?31999;0$y\x1b[999;0$y"),
        Case("several at once", "\x1b[?1;2004h\x1b[?1$p\x1b[?2004$p", (), None, "\x1b[?1;1$y\x1b[?2004;1$y"),
        Case(
            "mouse modes take each other's place",
            "\x1b[?1000h\x1b[?1003h\x1b[?1000$p\x1b[?1003$p",
            (),
            None,
            "\x1b[?1000;2$y\x1b[?1003;1$y",
        ),
        Case(
            "XTSAVE and XTRESTORE",
            "\x1b[?2004h\x1b[?2004s\x1b[?2004l\x1b[?2004r\x1b[?2004$p",
            (),
            None,
            "\x1b[?2004;1$y",
        ),
        Case("XTSAVE of an unset one", "\x1b[?1s\x1b[?1h\x1b[?1r\x1b[?1$p", (), None, "\x1b[?1;2$y"),
        Case("DECTCEM hides the cursor", "\x1b[?25l", state={"visible": False}),
        Case("DECTCEM shows it", "\x1b[?25l\x1b[?25h", state={"visible": True}),
        Case("12 makes it blink", "\x1b[?12h", state={"blinks": True}),
        *(
            Case(f"DECSCUSR {style}", f"\x1b[5 q\x1b[{style} q", state={"shape": shape, "blinks": blinks})
            for style, (shape, blinks) in SHAPES.items()
        ),
        Case("DECSCUSR of an unknown style", "\x1b[4 q\x1b[9 q", state={"shape": CursorShape.UNDERLINE}),
        Case("2026 holds nothing back from the screen itself", "\x1b[?2026ha\x1b[?2026lb", ("ab",)),
        Case("2027, clusters, is on", "\x1b[?2027$p", (), None, "\x1b[?2027;1$y"),
    ),
)
