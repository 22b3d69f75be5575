"""Memory that a busy moment has left behind goes back to the system once it is calm.

The C library keeps what was freed below something that is still used, and more the larger it was: a flood in a
terminal, ten screens that were painted one after the other, a fleet that was read. It never looks again by itself.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

EVERY_SECONDS = 2.0
BUSY_SHARE = 0.05
"""Of a processor: who has more to do is not held up. It takes less than a millisecond."""
WORTH_SECONDS = 0.02
"""Of processor time: what has been left behind after less is not worth it."""


def give_back() -> None:
    """Return free memory to the system, where the C library can: that of most Linux systems."""
    if sys.platform != "linux":
        return
    import ctypes

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(ctypes.c_size_t(0))


class GivingBack:
    """Looks every two seconds whether the process has worked, and does not any more."""

    def __init__(
        self, give: Callable[[], None] = give_back, processor_seconds: Callable[[], float] = time.process_time
    ) -> None:
        self._give, self._processor_seconds = give, processor_seconds
        self._given = self._seen = 0.0

    def look(self) -> None:
        """Give back what work has left behind; call it every ``EVERY_SECONDS``."""
        now = self._processor_seconds()
        is_busy, self._seen = now - self._seen > BUSY_SHARE * EVERY_SECONDS, now
        if not is_busy and now - self._given > WORTH_SECONDS:
            self._given = now
            self._give()

    async def run(self) -> None:
        """Look as long as nobody cancels, in a core."""
        import asyncio

        while True:
            await asyncio.sleep(EVERY_SECONDS)
            self.look()
