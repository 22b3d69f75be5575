"""Control sequences on the portable screen, beyond the table that both engines share."""

from __future__ import annotations

import pytest

from console.terminal.controls import Controls
from console.terminal.palette import Palette
from console.terminal.pyte_reports import ReplyWriter
from console.terminal.pyte_stream import FastStream
from console.terminal.screen import Screen
from tests.unit.terminal.screens import engine, show


def test_every_event_of_the_stream_has_its_method() -> None:
    screen = Screen(20, 6, 0)
    stream = FastStream(Controls(screen, ReplyWriter(Palette())), strict=True)
    stream.feed("events")
    assert screen.x == 6


@pytest.mark.parametrize(
    ("data", "first"),
    [
        (b"a\r\nb\x1b[0S", "b"),
        (b"abc\x1b[3G\x1b[0@x", "abxc"),
        (b"\x1b[20h" + b"a\nb", "a"),
        (b"\x1b[?1045h\r\n\b!", " " * 19 + "!"),
        (b"\x1b[5;2r\x1b[Hx", "x"),
    ],
)
def test_sequences(data: bytes, first: str) -> None:
    terminal = engine("pyte")
    terminal.feed(data)
    assert show(terminal).lines[0] == first


def test_mouse_modes_replace_each_other() -> None:
    terminal = engine("pyte")
    terminal.feed(b"\x1b[?1000h\x1b[?1003h")
    assert (terminal.mode(1000), terminal.mode(1003)) == (False, True)
    terminal.feed(b"\x1b[?1003l")
    assert not terminal.mode(1003)
