from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.wire import frames as f


def make_frame(rows: int, cols: int, *, attributes: bool, colors: bool, wrapped: bool = False) -> f.Frame:
    rng = np.random.default_rng(rows * 1000 + cols)
    return f.Frame(
        terminal_id=7, sequence=3, generation=2, cols=cols, rows=100, scroll=-4, cursor_x=1, cursor_y=2,
        cursor_shape=f.CursorShape.BAR, flags=f.FrameFlag.FULL | f.FrameFlag.CURSOR_VISIBLE,
        modes=f.Mode.BRACKETED_PASTE | f.Mode.REVERSE_SCREEN, cursor_color=0xA5D0FF, history_rows=10_000,
        oldest_row=2**33, first_row=2**33 + 10_000, produced_at=12.5,
        row_numbers=np.arange(rows, dtype="<u2"),
        keys=rng.integers(0, 2**63, (rows, cols), dtype=np.uint64),
        attributes=rng.integers(0, 2**16, (rows, cols)).astype(np.uint16) if attributes else None,
        underline_colors=rng.integers(0, 2**24, (rows, cols)).astype(np.uint32) if colors else None,
        wrapped=np.arange(rows) % 2 == 0 if wrapped else None,
    )  # fmt: skip


@given(st.integers(1, 9), st.integers(1, 31), st.booleans(), st.booleans(), st.booleans())
def test_a_frame_arrives_as_it_was_sent(rows: int, cols: int, attributes: bool, colors: bool, wrapped: bool) -> None:
    sent = make_frame(rows, cols, attributes=attributes, colors=colors, wrapped=wrapped)
    got = f.decode_frame(f.encode_frame(sent))

    for name in f.Frame.__struct_fields__:
        before, after = getattr(sent, name), getattr(got, name)
        if isinstance(before, np.ndarray):
            np.testing.assert_array_equal(before, after)
        elif name != "flags":  # which arrays follow is told by flag bits
            assert before == after, name
    assert got.flags & f.FrameFlag.FULL
    assert bool(got.flags & f.FrameFlag.ATTRIBUTES) is attributes


def test_a_decoded_frame_cannot_be_changed() -> None:
    got = f.decode_frame(f.encode_frame(make_frame(2, 5, attributes=False, colors=False)))
    with pytest.raises(ValueError, match="read-only"):
        got.keys[0, 0] = 1


def test_a_frame_of_no_rows_arrives() -> None:
    sent = make_frame(0, 5, attributes=False, colors=False)
    assert f.decode_frame(f.encode_frame(sent)).keys.shape == (0, 5)


def test_glyphs_arrive_as_they_were_sent() -> None:
    family = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
    sent = [f.Glyph("é"), f.Glyph(family, bold=True, half=f.Half.LEFT), f.Glyph(family, bold=True, half=f.Half.RIGHT)]
    assert f.decode_glyphs(f.encode_glyphs(4, 381, sent)) == (4, 381, sent)


def test_every_ascii_character_has_its_slot_by_arithmetic() -> None:
    table = f.ascii_glyphs()
    for face, (bold, italic) in enumerate([(False, False), (True, False), (False, True), (True, True)]):
        for char in map(chr, range(0x20, 0x7F)):
            assert table[1 + ord(char) - 0x20 + 95 * face] == f.Glyph(char, bold, italic)
