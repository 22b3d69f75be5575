"""``python -m console.sim``: the simulated data centre as a process of its own.

It prints one line of JSON when every node can be reached, and ends when its standard input closes (whoever
started it is gone) or on SIGTERM.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from console.model.errors import ConsoleError
from console.sim.server import SimSettings, serve
from console.wire.tasks import TaskSet


class StoryClock:
    """The real time, or a time of the story that goes on from a given beginning."""

    def __init__(self, beginning: datetime | None) -> None:
        self._beginning = beginning or datetime.fromtimestamp(time.clock_gettime(time.CLOCK_REALTIME), UTC)
        self._zero = time.perf_counter()

    def now(self) -> datetime:
        """Return the wall time of the story."""
        return self._beginning + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        """Return seconds since the beginning."""
        return time.perf_counter() - self._zero


def _moment(text: str) -> datetime:
    value = datetime.fromisoformat(text)
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m console.sim", description="The simulated data centre.")
    parser.add_argument("--runtime", type=Path, required=True, help="folder for keys, made private")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--nodes", nargs="*", default=[], help="names; all of them without this")
    parser.add_argument("--begin", type=_moment, default=None, help="time in the story to begin at (ISO 8601)")
    return parser.parse_args()


async def _run(arguments: argparse.Namespace) -> None:
    settings = SimSettings(arguments.runtime, StoryClock(arguments.begin), arguments.seed, tuple(arguments.nodes))
    running = await serve(settings)
    ended, tasks = asyncio.Event(), TaskSet("sim-main")
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    reader = asyncio.StreamReader()
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)

    async def parent_gone() -> None:
        while await reader.read(4096):
            pass
        ended.set()

    tasks.start(parent_gone(), "parent")
    print(json.dumps(running.announcement()), flush=True)
    try:
        await ended.wait()
    finally:
        transport.close()
        await tasks.close()
        await running.close()


def main() -> int:
    """Run until the parent is gone."""
    try:
        asyncio.run(_run(_arguments()))
    except ConsoleError as error:
        print(f"{error.problem.text()} {error.problem.advice()}".strip(), file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
