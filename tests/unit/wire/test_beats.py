from __future__ import annotations

import asyncio
import selectors
import socket
import time
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from console.wire import beats
from console.wire.beats import BEAT_SECONDS, MOST_AT_ONCE, BeatLoop, may_wait, new_loop

pytestmark = pytest.mark.skipif(not hasattr(selectors, "EpollSelector"), reason="needs epoll")


def run(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run on a loop with beats: the tests' own loop is a plain one."""
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(main())


class Ends:
    """Pairs of sockets; what arrives at each is noted with its moment."""

    def __init__(self, count: int, *, waits: bool) -> None:
        self.heard: list[tuple[int, float]] = []
        self.pairs = [socket.socketpair() for _ in range(count)]
        for number, (_, reader) in enumerate(self.pairs):
            reader.setblocking(False)
            asyncio.get_running_loop().add_reader(reader, self._read, number)
            may_wait(reader.fileno(), waits=waits)

    def _read(self, number: int) -> None:
        self.pairs[number][1].recv(100)
        self.heard.append((number, time.monotonic()))

    def say(self, number: int = 0) -> float:
        self.pairs[number][0].send(b"x")
        return time.monotonic()

    async def all_heard(self, count: int) -> None:
        async with asyncio.timeout(5):
            while len(self.heard) < count:
                await asyncio.sleep(0.001)

    def close(self) -> None:
        for writer, reader in self.pairs:
            asyncio.get_running_loop().remove_reader(reader)
            writer.close()
            reader.close()


def test_what_may_wait_comes_together_and_not_much_later() -> None:
    async def main() -> None:
        ends = Ends(3, waits=True)
        first = ends.say(0)
        await asyncio.sleep(0.005)
        ends.say(1)
        await asyncio.sleep(0.005)
        ends.say(2)
        assert not ends.heard
        await ends.all_heard(3)
        moments = [at for _, at in ends.heard]
        assert max(moments) - min(moments) < BEAT_SECONDS / 2
        assert moments[0] - first > BEAT_SECONDS / 2
        ends.close()

    run(main)


def test_others_are_heard_at_once_also_between_two_beats() -> None:
    async def main() -> None:
        slow, quick = Ends(1, waits=True), Ends(1, waits=False)
        slow.say()
        await asyncio.sleep(0.002)
        quick.say()
        await quick.all_heard(1)
        assert not slow.heard
        await slow.all_heard(1)
        slow.close()
        quick.close()

    run(main)


def test_nothing_wakes_the_loop_while_nobody_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = 0
    select = beats.BeatSelector.select

    def counted(self: beats.BeatSelector, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        nonlocal turns
        turns += 1
        return select(self, timeout)

    monkeypatch.setattr(beats.BeatSelector, "select", counted)

    async def main() -> None:
        ends = Ends(1, waits=True)
        ends.say()
        await ends.all_heard(1)
        await asyncio.sleep(3 * BEAT_SECONDS)
        before = turns
        await asyncio.sleep(6 * BEAT_SECONDS)
        assert turns - before <= 2
        ends.say()
        await ends.all_heard(2)
        ends.close()

    run(main)


def test_a_crowd_is_let_in_by_and_by() -> None:
    async def main() -> None:
        count = 2 * MOST_AT_ONCE + 5
        ends = Ends(count, waits=True)
        for number in range(count):
            ends.say(number)
        while not ends.heard:
            await asyncio.sleep(0)
        assert len(ends.heard) <= MOST_AT_ONCE
        await ends.all_heard(count)
        assert sorted(number for number, _ in ends.heard) == list(range(count))
        ends.close()

    run(main)


def test_who_becomes_hurried_is_heard_at_once_and_to_write_is_never_left_for_later() -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        ends = Ends(2, waits=True)
        may_wait(ends.pairs[0][1].fileno(), waits=False)
        sent = ends.say(0)
        await ends.all_heard(1)
        assert ends.heard[0][1] - sent < BEAT_SECONDS / 2
        written = asyncio.Event()
        ends.say(1)
        loop.add_writer(ends.pairs[1][1], written.set)
        await asyncio.wait_for(written.wait(), BEAT_SECONDS / 2)
        loop.remove_writer(ends.pairs[1][1])
        await ends.all_heard(2)
        ends.close()

    run(main)


def test_a_number_that_is_used_again_is_in_a_hurry() -> None:
    async def main() -> None:
        before = Ends(1, waits=True)
        number = before.pairs[0][1].fileno()
        before.close()
        after = Ends(1, waits=False)
        assert number in {end.fileno() for end in after.pairs[0]}
        sent = after.say()
        await after.all_heard(1)
        assert after.heard[0][1] - sent < BEAT_SECONDS / 2
        after.close()

    run(main)


async def test_a_plain_loop_waits_for_nothing() -> None:
    may_wait(0, waits=True)
    assert not isinstance(asyncio.get_running_loop(), BeatLoop)
