"""What keys, mouse, paste and focus send."""

from __future__ import annotations

from console.wire.messages import Mods
from tests.terminal.cases import Case, Focus, Key, Mouse, Paste, Table

SHIFT, ALT, CONTROL = Mods(shift=True), Mods(alt=True), Mods(control=True)
CONTROL_SHIFT = Mods(shift=True, control=True)
XTERM = "https://invisible-island.net/xterm/ctlseqs/ctlseqs.html"


def typed(text: str, sends: bytes, mods: Mods | None = None, key: str = "") -> Key:
    """Return the press of a key that types something."""
    return Key(key or text, sends, text, mods or Mods())


KEYS = Table(
    "Keys",
    (
        f"{XTERM}#h2-Special-Keyboard-Keys",
        "https://sw.kovidgoyal.net/kitty/keyboard-protocol/#legacy-key-event-encoding",
    ),
    (
        Case(
            "text",
            "",
            sends=(typed("a", b"a"), typed("A", b"A", SHIFT), typed("ä", "ä".encode()), typed("中文", "中文".encode())),
        ),
        Case(
            "Ctrl and a letter",
            "",
            sends=(
                typed("c", b"\x03", CONTROL),
                Key("c", b"\x03", "\x03", CONTROL),
                typed("C", b"\x03", CONTROL_SHIFT),
            ),
        ),
        Case(
            "Ctrl and other characters",
            "",
            sends=(
                typed("[", b"\x1b", CONTROL),
                typed("\\", b"\x1c", CONTROL),
                typed("]", b"\x1d", CONTROL),
                typed("^", b"\x1e", CONTROL),
                typed("_", b"\x1f", CONTROL),
                typed("@", b"\0", CONTROL),
                typed("/", b"\x1f", CONTROL),
                typed("2", b"\0", CONTROL),
                typed("8", b"\x7f", CONTROL),
                typed("1", b"1", CONTROL),
            ),
        ),
        Case(
            "Alt goes before",
            "",
            sends=(typed("a", b"\x1ba", ALT), typed("c", b"\x1b\x03", Mods(alt=True, control=True))),
        ),
        Case(
            "Enter, Tab, Backspace, Escape, Space",
            "",
            sends=(
                Key("Enter", b"\r"),
                Key("NumpadEnter", b"\r"),
                Key("Tab", b"\t"),
                Key("Tab", b"\x1b[Z", mods=SHIFT),
                Key("Backspace", b"\x7f"),
                Key("Backspace", b"\x08", mods=CONTROL),
                Key("Escape", b"\x1b"),
                Key("Space", b" ", " "),
                Key("Space", b"\0", " ", CONTROL),
            ),
        ),
        Case(
            "Enter with modifiers is Enter",
            "",
            sends=(
                Key("Enter", b"\r", mods=SHIFT),
                Key("Enter", b"\r", mods=CONTROL),
                Key("Enter", b"\x1b\r", mods=ALT),
            ),
        ),
        Case(
            "arrows",
            "",
            sends=(
                Key("ArrowUp", b"\x1b[A"),
                Key("ArrowDown", b"\x1b[B"),
                Key("ArrowRight", b"\x1b[C"),
                Key("ArrowLeft", b"\x1b[D"),
            ),
        ),
        Case(
            "arrows of the application",
            "\x1b[?1h",
            sends=(Key("ArrowUp", b"\x1bOA"), Key("Home", b"\x1bOH"), Key("End", b"\x1bOF")),
        ),
        Case(
            "arrows with modifiers",
            "\x1b[?1h",
            sends=(
                Key("ArrowUp", b"\x1b[1;2A", mods=SHIFT),
                Key("ArrowUp", b"\x1b[1;3A", mods=ALT),
                Key("ArrowUp", b"\x1b[1;5A", mods=CONTROL),
                Key("ArrowLeft", b"\x1b[1;6D", mods=CONTROL_SHIFT),
            ),
        ),
        Case(
            "Home, End and the block above them",
            "",
            sends=(
                Key("Home", b"\x1b[H"),
                Key("End", b"\x1b[F"),
                Key("Insert", b"\x1b[2~"),
                Key("Delete", b"\x1b[3~"),
                Key("PageUp", b"\x1b[5~"),
                Key("PageDown", b"\x1b[6~"),
                Key("Delete", b"\x1b[3;5~", mods=CONTROL),
            ),
        ),
        Case(
            "function keys",
            "",
            sends=(
                Key("F1", b"\x1bOP"),
                Key("F4", b"\x1bOS"),
                Key("F5", b"\x1b[15~"),
                Key("F11", b"\x1b[23~"),
                Key("F12", b"\x1b[24~"),
                Key("F1", b"\x1b[1;2P", mods=SHIFT),
                Key("F5", b"\x1b[15;5~", mods=CONTROL),
            ),
        ),
        Case("DECBKM", "\x1b[?67h", sends=(Key("Backspace", b"\x08"), Key("Backspace", b"\x7f", mods=CONTROL))),
        Case(
            "modifyOtherKeys 2",
            "\x1b[>4;2m",
            sends=(
                typed("i", b"\x1b[27;5;105~", CONTROL),
                Key("Enter", b"\x1b[27;5;13~", mods=CONTROL),
                Key("Enter", b"\x1b[27;2;13~", mods=SHIFT),
                Key("Tab", b"\x1b[27;5;9~", mods=CONTROL),
                typed("a", b"a"),
                Key("Enter", b"\r"),
            ),
        ),
        Case(
            "modifyOtherKeys off",
            "\x1b[>4;2m\x1b[>4m",
            sends=(typed("i", b"\t", CONTROL), Key("Enter", b"\r", mods=SHIFT)),
        ),
        Case("XTQMODKEYS", "\x1b[>4;2m\x1b[?4m", (), None, "\x1b[>4;2m"),
    ),
)

