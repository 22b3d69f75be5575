"""The glyph table."""

from __future__ import annotations

import numpy as np

from console.terminal.glyphs import GlyphTable, ascii_slots
from console.wire.frames import Glyph, Half, ascii_glyphs


def test_ascii_has_its_slots() -> None:
    table = GlyphTable()
    expected = ascii_glyphs()
    assert len(table) == len(expected)
    for face in range(4):
        slot = table.slot("A", face)
        assert expected[slot] == Glyph("A", bool(face & 1), bool(face & 2))


def test_slots_of_ascii_can_be_worked_out_without_a_table() -> None:
    table = GlyphTable()
    codes, faces = np.arange(0x20, 0x7F, dtype=np.uint8).repeat(4), np.tile(np.arange(4, dtype=np.uint8), 95)
    expected = [table.slot(chr(code), face) for code, face in zip(codes.tolist(), faces.tolist(), strict=True)]
    assert ascii_slots(codes, faces).tolist() == expected


def test_wide_takes_two_slots_and_is_found_again() -> None:
    table = GlyphTable()
    start = len(table)
    slot = table.slot("中", 1, wide=True)
    assert table.slot("中", 1, wide=True) == slot == start
    assert table.new_since(start) == [Glyph("中", True, False, Half.LEFT), Glyph("中", True, False, Half.RIGHT)]
    assert table.slot("中", 0, wide=True) == start + 2


def test_many_at_once() -> None:
    table = GlyphTable()
    characters = np.array([0, 0x20, 0x41, 0x4E2D, 0xE9, 0x1F600, 0x20000, 0xD800, 0x41], np.uint32)
    kinds = np.array([0, 0, 1, 4, 0, 4, 4, 0, 0], np.uint32)
    slots = table.slots(characters, kinds)
    again = table.slots(characters, kinds)
    assert slots.tolist() == again.tolist()
    assert slots[:2].tolist() == [0, 0]
    texts = [table.new_since(int(slot))[0].text for slot in slots[2:]]
    assert texts == ["A", "中", "é", "\U0001f600", "\U00020000", "\ufffd", "A"]


def test_a_full_table_starts_a_new_generation() -> None:
    table, told = GlyphTable(capacity=400), []
    watcher = lambda: told.append(table.generation)  # noqa: E731 - the same object is taken out again
    table.watch(watcher)
    for code in range(0x100, 0x200):
        slot = table.slot(chr(code))
        assert table.new_since(slot)[0].text == chr(code)
        assert len(table) <= 400
    assert told
    table.unwatch(watcher)
    table.reset()
    assert told[-1] == table.generation - 1


def test_a_reset_while_looking_up_gives_slots_of_one_generation() -> None:
    table = GlyphTable(capacity=500)
    for code in range(0x100, 0x100 + 110):
        table.slot(chr(code))
    characters = np.arange(0x400, 0x440, dtype=np.uint32)
    slots = table.slots(characters, np.zeros(64, np.uint32))
    assert table.generation == 2
    assert [table.new_since(int(slot))[0].text for slot in slots] == [chr(code) for code in characters.tolist()]
