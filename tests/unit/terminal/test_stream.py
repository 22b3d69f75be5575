"""A terminal that is read by the C library."""

from __future__ import annotations

import os
import sys
import tty
from collections.abc import Iterator

import pytest

from console.terminal.stream import Stream

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals of Linux and macOS")

Ends = tuple[int, int]


@pytest.fixture
def ends() -> Iterator[Ends]:
    """Give the descriptors of a terminal's two sides; the one that is read does not wait."""
    master, slave = os.openpty()
    tty.setraw(slave)
    os.set_blocking(master, False)
    yield master, slave
    os.close(master)


def test_pieces_come_as_one_up_to_what_there_is_room_for(ends: Ends) -> None:
    master, slave = ends
    stream = Stream(master, 1000)
    for number in range(15):
        os.write(slave, b"%099d\n" % number)
    first, is_closed = stream.read()
    second, _ = stream.read()
    assert (len(first), len(second), is_closed) == (1000, 500, False)
    assert first + second == b"".join(b"%099d\n" % number for number in range(15))
    assert stream.read() == (b"", False)
    os.write(slave, b"later")
    assert stream.read() == (b"later", False)
    stream.close()
    os.close(slave)


def test_what_was_printed_before_the_end_comes_first(ends: Ends) -> None:
    master, slave = ends
    stream = Stream(master, 1000)
    os.write(slave, b"the last words")
    os.close(slave)
    words, is_closed = stream.read()
    if not is_closed:  # macOS tells the end with the next look
        rest, is_closed = stream.read()
        words += rest
    assert (words, is_closed) == (b"the last words", True)
    stream.close()


def test_the_terminal_stays_open(ends: Ends) -> None:
    master, slave = ends
    Stream(master, 1000).close()
    os.write(slave, b"x")
    assert os.read(master, 10) == b"x"
    os.close(slave)


def test_what_is_no_terminal_is_refused() -> None:
    with pytest.raises(OSError, match="descriptor"):
        Stream(987_654, 1000)
