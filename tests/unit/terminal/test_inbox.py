"""The inbox."""

from __future__ import annotations

from datetime import UTC, datetime

from console.terminal.inbox import HIGH_BYTES, LEAST_SLICE, LOW_BYTES, Inbox
from tests.unit.terminal.screens import engine


class Steps:
    """A clock that goes on by a fixed step each time it is asked."""

    def __init__(self, step: float) -> None:
        self.step, self.at = step, 0.0

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def monotonic(self) -> float:
        self.at += self.step
        return self.at


def test_small_packets_are_joined_in_order() -> None:
    inbox, terminal = Inbox(Steps(0.0)), engine("pyte")
    for letter in b"abcdef":
        inbox.append(bytes([letter]))
    inbox.append(b"")
    assert inbox.feed(terminal, 0.002)
    assert terminal.lines(0, 1) == ["abcdef"]
    assert len(inbox) == 0
    assert not inbox.feed(terminal, 0.002)


def test_a_slow_engine_gets_small_slices_and_the_rest_waits() -> None:
    inbox, terminal = Inbox(Steps(0.003)), engine("pyte")
    inbox.append(b"x" * 100_000)
    sizes = []
    while len(inbox):
        before = len(inbox)
        inbox.feed(terminal, 0.002)
        sizes.append(before - len(inbox))
    assert sizes[0] > sizes[9] == LEAST_SLICE
    assert sum(sizes) == 100_000


def test_marks() -> None:
    inbox = Inbox(Steps(0.0))
    inbox.append(b"x" * LOW_BYTES)
    assert inbox.low
    inbox.append(b"x" * HIGH_BYTES)
    assert inbox.full
    inbox.clear()
    assert inbox.low
    assert not inbox.full


def test_what_an_older_channel_left_is_parsed_at_once() -> None:
    inbox, terminal = Inbox(Steps(0.0)), engine("pyte")
    inbox.append(b"old")
    inbox.append(b" and more")
    inbox.feed_all(terminal)
    assert terminal.lines(0, 1) == ["old and more"]
    assert len(inbox) == 0
