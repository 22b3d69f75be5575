"""An event loop that takes what can wait in beats.

Of a thousand nodes each says something every two seconds, at a moment of its own. To wake up five hundred times a
second costs more than to read what was said: a processor that has just been elsewhere takes twice as long for the same
work. Descriptors that may wait are looked at every 42 ms, together; all others wake the loop at once, and while nobody
speaks nothing wakes it.
"""

from __future__ import annotations

import asyncio
import selectors
from collections import ChainMap
from collections.abc import Callable, Mapping
from typing import Any, cast

BEAT_SECONDS = 0.042
"""What is said comes to be known within 50 ms. Longer beats cost less: the first of each pay for the sleep before."""
MOST_AT_ONCE = 32
"""Descriptors in one turn of the loop, so that one that is in a hurry waits for two milliseconds at most."""

_Ready = list[tuple[selectors.SelectorKey, int]]
_File = Any  # what selectors.BaseSelector takes: a descriptor, or an object that has one


class BeatSelector(selectors.BaseSelector):
    """Two selectors: what waits in the second is noticed by the first, which then looks there from beat to beat."""

    def __init__(self) -> None:
        self.clock: Callable[[], float] = lambda: 0.0
        self._hurried, self._patient = selectors.DefaultSelector(), selectors.EpollSelector()
        self._may_wait: set[int] = set()
        self._due: float | None = None
        """When to look at the patient ones; None: their first word wakes the loop."""
        self._sentinel = self._hurried.register(self._patient.fileno(), selectors.EVENT_READ)
        self._keys = cast(
            "Mapping[_File, selectors.SelectorKey]", ChainMap(*map(_keys, (self._hurried, self._patient)))
        )

    def may_wait(self, fd: int, *, waits: bool) -> None:
        """Say whether what can be read from a descriptor may wait for the next beat; until it is unregistered."""
        if waits is (fd in self._may_wait):
            return
        key = self._keys.get(fd)
        if key is None:
            return
        self._of(fd, key.events).unregister(key.fileobj)
        (self._may_wait.add if waits else self._may_wait.discard)(fd)
        self._of(fd, key.events).register(key.fileobj, key.events, key.data)

    def _of(self, fd: int, events: int) -> selectors.BaseSelector:
        """Return which of the two has a descriptor: to write is never left for later."""
        return self._patient if events == selectors.EVENT_READ and fd in self._may_wait else self._hurried

    def register(self, fileobj: _File, events: int, data: Any = None) -> selectors.SelectorKey:  # noqa: ANN401 - asyncio's
        """Watch a descriptor."""
        fd = fileobj if isinstance(fileobj, int) else fileobj.fileno()
        return self._of(fd, events).register(fileobj, events, data)

    def unregister(self, fileobj: _File) -> selectors.SelectorKey:
        """Watch it no longer; one that comes later under the same number is in a hurry again."""
        key = self._keys[fileobj]
        self._of(key.fd, key.events).unregister(fileobj)
        self._may_wait.discard(key.fd)
        return key

    def modify(self, fileobj: _File, events: int, data: Any = None) -> selectors.SelectorKey:  # noqa: ANN401 - asyncio's
        """Watch it for something else."""
        key = self._keys[fileobj]
        before, after = self._of(key.fd, key.events), self._of(key.fd, events)
        if before is after:
            return before.modify(fileobj, events, data)
        before.unregister(fileobj)
        return after.register(fileobj, events, data)

    def select(self, timeout: float | None = None) -> _Ready:
        """Return what is ready: what may wait, once a beat."""
        if self._due is not None:
            left = max(self._due - self.clock(), 0.0)
            timeout = left if timeout is None else min(timeout, left)
        ready = self._hurried.select(timeout)
        if self._due is not None:
            return ready + self._beat(self._due)
        if any(key is self._sentinel for key, _ in ready):
            ready = [found for found in ready if found[0] is not self._sentinel]
            self._hurried.unregister(self._patient.fileno())
            self._due = self.clock() + BEAT_SECONDS
        return ready

    def _beat(self, due: float) -> _Ready:
        now = self.clock()
        if now < due:
            return []
        found = self._patient.select(0)
        if not found:
            self._due = None
            self._sentinel = self._hurried.register(self._patient.fileno(), selectors.EVENT_READ)
        else:
            self._due = now if len(found) > MOST_AT_ONCE else now + BEAT_SECONDS
        return found[:MOST_AT_ONCE]

    def close(self) -> None:
        """Let go of both."""
        self._hurried.close()
        self._patient.close()

    def get_map(self) -> Mapping[_File, selectors.SelectorKey]:
        """Return what is watched."""
        return self._keys


def _keys(selector: selectors.BaseSelector) -> Any:  # noqa: ANN401 - ChainMap only reads here, but is declared to write
    return selector.get_map()


class BeatLoop(asyncio.SelectorEventLoop):
    """The loop of a core."""

    def __init__(self) -> None:
        self._beats = BeatSelector()
        self._beats.clock = self.time
        super().__init__(self._beats)

    def may_wait(self, fd: int, *, waits: bool) -> None:
        """Say whether what can be read from a descriptor may wait for the next beat."""
        self._beats.may_wait(fd, waits=waits)


def new_loop() -> asyncio.AbstractEventLoop:
    """Return a loop with beats where the system has what they need (epoll), elsewhere a plain one."""
    return BeatLoop() if hasattr(selectors, "EpollSelector") else asyncio.new_event_loop()


def may_wait(fd: int, *, waits: bool) -> None:
    """Say for the running loop whether what can be read from a descriptor may wait; a plain loop waits for nothing."""
    loop = asyncio.get_running_loop()
    if isinstance(loop, BeatLoop):
        loop.may_wait(fd, waits=waits)
