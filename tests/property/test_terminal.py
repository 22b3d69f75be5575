"""Properties of both engines, whatever the bytes."""

from __future__ import annotations

import random
import resource
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.terminal.engine import Engine, EngineKind
from tests.unit.terminal.screens import KINDS, Shown, engine, show

PIECES = st.one_of(
    st.binary(max_size=12),
    st.text(max_size=12).map(lambda text: text.encode("utf-8", "replace")),
    st.sampled_from(
        [b"\x1b", b"\x1b[", b"\x1b]", b"\x1bP", b"\x9b", b"\x07", b"\x1b\\", b"\x18", b"\r\n", b"\t", b"\x08"]
    ),
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
    # The fast engine counts rows between feeds: what one feed erases at once it cannot count.
    numbered = kind == "pyte" or b"\x1bc" not in data
    assert state(first)[: 6 if numbered else 3] == state(second)[: 6 if numbered else 3]
    assert np.array_equal(first.view.keys, second.view.keys)
    assert whole.take_replies() == parts.take_replies()
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


def noise(size: int, seed: int) -> bytes:
    """Return random bytes with escapes strewn in, so that they reach further than the first state."""
    chance = random.Random(seed)
    parts = []
    while size > 0:
        part = chance.randbytes(chance.randint(1, 60)) + chance.choice(
            [b"\x1b[", b"\x1b]", b"\x1bP", b"\x1b", b"\n", b"m"]
        )
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def peak_bytes() -> int:
    """Return the most memory that this process ever had."""
    kept = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kept if sys.platform == "darwin" else kept * 1024


def feed_in_slices(terminal: Engine, data: bytes) -> None:
    """Feed as a session does; one slice of ten megabytes would measure the copy of itself."""
    for at in range(0, len(data), 256 * 1024):
        terminal.feed(data[at : at + 256 * 1024])


def survive(kind: EngineKind, megabytes: int) -> None:
    terminal = engine(kind, 80, 24, 200)
    half = noise(megabytes * 500_000, 3)
    feed_in_slices(terminal, half)
    show(terminal)
    more = noise(megabytes * 500_000, 4)
    before = peak_bytes()
    feed_in_slices(terminal, more)
    used = peak_bytes() - before
    terminal.feed(b"\x18\x1bcstill here")
    assert show(terminal).lines[0] == "still here"
    assert used < 24_000_000
    terminal.close()


@pytest.mark.parametrize("kind", KINDS)
def test_random_bytes(kind: EngineKind) -> None:
    survive(kind, 4)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_twenty_megabytes_of_random_bytes(kind: EngineKind) -> None:
    survive(kind, 20)
