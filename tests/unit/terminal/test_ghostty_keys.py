"""The engine's key encoder. What both engines send alike is in test_keys.py."""

from __future__ import annotations

from console.wire.messages import Mods
from tests.unit.terminal.screens import engine


def test_every_letter_digit_and_sign_types_itself() -> None:
    terminal = engine("ghostty")
    for code in range(0x20, 0x7F):
        character = chr(code)
        shifted = Mods(shift=character.isupper())
        assert terminal.encode_key(character, character, shifted) == character.encode()
    terminal.close()


def test_modify_other_keys_is_known() -> None:
    terminal = engine("ghostty")
    terminal.feed(b"\x1b[>4;2m")
    assert terminal.encode_key("i", "\t", Mods(control=True)) == b"\x1b[27;5;105~"
    terminal.close()
