"""Mouse events."""

from __future__ import annotations

import pytest

from console.terminal.mouse import MouseModes, encode_mouse
from console.wire.messages import Mods

SGR = MouseModes(click=True, sgr=True)


@pytest.mark.parametrize(
    ("kind", "button", "mods", "modes", "sent"),
    [
        ("press", 1, Mods(), MouseModes(), b""),
        ("press", 1, Mods(), SGR, b"\x1b[<0;3;5M"),
        ("release", 1, Mods(), SGR, b"\x1b[<0;3;5m"),
        ("press", 3, Mods(control=True), SGR, b"\x1b[<18;3;5M"),
        ("wheel", 4, Mods(), SGR, b"\x1b[<64;3;5M"),
        ("wheel", 5, Mods(shift=True), SGR, b"\x1b[<69;3;5M"),
        ("move", 1, Mods(), SGR, b""),
        ("move", 1, Mods(), MouseModes(drag=True, sgr=True), b"\x1b[<32;3;5M"),
        ("move", 0, Mods(), MouseModes(drag=True, sgr=True), b""),
        ("move", 0, Mods(), MouseModes(motion=True, sgr=True), b"\x1b[<35;3;5M"),
        ("press", 1, Mods(), MouseModes(click=True), b"\x1b[M #%"),
        ("release", 1, Mods(), MouseModes(click=True), b"\x1b[M##%"),
        ("release", 1, Mods(), MouseModes(x10=True), b""),
        ("press", 2, Mods(shift=True), MouseModes(x10=True), b"\x1b[M!#%"),
        ("press", 1, Mods(), MouseModes(click=True, urxvt=True), b"\x1b[32;3;5M"),
        ("press", 1, Mods(), MouseModes(click=True, utf8=True), b"\x1b[M #%"),
        ("press", 1, Mods(), MouseModes(click=True, pixels=True), b"\x1b[<0;21;82M"),
    ],
)
def test_events(kind: str, button: int, mods: Mods, modes: MouseModes, sent: bytes) -> None:
    assert encode_mouse(kind, button, 2, 4, mods, modes=modes) == sent


def test_what_the_classic_format_cannot_say_is_not_said() -> None:
    assert encode_mouse("press", 1, 300, 4, Mods(), modes=MouseModes(click=True)) == b""
    assert encode_mouse("press", 1, -1, 4, Mods(), modes=SGR) == b""
