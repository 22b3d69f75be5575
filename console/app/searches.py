"""The search of the desk: one at a time, over one terminal or all, in slices between everything else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from console.app.tabs import Tabs
from console.model.clock import Clock
from console.model.errors import ConsoleError, Problem
from console.model.ids import TerminalId
from console.terminal.matching import Matcher, matcher
from console.terminal.search import TerminalSearch
from console.wire import messages as m
from console.wire.tasks import TaskSet

TURN_SECONDS = 0.002
LEAST_ROWS, MOST_ROWS = 8, 512


class Searches:
    """Carries out ``Search`` and ``EndSearch``."""

    def __init__(self, tell: Callable[[m.Event], None], tabs: Tabs, clock: Clock, tasks: TaskSet) -> None:
        self._tell = tell
        self._tabs = tabs
        self._clock = clock
        self._tasks = tasks
        self._running: asyncio.Task[None] | None = None
        self._newest = 0
        self._parts: dict[TerminalId, TerminalSearch] = {}
        self._wake = asyncio.Event()
        self._rows = 64
        tabs.output_heard.append(self._output)

    async def start(self, request: m.Search) -> None:
        """Begin to find what ``request`` asks for; raises ConsoleError when its pattern is none."""
        self.end()
        self._newest = request.number
        found_by = await matcher(request)
        if self._newest == request.number:
            self._running = self._tasks.start(self._run(request, found_by), "search")
        else:
            await found_by.close()

    def start_over(self) -> None:
        """Find everything anew: what is told of it looks different now."""
        for part in self._parts.values():
            part.start_over()
        self._wake.set()

    def end(self) -> None:
        """Stop finding."""
        self._newest = 0
        running, self._running = self._running, None
        self._parts = {}
        if running is not None:
            running.cancel()

    def _output(self, terminal_id: TerminalId) -> None:
        """Note that a terminal has changed."""
        if self._running is None:
            return
        part = self._parts.get(terminal_id)
        if part is not None:
            part.changed()
        self._wake.set()

    async def _run(self, request: m.Search, found_by: Matcher) -> None:
        parts = self._parts
        try:
            while True:
                self._wake.clear()
                waits = [await self._advance(part, terminal_id, found_by) for terminal_id, part in self._all(request)]
                wait = min((seconds for seconds in waits if seconds is not None), default=None)
                if wait is None:
                    await self._wake.wait()
                else:
                    await asyncio.sleep(wait)
        except ConsoleError as error:
            self._fail(request, error.problem)
        finally:
            parts.clear()
            await found_by.close()

    def _fail(self, request: m.Search, problem: Problem) -> None:
        self._running = None
        self._tell(m.SearchFailed(number=request.number, problem=problem))

    def _all(self, request: m.Search) -> list[tuple[TerminalId, TerminalSearch]]:
        """Return the parts of the search: tabs may have come or gone."""
        wanted = request.terminal_ids or tuple(tab.terminal_id for tab in self._tabs.values())
        sessions = {terminal_id: self._tabs.session(terminal_id) for terminal_id in wanted}
        for terminal_id, session in sessions.items():
            if session is None:
                self._parts.pop(terminal_id, None)
            elif terminal_id not in self._parts:
                self._parts[terminal_id] = TerminalSearch(
                    request.number, terminal_id, session.engine, request.most_texts, session.row_text
                )
        return [(terminal_id, self._parts[terminal_id]) for terminal_id in wanted if terminal_id in self._parts]

    async def _advance(self, part: TerminalSearch, terminal_id: TerminalId, found_by: Matcher) -> float | None:
        """Look through some rows of a terminal; return when to go on with it, None as long as nothing changes."""
        if self._tabs.session(terminal_id) is None:
            return None  # closed while another one was looked through
        start = self._clock.monotonic()
        lines = part.read(self._rows, start)
        read = self._clock.monotonic()
        if lines:
            spans = await found_by.find([line.text for line in lines])
            if self._tabs.session(terminal_id) is None:
                return None
            matched = self._clock.monotonic()
            part.take(lines, spans, matched, matched - start)
            taken = self._clock.monotonic()
            self._adapt(taken - start if found_by.in_place else (taken - matched) + (read - start))
        news = part.news()
        if news is not None:
            self._tell(news)
        await asyncio.sleep(0)
        return part.wait(self._clock.monotonic())

    def _adapt(self, took: float) -> None:
        """Choose how many rows come next: what holds the loop up takes no longer than a turn."""
        if took > TURN_SECONDS:
            self._rows = max(LEAST_ROWS, self._rows // 2)
        elif took < TURN_SECONDS / 3:
            self._rows = min(MOST_ROWS, self._rows * 2)
