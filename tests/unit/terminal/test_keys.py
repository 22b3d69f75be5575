"""Keys: both engines send the same bytes for what people press."""

from __future__ import annotations

import pytest

from console.terminal.keys import NAMED, encode_focus, encode_key, encode_paste
from console.wire.messages import Mods
from tests.unit.terminal.screens import KINDS, engine

NONE, SHIFT, CONTROL, ALT = Mods(), Mods(shift=True), Mods(control=True), Mods(alt=True)
TABLE = [
    ("ArrowUp", "", NONE, b"\x1b[A"), ("ArrowLeft", "", CONTROL, b"\x1b[1;5D"), ("Home", "", NONE, b"\x1b[H"),
    ("End", "", SHIFT, b"\x1b[1;2F"), ("PageUp", "", NONE, b"\x1b[5~"), ("Delete", "\x7f", NONE, b"\x1b[3~"),
    ("Insert", "", NONE, b"\x1b[2~"), ("F1", "", NONE, b"\x1bOP"), ("F4", "", SHIFT, b"\x1b[1;2S"),
    ("F5", "", NONE, b"\x1b[15~"), ("F12", "", CONTROL, b"\x1b[24;5~"), ("Enter", "\r", NONE, b"\r"),
    ("NumpadEnter", "\r", NONE, b"\r"), ("Tab", "\t", NONE, b"\t"), ("Tab", "", SHIFT, b"\x1b[Z"),
    ("Backspace", "\x08", NONE, b"\x7f"), ("Backspace", "", ALT, b"\x1b\x7f"), ("Escape", "\x1b", NONE, b"\x1b"),
    ("Space", " ", NONE, b" "), ("Space", "", CONTROL, b"\0"), ("a", "a", NONE, b"a"), ("A", "A", SHIFT, b"A"),
    ("", "é", NONE, "é".encode()), ("", "中文", NONE, "中文".encode()), ("c", "\x03", CONTROL, b"\x03"),
    ("c", "c", CONTROL, b"\x03"), ("", "\x04", CONTROL, b"\x04"), ("[", "\x1b", CONTROL, b"\x1b"),
    ("\\", "\x1c", CONTROL, b"\x1c"), ("/", "/", CONTROL, b"\x1f"), ("x", "x", ALT, b"\x1bx"),
    ("Shift", "", SHIFT, b""), ("Unidentified", "", NONE, b""), ("", "", NONE, b""),
]  # fmt: skip


@pytest.mark.parametrize(("key", "text", "mods", "sent"), TABLE)
@pytest.mark.parametrize("kind", KINDS)
def test_keys(kind: str, key: str, text: str, mods: Mods, sent: bytes) -> None:
    terminal = engine("ghostty" if kind == "ghostty" else "pyte")
    assert terminal.encode_key(key, text, mods) == sent
    terminal.close()


@pytest.mark.parametrize("kind", KINDS)
def test_application_cursor_keys(kind: str) -> None:
    terminal = engine("ghostty" if kind == "ghostty" else "pyte")
    terminal.feed(b"\x1b[?1h")
    assert terminal.encode_key("ArrowUp", "", NONE) == b"\x1bOA"
    assert terminal.encode_key("ArrowUp", "", SHIFT) == b"\x1b[1;2A"
    terminal.close()


LEVEL_1 = [
    (".", ".", CONTROL, b"\x1b[27;5;46~"), (";", ";", CONTROL, b"\x1b[27;5;59~"),
    ("1", "1", CONTROL, b"\x1b[27;5;49~"), (":", ":", Mods(shift=True, control=True), b"\x1b[27;6;58~"),
    (".", ".", Mods(False, True, True), b"\x1b[27;7;46~"), ("Enter", "", CONTROL, b"\x1b[27;5;13~"),
    ("Enter", "", SHIFT, b"\x1b[27;2;13~"), ("Tab", "", CONTROL, b"\x1b[27;5;9~"), ("Tab", "", SHIFT, b"\x1b[Z"),
    ("c", "\x03", CONTROL, b"\x03"), ("/", "/", CONTROL, b"\x1f"), ("Enter", "", ALT, b"\x1b\r"),
    ("Space", "", CONTROL, b"\0"), (".", ".", ALT, b"\x1b."), (".", ".", NONE, b"."),
    ("Backspace", "", CONTROL, b"\x08"),
]  # fmt: skip
"""What xterm sends to emacs, which asks for level 1 of modifyOtherKeys."""


@pytest.mark.parametrize(("key", "text", "mods", "sent"), LEVEL_1)
@pytest.mark.parametrize("kind", KINDS)
def test_keys_without_bytes_are_told_to_who_asks(kind: str, key: str, text: str, mods: Mods, sent: bytes) -> None:
    terminal = engine("ghostty" if kind == "ghostty" else "pyte")
    terminal.feed(b"\x1b[>4;")
    terminal.feed(b"1m")
    assert terminal.encode_key(key, text, mods) == sent
    for back in (b"\x1b[>4m", b"\x1b[>4;1m\x1bc", b"\x1b[>4;1m\x1b[>4;0m"):
        terminal.feed(back)
        assert terminal.encode_key(".", ".", CONTROL) == b".", "a shell gets what it can read"
    terminal.close()


def test_engines_agree_on_every_named_key() -> None:
    fast, slow = engine("ghostty"), engine("pyte")
    differing = [
        (key, mods)
        for key in sorted(NAMED - {"Enter", "NumpadEnter", "Tab", "Backspace", "Escape", "Space"})
        for mods in (NONE, SHIFT, CONTROL, ALT, Mods(shift=True, control=True), Mods(True, True, True))
        # With modifiers the fast one avoids the bytes of a cursor report: F3 is CSI 13 ; n ~.
        if key != "F3" or mods == NONE
        if fast.encode_key(key, "", mods) != slow.encode_key(key, "", mods)
    ]
    fast.close()
    assert differing == []


def test_a_paste_presses_no_keys() -> None:
    assert encode_paste("rm\x1b[201~\x03\r\nx\ty\n", bracketed=False) == b"rm[201~\rx\ty\r"
    assert encode_paste("a", bracketed=True) == b"\x1b[200~a\x1b[201~"
    assert encode_paste("", bracketed=True) == b""
    assert encode_paste("\x9b\udc80ok", bracketed=False) == b"?ok"


def test_focus() -> None:
    assert encode_focus(focused=True, wanted=True) == b"\x1b[I"
    assert encode_focus(focused=False, wanted=True) == b"\x1b[O"
    assert encode_focus(focused=True, wanted=False) == b""


def test_no_modifier_is_lost() -> None:
    assert encode_key("F5", "", Mods(True, True, True, True), application_cursor=False) == b"\x1b[15;16~"
