"""The kitty keyboard protocol beyond the tables that both engines share."""

from __future__ import annotations

import pytest

from console.terminal.kitty_keys import encode_kitty, encode_other, modifier
from console.wire.messages import Mods

NONE, SHIFT, CONTROL, META = Mods(), Mods(shift=True), Mods(control=True), Mods(meta=True)


@pytest.mark.parametrize(
    ("key", "text", "mods", "flags", "sent"),
    [
        ("NumpadEnter", "", NONE, 1, b"\x1b[57414u"),
        ("F13", "", NONE, 1, b"\x1b[57376u"),
        ("F3", "", SHIFT, 1, b"\x1b[13;2~"),
        ("Escape", "", META, 1, b"\x1b[27;9u"),
        ("c", "\x03", CONTROL, 1, b"\x1b[99;5u"),
        ("", "中文", NONE, 8, "中文".encode()),
        ("", "中文", NONE, 24, b"\x1b[0;;20013:25991u"),
        ("Space", " ", NONE, 24, b"\x1b[32;;32u"),
        ("A", "A", Mods(shift=True, control=True), 5, b"\x1b[97:65;6u"),
        ("Shift", "", SHIFT, 1, b""),
        ("Unidentified", "", NONE, 31, b""),
    ],
)
def test_kitty(key: str, text: str, mods: Mods, flags: int, sent: bytes) -> None:
    assert encode_kitty(key, text, mods, flags) == sent


@pytest.mark.parametrize(
    ("key", "text", "mods", "sent"),
    [
        ("a", "a", NONE, None),
        ("A", "A", SHIFT, None),
        ("i", "\t", CONTROL, b"\x1b[27;5;105~"),
        ("Enter", "", SHIFT, b"\x1b[27;2;13~"),
        ("ArrowUp", "", CONTROL, None),
        ("", "中文", CONTROL, None),
    ],
)
def test_other_keys(key: str, text: str, mods: Mods, sent: bytes | None) -> None:
    assert encode_other(key, text, mods) == sent


def test_modifiers_are_bits_above_one() -> None:
    assert [modifier(mods) for mods in (NONE, SHIFT, Mods(alt=True), CONTROL, META)] == [1, 2, 3, 5, 9]
