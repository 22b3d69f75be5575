"""A core that no window looks at: it goes on for as long as there is something to keep, or as the person wants."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from console.settings.options import ORPHAN_MINUTES, ORPHAN_POLICY
from console.settings.store import SettingsStore

log = logging.getLogger("leitstand.core")

IDLE_GRACE_SECONDS = 30.0
"""How long a core without desk, sessions and deploys waits for a desk to come back."""


class Solitude:
    """Ends the core when nobody has come back in time."""

    def __init__(
        self,
        settings: SettingsStore,
        *,
        is_alone: Callable[[], bool],
        keeps_something: Callable[[], bool],
        end: Callable[[], None],
    ) -> None:
        self._settings, self._is_alone, self._keeps_something, self._end = settings, is_alone, keeps_something, end
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Wait for a desk from now on, unless one is there."""
        self.stop()
        if not self._is_alone():
            return
        seconds = IDLE_GRACE_SECONDS
        if self._keeps_something() and self._may_end():
            seconds = self._settings.get(ORPHAN_MINUTES) * 60.0
        self._timer = asyncio.get_running_loop().call_later(seconds, self._over)

    def stop(self) -> None:
        """Wait no more: a desk is there, or the core ends."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _may_end(self) -> bool:
        return self._settings.get(ORPHAN_POLICY) == "end"

    def _over(self) -> None:
        self._timer = None
        if self._keeps_something() and not self._may_end():
            self.begin()
        elif self._is_alone():
            log.info("No window came back; the core ends")
            self._end()
