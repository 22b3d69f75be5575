from __future__ import annotations

import asyncio
from datetime import timedelta

from console.app.loop import LoopThread, SystemClock


def test_the_clock_is_aware_and_never_goes_back() -> None:
    clock = SystemClock()
    assert clock.now().utcoffset() == timedelta(0)
    assert clock.monotonic() <= clock.monotonic()


def test_a_loop_thread_ends_with_its_coroutine() -> None:
    done: list[str] = []

    async def main() -> None:
        await asyncio.sleep(0.01)
        done.append("ended")

    thread = LoopThread(main)
    thread.start()
    assert thread.join(5)
    assert done == ["ended"]


def test_stopping_cancels_and_lets_the_coroutine_clean_up() -> None:
    done: list[str] = []

    async def main() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            done.append("cleaned up")

    thread = LoopThread(main)
    thread.start()
    thread.stop()
    assert done == ["cleaned up"]
    assert thread.join(0)
