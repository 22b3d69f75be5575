"""Links in the lines of hostile programs: found in linear time, inside the line, without overlaps."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ui.terminal.links import recognise

if TYPE_CHECKING:
    from _typeshed import TraceFunction

PIECES = st.sampled_from([
    "http://", "https://example.com", "/", "~/", "./", ":", "@", "(", ")", "[", "]", "'", '"', " ", "\\ ", "=", ",",
    ".", "a", "é", "漢", "12", "main.py", "192.0.2.1", "2001:db8::1", "root", "gpu-01", "www.", "mailto:", ", line 3",
    "\u202e",
])  # fmt: skip


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join)))
def test_links_lie_inside_and_beside_each_other(text: str) -> None:
    found = recognise(text, {"gpu-01"})
    ends = [0]
    for link in found:
        assert ends[-1] <= link.start < link.end <= len(text)
        assert link.target.strip()
        assert link.target.isprintable()
        ends.append(link.end)


def steps(work: Callable[[], object]) -> int:
    """Count the lines of Python that run: other than seconds they are the same on every machine."""
    count = 0

    def trace(_frame: FrameType, _event: str, _argument: object) -> TraceFunction:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a/",
        "(",
        "()",
        ":",
        "://",
        "/:",
        '"/',
        "a.b",
        "a@",
        "\\ ",
        "a:",
        "=/a",
        "1:",
        "~a",
        ",/",
        "[",
        "[1",
        "a(1)",
        ".",
    ],
)
def test_a_hostile_line_takes_steps_in_proportion(piece: str) -> None:
    short, long = piece * 2_500, piece * 10_000
    assert steps(lambda: recognise(long)) < 5 * steps(lambda: recognise(short)) + 1_000