KITTY = Table(
    "Kitty keyboard protocol",
    ("https://sw.kovidgoyal.net/kitty/keyboard-protocol/",),
    (
        Case("off at first", "\x1b[?u", (), (0, 0), "\x1b[?0u"),
        Case("pushed", "\x1b[>5u\x1b[?u", (), None, "\x1b[?5u"),
        Case("popped", "\x1b[>1u\x1b[>5u\x1b[<u\x1b[?u\x1b[<u\x1b[?u", (), None, "\x1b[?1u\x1b[?0u"),
        Case("several popped", "\x1b[>1u\x1b[>2u\x1b[>4u\x1b[<2u\x1b[?u", (), None, "\x1b[?1u"),
        Case("more popped than pushed", "\x1b[>1u\x1b[<99u\x1b[?u", (), None, "\x1b[?0u"),
        Case(
            "set, added, removed",
            "\x1b[=3u\x1b[?u\x1b[=4;2u\x1b[?u\x1b[=1;3u\x1b[?u\x1b[=8;1u\x1b[?u",
            (),
            None,
            "\x1b[?3u\x1b[?7u\x1b[?6u\x1b[?8u",
        ),
        Case(
            "each screen has its own",
            "\x1b[>1u\x1b[?1049h\x1b[?u\x1b[>2u\x1b[?1049l\x1b[?u",
            (),
            None,
            "\x1b[?0u\x1b[?1u",
        ),
        Case(
            "a full stack drops its oldest",
            "".join(f"\x1b[>{n % 31}u" for n in range(1, 300)) + "\x1b[?u",
            (),
            None,
            f"\x1b[?{299 % 31}u",
        ),
        Case("RIS takes it", "\x1b[>5u\x1bc\x1b[?u", (), None, "\x1b[?0u"),
        Case(
            "1: what was ambiguous",
            "\x1b[>1u",
            sends=(
                Key("Escape", b"\x1b[27u"),
                typed("c", b"\x1b[99;5u", CONTROL),
                typed("a", b"\x1b[97;3u", ALT),
                typed("i", b"\x1b[105;5u", CONTROL),
                typed("C", b"\x1b[99;6u", CONTROL_SHIFT),
                typed("[", b"\x1b[91;5u", CONTROL),
            ),
        ),
        Case(
            "1: text is text",
            "\x1b[>1u",
            sends=(typed("a", b"a"), typed("A", b"A", SHIFT), typed("ä", "ä".encode()), typed("中文", "中文".encode())),
        ),
        Case(
            "1: Enter, Tab and Backspace as before",
            "\x1b[>1u",
            sends=(Key("Enter", b"\r"), Key("Tab", b"\t"), Key("Backspace", b"\x7f")),
        ),
        Case(
            "1: with modifiers not",
            "\x1b[>1u",
            sends=(
                Key("Enter", b"\x1b[13;2u", mods=SHIFT),
                Key("Enter", b"\x1b[13;5u", mods=CONTROL),
                Key("Tab", b"\x1b[9;2u", mods=SHIFT),
                Key("Backspace", b"\x1b[127;5u", mods=CONTROL),
                Key("Space", b"\x1b[32;5u", " ", CONTROL),
            ),
        ),
        Case(
            "1: named keys",
            "\x1b[>1u",
            sends=(
                Key("ArrowUp", b"\x1b[A"),
                Key("ArrowUp", b"\x1b[1;5A", mods=CONTROL),
                Key("Home", b"\x1b[H"),
                Key("Delete", b"\x1b[3~"),
                Key("F1", b"\x1b[P"),
                Key("F3", b"\x1b[13~"),
                Key("F5", b"\x1b[15~"),
                Key("F12", b"\x1b[24;2~", mods=SHIFT),
            ),
        ),
        Case("1: DECCKM changes nothing", "\x1b[>1u\x1b[?1h", sends=(Key("ArrowUp", b"\x1b[A"),)),
        Case(
            "8: all keys",
            "\x1b[>8u",
            sends=(
                typed("a", b"\x1b[97u"),
                typed("A", b"\x1b[97;2u", SHIFT),
                Key("Enter", b"\x1b[13u"),
                Key("Tab", b"\x1b[9u"),
                Key("Backspace", b"\x1b[127u"),
                Key("Space", b"\x1b[32u", " "),
                typed("中", b"\x1b[20013u"),
            ),
        ),
        Case(
            "8 and 16: with their text",
            "\x1b[>24u",
            sends=(
                typed("a", b"\x1b[97;;97u"),
                typed("A", b"\x1b[97;2;65u", SHIFT),
                Key("Enter", b"\x1b[13u"),
                typed("c", b"\x1b[99;5u", CONTROL),
            ),
        ),
        Case(
            "8 and 4: with the shifted key",
            "\x1b[>12u",
            sends=(typed("A", b"\x1b[97:65;2u", SHIFT), typed("a", b"\x1b[97u")),
        ),
        Case(
            "2: presses are as they were",
            "\x1b[>3u",
            sends=(typed("c", b"\x1b[99;5u", CONTROL), typed("a", b"a"), Key("Enter", b"\r")),
        ),
    ),
)

