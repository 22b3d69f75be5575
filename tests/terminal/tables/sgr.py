"""Select graphic rendition."""

from __future__ import annotations

from console.terminal.palette import ANSI
from tests.terminal.cases import BACKGROUND, FOREGROUND, Case, Look, Table

CROSS = "https://invisible-island.net/xterm/ctlseqs/ctlseqs.html (SGR)"
KITTY = "https://sw.kovidgoyal.net/kitty/underlines/"
T416 = "ISO 8613-6 / ITU-T T.416, 13.1.8"

COLORS = {
    "none": ("", FOREGROUND, BACKGROUND),
    "30-37": ("31", ANSI[1], BACKGROUND),
    "40-47": ("44", FOREGROUND, ANSI[4]),
    "90-97 and 100-107": ("91;104", ANSI[9], ANSI[12]),
    "39 and 49": ("31;41;39;49", FOREGROUND, BACKGROUND),
    "0": ("31;41;0", FOREGROUND, BACKGROUND),
    "nothing is 0": ("31;41m\x1b[", FOREGROUND, BACKGROUND),
    "an empty number is 0": ("31;;44", FOREGROUND, ANSI[4]),
    "38;5 of the 16": ("38;5;9", ANSI[9], BACKGROUND),
    "38;5 of the cube": ("38;5;196", 0xFF0000, BACKGROUND),
    "38;5 of the greys": ("38;5;244", 0x808080, BACKGROUND),
    "48;5": ("48;5;21", FOREGROUND, 0x0000FF),
    "38;2 and 48;2": ("38;2;1;2;3;48;2;4;5;6", 0x010203, 0x040506),
    "38:2 with a colour space": ("38:2::1:2:3", 0x010203, BACKGROUND),
    "38:2 without one": ("38:2:1:2:3", 0x010203, BACKGROUND),
    "38:2 with a tolerance": ("38:2:1:10:20:30:0:1", 0x0A141E, BACKGROUND),
    "38:5": ("38:5:196", 0xFF0000, BACKGROUND),
    "48:5": ("48:5:21", FOREGROUND, 0x0000FF),
    "48:2 with a colour space": ("48:2::1:2:3", FOREGROUND, 0x010203),
    "a colour that is cut off": ("38;5", FOREGROUND, BACKGROUND),
    "what follows a colour": ("38;5;196;44", 0xFF0000, ANSI[4]),
    "unknown numbers": ("31;199;44", ANSI[1], ANSI[4]),
    "7": ("7", BACKGROUND, FOREGROUND),
    "7 with colours": ("31;44;7", ANSI[4], ANSI[1]),
    "27": ("7;27", FOREGROUND, BACKGROUND),
    "2 is half way to the background": ("2;38;2;100;100;100;48;2;0;0;0", 0x323232, 0),
    "22 ends 2": ("2;38;2;100;100;100;22", 0x646464, BACKGROUND),
    "1 does not brighten": ("1;31", ANSI[1], BACKGROUND),
    "58 colours no text": ("58;5;1", FOREGROUND, BACKGROUND),
    "58:2 colours no text": ("58:2::1:2:3;31", ANSI[1], BACKGROUND),
}

ATTRIBUTES = {
    "4": ("4", 1), "21": ("21", 2), "24": ("4;24", 0), "24 ends 21": ("21;24", 0),
    "4:0": ("4;4:0", 0), "4:1": ("4:1", 1), "4:2": ("4:2", 2), "4:3": ("4:3", 3), "4:4": ("4:4", 4), "4:5": ("4:5", 5),
    "4:3 and others": ("1;4:3;31", 3), "5": ("5", 32), "6": ("6", 32), "25": ("5;25", 0), "9": ("9", 8),
    "29": ("9;29", 0),
    "53": ("53", 16), "55": ("53;55", 0), "0 ends all": ("4;5;9;53;0", 0), "8 is none of them": ("8", 0),
    "several": ("4;9;53", 25),
}  # fmt: skip

TABLE = Table(
    "SGR",
    (CROSS, T416, KITTY),
    (
        *(
            Case(f"colour {name}", f"\x1b[{codes}mX", looks={(0, 0): Look("X", foreground, background)})
            for name, (codes, foreground, background) in COLORS.items()
        ),
        *(
            Case(f"line {name}", f"\x1b[{codes}mX", looks={(0, 0): Look(attributes=attributes)})
            for name, (codes, attributes) in ATTRIBUTES.items()
        ),
        Case(
            "bold and italic",
            "a\x1b[1ma\x1b[3ma\x1b[22ma\x1b[23ma",
            looks={
                (0, 0): Look(bold=False, italic=False),
                (1, 0): Look(bold=True, italic=False),
                (2, 0): Look(bold=True, italic=True),
                (3, 0): Look(bold=False, italic=True),
                (4, 0): Look(bold=False, italic=False),
            },
        ),
        Case("8 hides and 28 shows", "\x1b[8ma\x1b[28mb", looks={(0, 0): Look(" "), (1, 0): Look("b")}),
        Case("8 with a background", "\x1b[8;44ma", looks={(0, 0): Look(" ", background=ANSI[4])}),
        Case(
            "58;2 colours the underline",
            "\x1b[4;58;2;255;0;0;32mX",
            looks={(0, 0): Look("X", ANSI[2], underline_color=0xFF0000)},
        ),
        Case("58:2 with a colour space", "\x1b[4;58:2::255:0:0mX", looks={(0, 0): Look(underline_color=0xFF0000)}),
        Case("58;5", "\x1b[4;58;5;1mX", looks={(0, 0): Look(underline_color=ANSI[1])}),
        Case("58:5", "\x1b[4;58:5:1mX", looks={(0, 0): Look(underline_color=ANSI[1])}),
        Case(
            "59 takes the colour of the text",
            "\x1b[4;58;5;1m\x1b[59;32mX",
            looks={(0, 0): Look(underline_color=ANSI[2])},
        ),
        Case("a hundred numbers", "\x1b[" + "1;" * 100 + "31mX", ("X",)),
        Case(
            "reverse screen",
            "x\x1b[?5h",
            ("x",),
            looks={(0, 0): Look("x", BACKGROUND, FOREGROUND), (9, 3): Look(" ", background=FOREGROUND)},
        ),
        Case("reverse on a reverse screen", "\x1b[?5h\x1b[7mx", looks={(0, 0): Look("x", FOREGROUND, BACKGROUND)}),
    ),
)
