"""Operating system commands."""

from __future__ import annotations

import re

from console.terminal.events import ClipboardWrite, Notify, PromptMark, Title, WorkingDirectory
from console.terminal.palette import ANSI
from tests.terminal.cases import FOREGROUND, Case, Look, Table

XTERM = "https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h3-Operating-System-Commands"
URI = "https://www.example.com/a"

COLORS = Table(
    "OSC: colours (4, 10, 11, 12, 104, 110-112)",
    (XTERM, "https://www.x.org/releases/current/doc/libX11/libX11/libX11.html#Color_Strings"),
    (
        Case("4 asks", "\x1b]4;1;?\x1b\\", (), (0, 0), "\x1b]4;1;rgb:cccc/6666/6666\x1b\\"),
        Case(
            "4 asks for several",
            "\x1b]4;1;?;2;?\x1b\\",
            (),
            None,
            "\x1b]4;1;rgb:cccc/6666/6666\x1b\\"
            f"\x1b]4;2;rgb:{'/'.join(f'{ANSI[2] >> s & 255:02x}' * 2 for s in (16, 8, 0))}\x1b\\",
        ),
        Case("4 sets", "\x1b]4;1;rgb:12/34/56\x1b\\\x1b[31mx", looks={(0, 0): Look("x", 0x123456)}),
        Case("4 sets what was drawn before", "\x1b[31mx\x1b]4;1;#123456\x07", looks={(0, 0): Look("x", 0x123456)}),
        Case(
            "4 sets several",
            "\x1b]4;1;#010203;2;#040506\x07\x1b[31mx\x1b[32my",
            looks={(0, 0): Look("x", 0x010203), (1, 0): Look("y", 0x040506)},
        ),
        Case("4 with a name", "\x1b]4;1;navajo white\x07\x1b[31mx", looks={(0, 0): Look("x", 0xFFDEAD)}),
        Case("4 of what there is not", "\x1b]4;256;#123456\x07\x1b]4;x;#123456\x07\x1b]4;1\x07x", ("x",)),
        Case("4 with no colour", "\x1b]4;1;nonsense()\x07\x1b[31mx", looks={(0, 0): Look("x", ANSI[1])}),
        Case(
            "4 in one and in four digits",
            "\x1b]4;1;rgb:f/8/0\x07\x1b]4;2;rgb:ffff/8080/0000\x07\x1b[31mx\x1b[32my",
            looks={(0, 0): Look("x", 0xFF8800), (1, 0): Look("y", 0xFF8000)},
        ),
        Case("104 takes one back", "\x1b]4;1;#010203\x07\x1b]104;1\x07\x1b[31mx", looks={(0, 0): Look("x", ANSI[1])}),
        Case(
            "104 takes all back",
            "\x1b]4;1;#010203;2;#010203\x07\x1b]104\x07\x1b[32mx",
            looks={(0, 0): Look("x", ANSI[2])},
        ),
        Case("10 asks", "\x1b]10;?\x1b\\", (), None, "\x1b]10;rgb:d0d0/d0d0/d0d0\x1b\\"),
        Case("11 asks", "\x1b]11;?\x1b\\", (), None, "\x1b]11;rgb:1010/1414/1818\x1b\\"),
        Case("12 asks", "\x1b]12;?\x1b\\", (), None, re.compile(r"\x1b\]12;rgb:([0-9a-f]{4}/?){3}\x1b\\")),
        Case(
            "10 asks for what follows too",
            "\x1b]10;?;?\x1b\\",
            (),
            None,
            "\x1b]10;rgb:d0d0/d0d0/d0d0\x1b\\\x1b]11;rgb:1010/1414/1818\x1b\\",
        ),
        Case("the answer ends as the question did", "\x1b]11;?\x07", (), None, "\x1b]11;rgb:1010/1414/1818\x07"),
        Case("10 sets", "\x1b]10;#123456\x07x", looks={(0, 0): Look("x", 0x123456)}),
        Case("11 sets", "\x1b]11;#123456\x07x", looks={(0, 0): Look("x", FOREGROUND, 0x123456)}),
        Case("10 sets what follows too", "\x1b]10;#010203;#040506\x07x", looks={(0, 0): Look("x", 0x010203, 0x040506)}),
        Case(
            "what was set is told", "\x1b]11;#123456\x07\x1b]11;?\x1b\\", (), None, "\x1b]11;rgb:1212/3434/5656\x1b\\"
        ),
        Case(
            "110 and 111 take them back",
            "\x1b]10;#123456\x07\x1b]11;#123456\x07\x1b]110\x07\x1b]111\x07\x1b]11;?\x1b\\x",
            None,
            None,
            "\x1b]11;rgb:1010/1414/1818\x1b\\",
            looks={(0, 0): Look("x", FOREGROUND)},
        ),
        Case(
            "RIS takes them back",
            "\x1b]11;#123456\x07\x1b]4;1;#010203\x07\x1bc\x1b[31mx",
            looks={(0, 0): Look("x", ANSI[1], 0x101418)},
        ),
    ),
)

