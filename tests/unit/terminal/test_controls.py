"""Control sequences on the portable screen, beyond the table that both engines share."""

from __future__ import annotations

import pytest

from console.terminal.controls import value
from tests.unit.terminal.screens import engine, show


def test_parameters_have_defaults() -> None:
    assert value((), 0) == 1
    assert value(((0,),), 0) == 1
    assert value(((0,),), 0, 0) == 0
    assert value(((-1,), (7,)), 1) == 7


@pytest.mark.parametrize(
    ("data", "first"),
    [
        (b"a\r\nb\x1b[0S", "b"),
        (b"abc\x1b[3G\x1b[0@x", "abxc"),
        (b"\x1b[20h" + b"a\nb", "a"),
        (b"\x1b[?45h\r\n\b!", " " * 19 + "!"),
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
