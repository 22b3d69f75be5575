"""The engine's key encoder. What both engines send alike is in test_keys.py."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize("key", ["Enter", "Tab", "Escape"])
def test_a_shell_never_sees_sequences_that_it_did_not_ask_for(key: str) -> None:
    terminal = engine("ghostty")
    for mods in (Mods(control=True), Mods(shift=True), Mods(control=True, shift=True)):
        assert not terminal.encode_key(key, "", mods).startswith(b"\x1b[27;")
    for asking in (b"\x1b[>4;2m", b"\x1b[>4;0m\x1b[>1u"):
        terminal.feed(asking)
        assert terminal.encode_key(key, "", Mods(control=True)).startswith(b"\x1b["), "who asks for them gets them"
    terminal.close()