REQUESTS = Table(
    "OSC: titles, links, notices, clipboard, prompts",
    (
        XTERM,
        "https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda (8)",
        "https://gitlab.freedesktop.org/Per_Bothner/specifications/-/blob/master/proposals/semantic-prompts.md (133)",
        "https://code.visualstudio.com/docs/terminal/shell-integration (633)",
        "https://learn.microsoft.com/windows/terminal/tutorials/progress-bar-sequences (9;4)",
        "https://iterm2.com/documentation-escape-codes.html (7, 9, 1337)",
    ),
    (
        Case("0 and 2 set the title", "\x1b]0;one\x07\x1b]2;two\x1b\\", (), (0, 0), events=(Title("two"),)),
        Case("1 is the icon's", "\x1b]1;icon\x07", (), events=()),
        Case("a title with a semicolon", "\x1b]2;a;b\x07", events=(Title("a;b"),)),
        Case("an empty title", "\x1b]2;\x07", events=(Title(""),)),
        Case("a title in UTF-8", "\x1b]2;Größe 中\x07", events=(Title("Größe 中"),)),
        Case("a title has no controls", "\x1b]2;a\x01\nb\x07", (), events=(Title("ab"),)),
        Case("BEL ends it", "\x1b]2;a\x07b", ("b",), events=(Title("a"),)),
        Case("what follows ST is drawn", "\x1b]2;a\x1b\\b", ("b",), events=(Title("a"),)),
        Case("an unknown command draws nothing", "\x1b]9999;x;y\x07\x1b]x\x07\x1b]\x07a", ("a",)),
        Case(
            "7 tells the directory",
            "\x1b]7;file://h.example/tmp\x07",
            (),
            events=(WorkingDirectory("file://h.example/tmp"),),
        ),
        Case(
            "8 links",
            f"a\x1b]8;;{URI}\x1b\\bc\x1b]8;;\x1b\\d",
            ("abcd",),
            links={(0, 0): "", (1, 0): URI, (2, 0): URI, (3, 0): ""},
        ),
        Case("8 with an id", f"\x1b]8;id=x:y=z;{URI}\x07a", ("a",), links={(0, 0): URI}),
        Case("8 with a semicolon", f"\x1b]8;;{URI};b\x07a", ("a",), links={(0, 0): URI + ";b"}),
        Case("8 over a wrap", f"\x1b]8;;{URI}\x07" + "x" * 25, None, links={(19, 0): URI, (4, 1): URI, (5, 1): ""}),
        Case(
            "8 follows 8",
            f"\x1b]8;;{URI}\x07a\x1b]8;;http://b.example\x07b",
            ("ab",),
            links={(0, 0): URI, (1, 0): "http://b.example"},
        ),
        Case("SGR 0 leaves the link", f"\x1b]8;;{URI}\x07\x1b[0ma", ("a",), links={(0, 0): URI}),
        Case("what is drawn over a link is none", f"\x1b]8;;{URI}\x07a\x1b]8;;\x07\rb", ("b",), links={(0, 0): ""}),
        Case("what is erased is none", f"\x1b]8;;{URI}\x07a\x1b[2K", (), links={(0, 0): ""}),
        Case("9 is a notice", "\x1b]9;done\x07", (), events=(Notify("", "done"),)),
        Case("777 is a notice with a title", "\x1b]777;notify;Build;done\x07", (), events=(Notify("Build", "done"),)),
        Case("9;4 is progress, not a notice", "\x1b]9;4;1;50\x07", ()),
        Case("52 writes", "\x1b]52;c;aGVsbG8=\x07", (), events=(ClipboardWrite("hello"),)),
        Case("52 writes UTF-8", "\x1b]52;c;w6Q=\x07", (), events=(ClipboardWrite("ä"),)),
        Case("52 without a selection", "\x1b]52;;aGVsbG8=\x07", (), events=(ClipboardWrite("hello"),)),
        Case("52 reads nothing", "\x1b]52;c;?\x07\x1b]52;p;?\x1b\\", (), None, ""),
        Case("52 of what is no base64", "\x1b]52;c;%%%\x07", ()),
        Case(
            "133 marks prompts",
            "\x1b]133;A\x07$ \x1b]133;B\x07ls\r\n\x1b]133;C\x07a\r\n\x1b]133;D;1\x07",
            ("$ ls", "a"),
            (0, 2),
            events=(
                PromptMark("prompt", 0, 0),
                PromptMark("input", 0, 2),
                PromptMark("output", 1, 0),
                PromptMark("end", 2, 0, 1),
            ),
        ),
        Case("133;A begins a line", "a\x1b]133;A\x07$", ("a", "$"), events=(PromptMark("prompt", 1, 0),)),
        Case(
            "633 marks prompts",
            "a\x1b]633;A\x07\x1b]633;E;ls\\x3b;\x07",
            ("a",),
            events=(PromptMark("prompt", 0, 1), PromptMark("command", 0, 1, command="ls;")),
        ),
        Case("an inline picture of iTerm2 draws nothing", "\x1b]1337;File=inline=1:aGVsbG8=\x07a", ("a",)),
        Case("a kitty picture draws no text", "\x1b_Ga=T,f=24,s=1,v=1,q=2;AAAA\x1b\\", ("",)),
        Case("a long string is swallowed", "\x1b]9999;" + "x" * 10_000 + "\x07a", ("a",)),
    ),
)
