"""The core's event loop and clock, in a process of its own or, for tests, in a thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio


class SystemClock:
    """The one place that reads the machine's clocks."""

    def now(self) -> datetime:
        """Return the wall time, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        return time.monotonic()


class LoopThread:
    """Runs a coroutine on a loop of its own in a thread: thread mode, the same core over the same wire."""

    def __init__(self, main: Callable[[], Coroutine[Any, Any, None]], name: str = "leitstand-core") -> None:
        self._main = main
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread; returns when its loop runs."""
        self._thread.start()
        self._ready.wait()

    def _run(self) -> None:
        # The desk takes its clock from here and has no loop of this kind: its window need not wait for the import.
        import asyncio

        from console.wire.beats import new_loop

        async def body() -> None:
            self._loop = asyncio.get_running_loop()
            self._task = asyncio.current_task()
            self._ready.set()
            await self._main()

        try:
            with asyncio.Runner(loop_factory=new_loop) as runner:
                runner.run(body())
        except asyncio.CancelledError:
            return

    def join(self, timeout_seconds: float = 10.0) -> bool:
        """Wait for the coroutine to end by itself; tell whether it has."""
        self._thread.join(timeout_seconds)
        return not self._thread.is_alive()

    def stop(self, timeout_seconds: float = 10.0) -> None:
        """Cancel the coroutine and join the thread."""
        if self._loop is not None and self._task is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(timeout_seconds)
