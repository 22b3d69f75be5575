"""The session log: what a person saw on each line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.terminal.plain import MOST_COLUMNS, PlainLines


def lines(data: bytes) -> list[str]:
    plain = PlainLines()
    return [*plain.feed(data), *plain.finish()]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"one\r\ntwo\r\n", ["one", "two"]),
        (b"\x1b[1;31mred\x1b[0m \x1b[38:2::1:2:3mrgb\x1b(B\r\n", ["red rgb"]),
        (b"\x1b]0;title\x07\x1b]8;;https://example.com\x1b\\link\x1b]8;;\x1b\\\r\n", ["link"]),
        (b" 10%\r 55%\r100%\r\n", ["100%"]),
        (b"sl\b\bls\x1b[K -l\r\n", ["ls -l"]),
        (b"abcdef\x1b[3D\x1b[P\x1b[@X\r\n", ["abcXef"]),
        (b"a\tb\r\n", ["a       b"]),
        (b"wrong\x1b[2K\rright\r\n", ["right"]),
        (b"\x1b[10Gcol\r\n", ["         col"]),
        ("Grüße 日本\r\n".encode(), ["Grüße 日本"]),
        (b"before\r\n\x1b[?1049h\x1b[Hfull screen\r\n\x1b[?1049lafter", ["before", "after"]),
        (b"\x1bPq#0;2\x1b\\x\x9b31my\r\n", ["x�31my"]),
        (b"no end", ["no end"]),
    ],
)
def test_lines_as_they_looked(data: bytes, expected: list[str]) -> None:
    assert lines(data) == expected
    plain = PlainLines()
    one_by_one = [line for byte in data for line in plain.feed(bytes([byte]))]
    assert [*one_by_one, *plain.finish()] == expected


def test_a_sequence_that_never_ends_is_given_up() -> None:
    plain = PlainLines()
    assert plain.feed(b"\x1b]0;" + b"x" * 200_000 + b"\r\n") != []
    assert plain.feed(b"next\r\n") == ["next"]


def test_a_line_without_end_is_cut() -> None:
    plain = PlainLines()
    for _ in range(50):
        plain.feed(b"x" * 10_000)
    assert [len(line) for line in plain.feed(b"\n")] == [MOST_COLUMNS]


@given(st.lists(st.one_of(st.binary(max_size=8), st.sampled_from([b"\x1b[", b"\x1b]", b"5G", b"\r\n", b"\x1b[9@"]))))
def test_nothing_raises_and_no_line_has_controls(pieces: list[bytes]) -> None:
    for line in lines(b"".join(pieces)):
        assert line.isprintable() or not any(char < " " or char == "\x7f" for char in line)
