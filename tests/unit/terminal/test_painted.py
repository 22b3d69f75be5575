"""Runs with looks of their own are drawn at once, and as if they came one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from console.terminal.painted import MOST_PATCHES, patch_of, trace
from console.terminal.pen import PLAIN_PEN, apply
from console.terminal.pyte_stream import parse_params
from console.terminal.screen import Screen
from tests.unit.terminal.screens import engine, show

NUMBERS = st.one_of(st.integers(0, 110), st.sampled_from([0, 38, 48, 58, 2, 5, 255, 256, 70_000]))
COLORS = st.one_of(
    st.builds("{};2;{};{};{}".format, st.sampled_from([38, 48, 58]), *[st.integers(0, 300)] * 3),
    st.builds("{};5;{}".format, st.sampled_from([38, 48, 58]), st.integers(0, 300)),
)
SEQUENCES = st.lists(st.one_of(NUMBERS.map(str), COLORS, st.just("")), max_size=4).map(";".join)
PAIRS = st.lists(st.tuples(SEQUENCES, st.text("abc ─é", max_size=5)), max_size=12)


@given(pairs=PAIRS)
def test_the_pens_are_those_of_one_sgr_after_another(pairs: list[tuple[str, str]]) -> None:
    pen, expected = PLAIN_PEN, []
    for sequence, text in pairs:
        pen = apply(pen, parse_params(sequence))
        if text:
            expected += [*pen]
    pens, texts, after = trace(PLAIN_PEN, pairs)
    assert (pens, after) == (expected, pen)
    assert texts == [text for _, text in pairs if text]


@given(
    pairs=PAIRS, before=st.sampled_from(["", "\x1b(0", "\x1b[4h", "\x1b[?7l", "\x1b[1;15H", "中中中\r", "\x1b*0\x1bN"])
)
def test_the_screen_is_that_of_one_token_after_another(pairs: list[tuple[str, str]], before: str) -> None:
    data = "".join(f"\x1b[{sequence}m{text}" for sequence, text in pairs) + "z"
    whole, parts = engine("pyte"), engine("pyte")
    for terminal in (whole, parts):
        terminal.feed(before.encode())
    whole.feed(data.encode())
    for byte in data.encode():
        parts.feed(bytes([byte]))
    first, second = show(whole), show(parts)
    assert (first.lines, first.view.cursor) == (second.lines, second.view.cursor)
    assert np.array_equal(first.view.keys, second.view.keys)


def test_what_sequences_do_is_not_remembered_without_bound() -> None:
    for number in range(3 * MOST_PATCHES):
        patch_of(f"38;2;{number % 256};{number // 256};0")
    assert patch_of("38;2;1;2;3") == patch_of("38;2;1;2;3")
    assert Screen(20, 6, 0).pen is PLAIN_PEN
