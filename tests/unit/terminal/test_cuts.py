"""Feeds are cut at the sequences that matter, wherever they are split."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.terminal.cuts import MOST_MARK, MOST_PICTURE, Cut, Cutter

PIECES = [
    b"text", b"\x1b", b"[", b"!", b"p", b"\x1b[!p", b"\x1b[3J", b"\x1b[3", b"\x1b]133;A\x07", b"\x1b]133;D;1\x1b\\",
    b"\x1b_Gi=1;AA", b"\x1b_Ga=p\x1b\\",
    b"\x1b]13", b"\x1b]633;E;x\x07", b"\x1b]133;A\x18", b"\x1b]133;B\x1b[m", b"\x1b\\", b"\x07", b"\x1b]0;t\x07",
]  # fmt: skip


def cut(data: bytes, *sizes: int) -> list[tuple[Cut, bytes]]:
    cutter = Cutter()
    found: list[tuple[Cut, bytes]] = []
    at = 0
    for size in (*sizes, len(data)):
        for kind, piece in cutter.cut(data[at : at + size]):
            joins = kind is Cut.PLAIN and bool(found) and found[-1][0] is Cut.PLAIN
            found.append((kind, found.pop()[1] + piece if joins else piece))
        at += size
    return found


def test_a_feed_without_them_goes_through_as_it_is() -> None:
    data = b"\x1b[31mtext\r\n" * 1000
    [(kind, piece)] = Cutter().cut(data)
    assert kind is Cut.PLAIN
    assert piece is data


def test_pieces() -> None:
    assert cut(b"a\x1b[!pb\x1b[3Jc\x1b]133;A;x=1\x07d\x1b]633;C\x1b\\") == [
        (Cut.PLAIN, b"a"), (Cut.SOFT_RESET, b"\x1b[!p"), (Cut.PLAIN, b"b"), (Cut.CLEAR_HISTORY, b"\x1b[3J"),
        (Cut.PLAIN, b"c"), (Cut.MARK, b"\x1b]133;A;x=1\x07"), (Cut.PLAIN, b"d"), (Cut.MARK, b"\x1b]633;C\x1b\\"),
    ]  # fmt: skip


def test_a_mark_that_is_broken_off_or_endless_is_no_mark() -> None:
    assert cut(b"\x1b]133;A\x18x\x1b]133;C\x1b[m") == [
        (Cut.PLAIN, b"\x1b]133;A\x18x"),
        (Cut.MARK, b"\x1b]133;C"),
        (Cut.PLAIN, b"\x1b[m"),
    ]
    endless = b"\x1b]133;" + b"x" * MOST_MARK * 3
    assert cut(endless) == [(Cut.PLAIN, endless)]
    assert cut(endless, 5000, 3, 5000) == [(Cut.PLAIN, endless)]


@given(
    data=st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join),
    sizes=st.lists(st.integers(0, 9), max_size=12),
)
def test_any_split_gives_the_same_pieces(data: bytes, sizes: list[int]) -> None:
    assert cut(data, *sizes) == cut(data)


@pytest.mark.parametrize("incomplete", [b"\x1b", b"\x1b[!", b"\x1b]133", b"\x1b]133;A;", b"\x1b]133;A\x1b"])
def test_what_is_incomplete_waits_and_can_be_dropped(incomplete: bytes) -> None:
    cutter = Cutter()
    assert list(cutter.cut(b"a" + incomplete)) == [(Cut.PLAIN, b"a")]
    cutter.forget()
    assert list(cutter.cut(b"b")) == [(Cut.PLAIN, b"b")]


def test_pictures_are_put_together_and_bounded() -> None:
    assert cut(b"a\x1b_Gi=1;AA\x1b\\b\x1b_Gi=2\x18c\x1b_Gi=3\x1b[md") == [
        (Cut.PLAIN, b"a"), (Cut.PICTURE, b"i=1;AA"), (Cut.PLAIN, b"bc\x1b[md"),
    ]  # fmt: skip
    large = b"\x1b_Gi=1;" + b"A" * (MOST_PICTURE + 1) + b"\x1b\\b"
    [(kind, start), rest] = cut(large, 1000, 5000)
    assert (kind, start[:6], len(start) < 1000, rest) == (Cut.LARGE_PICTURE, b"i=1;AA", True, (Cut.PLAIN, b"b"))
