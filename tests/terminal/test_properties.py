"""Properties of both engines, whatever the bytes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.terminal.engine import EngineKind
from tests.unit.terminal.screens import KINDS, Shown, engine, show

SPECIAL = [
    b"\x1b", b"\x1b[", b"\x1b]", b"\x1bP", b"\x9b", b"\x07", b"\x1b\\", b"\x18", b"\r\n", b"\t", b"\x08", b"\x7f",
    b"\x1bc", b"\x1b[3J", b"\x1b[!p", b"\x1b]133;A\x07", b"\x1b]133;D;1\x1b\\", b"\x1b]8;;http://a.example\x07",
    b"\x1b]8;;\x07", b"\x1b[?1049h", b"\x1b[?1049l",
]  # fmt: skip
PIECES = st.one_of(
    st.binary(max_size=12),
    st.text(max_size=12).map(lambda text: text.encode("utf-8", "replace")),
    st.sampled_from(SPECIAL),
    st.builds(
        lambda prefix, numbers, final: b"\x1b[" + prefix + ";".join(map(str, numbers)).encode() + final,
        st.sampled_from([b"", b"?", b">", b"<", b"=", b"? "]),
        st.lists(st.integers(0, 70_000), max_size=4),
        st.sampled_from([bytes([code]) for code in range(0x40, 0x7F)] + [b" q", b"$p", b"!p", b"'}"]),
    ),
    st.builds(
        lambda number, text: b"\x1b]" + str(number).encode() + b";" + text.encode("utf-8", "replace") + b"\x07",
        st.integers(0, 1400),
        st.text(max_size=10),
    ),
)
STREAMS = st.lists(PIECES, max_size=30).map(b"".join)


def state(shown: Shown) -> tuple[object, ...]:
    view = shown.view
    return shown.lines, view.cursor, view.modes, view.first_row, view.oldest_row, view.history_rows


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=150)
@given(data=STREAMS, cut=st.lists(st.integers(0, 400), max_size=6))
def test_any_cut_gives_the_same_screen(kind: EngineKind, data: bytes, cut: list[int]) -> None:
    whole, parts = engine(kind), engine(kind)
    whole.feed(data)
    edges = [0, *sorted(min(at, len(data)) for at in cut), len(data)]
    for start, end in pairwise(edges):
        parts.feed(data[start:end])
    first, second = show(whole), show(parts)
    assert state(first) == state(second)
    assert whole.position == parts.position
    for row in range(whole.position.oldest_row, whole.position.live_row + whole.rows):
        assert whole.links(row) == parts.links(row)
    assert np.array_equal(first.view.keys, second.view.keys)
    assert whole.take_replies() == parts.take_replies()
    assert whole.take_events() == parts.take_events()
    whole.close()
    parts.close()


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=150)
@given(
    steps=st.lists(
        st.one_of(STREAMS, st.tuples(st.integers(2, 60), st.integers(1, 30)), st.integers(-5, 200)), max_size=8
    )
)
def test_nothing_raises(kind: EngineKind, steps: list[bytes | tuple[int, int] | int]) -> None:
    terminal = engine(kind, scrollback=30)
    for step in steps:
        if isinstance(step, bytes):
            terminal.feed(step)
        elif isinstance(step, tuple):
            terminal.resize(*step, 8, 18)
        else:
            terminal.scroll_to(step if step >= 0 else None)
        view = show(terminal).view
        assert view.keys.shape == (terminal.rows, terminal.cols)
        assert view.oldest_row <= view.first_row <= view.oldest_row + view.history_rows
        assert 0 <= view.cursor.x < terminal.cols
        terminal.text(view.oldest_row, 0, view.first_row + view.rows, 5)
        terminal.text(view.first_row, 3, view.first_row + 2, 9, block=True)
    terminal.soft_reset()
    terminal.close()


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60)
@given(
    count=st.integers(1, 120),
    sizes=st.lists(st.tuples(st.integers(3, 80), st.integers(1, 40)), min_size=1, max_size=5),
)
def test_no_line_is_lost_in_resizes(kind: EngineKind, count: int, sizes: list[tuple[int, int]]) -> None:
    terminal = engine(kind, 40, 10, 5000)
    words = [f"<{number}:" + "abcdefghij" * (number % 4) + ">" for number in range(count)]
    terminal.feed("\r\n".join(words).encode())
    for cols, rows in sizes:
        terminal.resize(cols, rows, 8, 18)
    terminal.resize(60, 20, 8, 18)
    view = show(terminal).view
    text = terminal.text(view.oldest_row, 0, view.first_row + view.rows, 0)
    assert text.replace("\n", "") == "".join(words)
    terminal.close()