PRESS, DRAG, RELEASE = Mouse("press", 1, 2, 3, b""), Mouse("move", 1, 2, 3, b""), Mouse("release", 1, 2, 3, b"")


MOUSE = Table(
    "Mouse",
    (f"{XTERM}#h2-Mouse-Tracking",),
    (
        Case("not asked for", "", sends=(PRESS, DRAG, RELEASE)),
        Case(
            "9: presses alone",
            "\x1b[?9h",
            sends=(Mouse("press", 1, 0, 0, b"\x1b[M !!"), RELEASE, DRAG, Mouse("press", 1, 0, 0, b"\x1b[M !!", SHIFT)),
        ),
        Case(
            "1000: presses and releases",
            "\x1b[?1000h",
            sends=(
                Mouse("press", 1, 2, 3, b"\x1b[M #$"),
                Mouse("release", 1, 2, 3, b"\x1b[M##$"),
                DRAG,
                Mouse("press", 2, 0, 0, b"\x1b[M!!!"),
                Mouse("press", 3, 0, 0, b'\x1b[M"!!'),
            ),
        ),
        Case(
            "1000: modifiers",
            "\x1b[?1000h",
            sends=(
                Mouse("press", 1, 0, 0, b"\x1b[M$!!", SHIFT),
                Mouse("press", 1, 0, 0, b"\x1b[M(!!", ALT),
                Mouse("press", 1, 0, 0, b"\x1b[M0!!", CONTROL),
            ),
        ),
        Case(
            "1000: the wheel",
            "\x1b[?1000h",
            sends=(Mouse("wheel", 4, 0, 0, b"\x1b[M`!!"), Mouse("wheel", 5, 0, 0, b"\x1b[Ma!!")),
        ),
        Case("1000: what does not fit is not sent", "\x1b[?1000h", sends=(Mouse("press", 1, 300, 0, b""),)),
        Case("1002: drags", "\x1b[?1002h", sends=(Mouse("move", 1, 2, 3, b"\x1b[M@#$"), Mouse("move", 0, 2, 3, b""))),
        Case(
            "1003: any motion",
            "\x1b[?1003h",
            sends=(Mouse("move", 0, 2, 3, b"\x1b[MC#$"), Mouse("move", 3, 0, 0, b"\x1b[MB!!")),
        ),
        Case(
            "1006: SGR",
            "\x1b[?1000;1006h",
            sends=(
                Mouse("press", 1, 2, 3, b"\x1b[<0;3;4M"),
                Mouse("release", 1, 2, 3, b"\x1b[<0;3;4m"),
                Mouse("press", 3, 299, 0, b"\x1b[<2;300;1M"),
                Mouse("wheel", 4, 0, 0, b"\x1b[<64;1;1M"),
                Mouse("press", 1, 0, 0, b"\x1b[<20;1;1M", CONTROL_SHIFT),
            ),
        ),
        Case(
            "1006 with 1003",
            "\x1b[?1003;1006h",
            sends=(Mouse("move", 0, 0, 0, b"\x1b[<35;1;1M"), Mouse("move", 1, 0, 0, b"\x1b[<32;1;1M")),
        ),
        Case("1006 alone asks for nothing", "\x1b[?1006h", sends=(PRESS,)),
        Case(
            "1016: SGR in pixels",
            "\x1b[?1000;1016h",
            sends=(Mouse("press", 1, 2, 1, b"\x1b[<0;21;28M"), Mouse("release", 1, 0, 0, b"\x1b[<0;5;10m")),
        ),
        Case("1005: UTF-8", "\x1b[?1000;1005h", sends=(Mouse("press", 1, 299, 0, "\x1b[M \u014c!".encode()),)),
        Case(
            "1015: urxvt",
            "\x1b[?1000;1015h",
            sends=(Mouse("press", 1, 299, 0, b"\x1b[32;300;1M"), Mouse("release", 1, 0, 0, b"\x1b[35;1;1M")),
        ),
        Case("off again", "\x1b[?1000;1006h\x1b[?1000l", sends=(PRESS,)),
    ),
)

PASTE = Table(
    "Paste and focus",
    (f"{XTERM}#h2-Bracketed-Paste-Mode", f"{XTERM}#h3-FocusIn_FocusOut"),
    (
        Case("paste", "", sends=(Paste("a\nb", b"a\rb"), Paste("", b""))),
        Case("bracketed", "\x1b[?2004h", sends=(Paste("a\r\nb", b"\x1b[200~a\rb\x1b[201~"), Paste("", b""))),
        Case("a paste cannot end itself", "\x1b[?2004h", sends=(Paste("a\x1b[201~rm", b"\x1b[200~a[201~rm\x1b[201~"),)),
        Case("a paste presses no keys", "", sends=(Paste("a\x03\x04\x15b\x9b", b"ab"),)),
        Case("focus is not told", "", sends=(Focus(focused=True, sends=b""), Focus(focused=False, sends=b""))),
        Case(
            "focus", "\x1b[?1004h", sends=(Focus(focused=True, sends=b"\x1b[I"), Focus(focused=False, sends=b"\x1b[O"))
        ),
    ),
)
