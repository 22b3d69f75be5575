"""What the portable engine answers and tells."""

from __future__ import annotations

import pytest

from console.terminal.events import ClipboardWrite, Notify
from tests.unit.terminal.screens import engine, show


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (b"\x1b[14t", b"\x1b[4;108;160t"),
        (b"\x1b[16t", b"\x1b[6;18;8t"),
        (b"\x1b[4$p", b"\x1b[4;2$y"),
        (b"\x1bP$qr\x1b\\", b"\x1bP1$r1;6r\x1b\\"),
        (b"\x1bP$qm\x1b\\", b"\x1bP1$r0m\x1b\\"),
        (b"\x1b]12;?\x07", b"\x1b]12;rgb:d0d0/d0d0/d0d0\x07"),
        (b"\x1b]10;rgb:ff/80/00\x07\x1b]10;?\x07", b"\x1b]10;rgb:ffff/8080/0000\x07"),
        (b"\x1b]4;3;#010203\x07\x1b]4;3;?\x07", b"\x1b]4;3;rgb:0101/0202/0303\x07"),
        (b"\x1b]4;3;#010203\x07\x1b]104;3\x07\x1b]4;3;?\x07", b"\x1b]4;3;rgb:f0f0/c6c6/7474\x07"),
        (b"\x1b]52;c;?\x07", b""),
        (b"\x1b]4;999;?\x07\x1b]4;x;?\x07\x1b]104;x\x07", b""),
    ],
)
def test_answers(asked: bytes, answer: bytes) -> None:
    terminal = engine("pyte")
    terminal.feed(asked)
    assert terminal.take_replies() == answer


def test_a_colour_that_a_program_sets_is_shown_and_reset() -> None:
    terminal = engine("pyte")
    terminal.feed(b"x\x1b]11;#123456\x07")
    assert show(terminal).cell(0, 0)[2] == 0x123456
    terminal.feed(b"\x1b]111\x07")
    assert show(terminal).cell(0, 0)[2] == 0x101418


def test_a_broken_clipboard_is_ignored() -> None:
    terminal = engine("pyte")
    terminal.feed(b"\x1b]52;c;@@@\x07\x1b]777;notify;a;b\x07\x1b]52;p;aGk=\x07")
    assert terminal.take_events() == [ClipboardWrite("hi"), Notify("a", "b")]
