"""Triggers: complete new lines of the terminals against the person's patterns, in another process and within bounds.

A flood is not looked through: what comes too fast is counted and said. A pattern that thinks for too long is
switched off. What a trigger types is the person's own text, never anything that a node has printed, and only
after they have agreed once in the session.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase

from msgspec import Struct, field

from console.app.tabs import Tabs
from console.model.clock import Clock
from console.model.errors import ConsoleError, Problem
from console.model.ids import NodeId, TerminalId
from console.model.snippet import Accent, Trigger
from console.model.text import N_
from console.terminal.engine import Engine
from console.terminal.matching import Worker
from console.terminal.textlines import Line, Walk, line_start
from console.wire import messages as m
from console.wire.tasks import TaskSet

GAP_SECONDS = 0.1
"""Between two looks: what has come meanwhile is looked through together."""
IDLE_SECONDS = 30.0
"""Without output for so long, the process that matches ends."""
MOST_BEHIND, KEPT_BEHIND = 5_000, 500
"""Rows that may wait; of more, so many of the newest are looked through and the rest is counted."""
ROWS_A_TURN = 128
MOST_HITS = 1_000
"""Kept for each terminal; the oldest go first."""
NOTICE_GAP_SECONDS, FLOOD_GAP_SECONDS = 5.0, 30.0
TYPE_GAP_SECONDS = 1.0
MOST_TYPED = 50
"""Times that one trigger types in one session."""
MOST_SHOWN = 200
"""Characters of a line in a notice."""


class _Typing(Struct):
    """Where a person's agreement stands, and how often a trigger has typed."""

    allowed: bool | None = None
    count: int = 0
    last_at: float = float("-inf")


class _Watch(Struct):
    """What is known of one terminal."""

    engine: Engine
    next_row: int
    cols: int
    triggers: tuple[Trigger, ...]
    hits: deque[tuple[m.TriggerHit, str]] = field(default_factory=lambda: deque(maxlen=MOST_HITS))
    """Each with the text that stood there."""
    rows: dict[int, str] = field(default_factory=dict)
    """What stood in the rows of the live screen that have hits, when these were looked at last."""
    told: tuple[m.TriggerHit, ...] = ()
    """What desks know of them."""
    fired: dict[tuple[str, int], str] = field(default_factory=dict)
    """The text that a trigger has found in a row: what is only painted anew is no news."""
    skipped: int = 0
    noticed_at: dict[str, float] = field(default_factory=dict)
    held_back: dict[str, int] = field(default_factory=dict)
    typing: dict[str, _Typing] = field(default_factory=dict)

    def lines(self) -> list[Line]:
        """Return the complete lines that have come, oldest first; a flood is cut."""
        at = self.engine.position
        if self.engine.cols != self.cols:
            # Wrapped anew, every row has another number: what was found is found no more.
            self.cols, self.next_row = self.engine.cols, at.cursor_row
            self.hits.clear()
            self.fired.clear()
        if at.alternate:
            return []
        end = line_start(self.engine, at.cursor_row)
        start = max(min(self.next_row, end), at.oldest_row)
        if end - start > MOST_BEHIND:
            self.skipped += end - KEPT_BEHIND - start
            start = end - KEPT_BEHIND
        end = min(end, start + ROWS_A_TURN)
        self.next_row = end
        walk = Walk(self.engine, start, end)
        found: list[Line] = []
        while not walk.done:
            found += walk.read(ROWS_A_TURN)
        return found[::-1]

    def shown(self) -> tuple[m.TriggerHit, ...]:
        """Return what is still there, and forget the rest: rows of the live screen are cleared and written anew.

        The alternate screen shows something else in their place, and nothing of it is forgotten meanwhile.
        """
        at = self.engine.position
        if at.alternate:
            return ()
        changed = self._changed(at.live_row)
        there = [
            (hit, text)
            for hit, text in self.hits
            if hit.row >= at.oldest_row and (hit.row not in changed or _text(self.engine, hit) == text)
        ]
        if len(there) < len(self.hits):
            gone = {hit.row for hit, _words in self.hits} - {hit.row for hit, _words in there}
            self.fired = {key: text for key, text in self.fired.items() if key[1] not in gone}
            self.hits = deque(there, maxlen=MOST_HITS)
        return tuple(hit for hit, _words in there)

    def _changed(self, live_row: int) -> set[int]:
        """Return the rows of the live screen that have hits and do not read as they did: cells are dear to read."""
        rows = {hit.row for hit, _words in self.hits if hit.row >= live_row}
        lines = self.engine.lines(live_row, self.engine.rows) if rows else []
        there = dict(enumerate(lines, live_row))
        before, self.rows = self.rows, {row: there.get(row, "") for row in rows}
        return {row for row, line in self.rows.items() if before.get(row) != line}

    @property
    def waits(self) -> bool:
        """Return whether there are complete lines that have not been looked through."""
        at = self.engine.position
        return (
            not at.alternate
            and self.engine.cols == self.cols
            and self.next_row < line_start(self.engine, at.cursor_row)
        )

    def is_news(self, trigger: Trigger, line: Line) -> bool:
        """Return whether a trigger has not found this text in this row yet."""
        key = (trigger.pattern, line.first_row)
        if self.fired.get(key) == line.text:
            return False
        if len(self.fired) >= MOST_HITS:
            self.fired.clear()
        self.fired[key] = line.text
        return True


class Triggers:
    """Watches every terminal of the core."""

    def __init__(
        self,
        tell: Callable[[m.Event], None],
        tabs: Tabs,
        name_of: Callable[[NodeId], str],
        clock: Clock,
        tasks: TaskSet,
    ) -> None:
        self._tell, self._tabs, self._name_of = tell, tabs, name_of
        self._clock, self._tasks = clock, tasks
        self._triggers: tuple[Trigger, ...] = ()
        self._watches: dict[TerminalId, _Watch] = {}
        self._changed: set[TerminalId] = set()
        self._wake = asyncio.Event()
        self._is_behind = False
        self._running: asyncio.Task[None] | None = None
        tabs.output_heard.append(self._output)

    def use(self, triggers: Sequence[Trigger]) -> None:
        """Watch for these from now on."""
        self._triggers = tuple(triggers)
        for terminal_id in list(self._watches):
            self._forget(terminal_id)

    def tell_all(self) -> None:
        """Tell a desk that has just attached."""
        for terminal_id, watch in self._watches.items():
            if watch.told:
                self._tell(m.TriggerHits(terminal_id, watch.told))

    def heard(self, event: m.Event) -> None:
        """Ask again in a new session, and forget a tab that is closed."""
        if isinstance(event, m.TabClosed):
            self._watches.pop(event.terminal_id, None)
        elif isinstance(event, m.TabChanged) and event.tab.state is not m.TabState.OPEN:
            watch = self._watches.get(event.tab.terminal_id)
            if watch is not None:
                watch.typing.clear()

    def answer(self, request: m.AllowTrigger) -> None:
        """Let a trigger type in this session, or not."""
        watch = self._watches.get(request.terminal_id)
        typing = None if watch is None else watch.typing.get(request.name)
        if watch is None or typing is None:
            return
        typing.allowed = request.allowed
        for trigger in watch.triggers:
            if trigger.name == request.name and trigger.type_text:
                self._type(request.terminal_id, watch, trigger)

    def _forget(self, terminal_id: TerminalId) -> None:
        watch = self._watches.pop(terminal_id)
        if watch.told:
            self._tell(m.TriggerHits(terminal_id, ()))

    def _output(self, terminal_id: TerminalId) -> None:
        if not self._triggers:
            return
        self._changed.add(terminal_id)
        if terminal_id not in self._watches:
            self._begin(terminal_id)
        self._wake.set()
        if self._running is None:
            self._running = self._tasks.start(self._run(), "triggers")

    def _begin(self, terminal_id: TerminalId) -> None:
        session, tab = self._tabs.session(terminal_id), self._tabs.tab(terminal_id)
        if session is None or tab is None:
            return
        name = self._name_of(tab.node_id)
        wanted = tuple(trigger for trigger in self._triggers if _concerns(trigger, name) and not tab.plays)
        engine = session.engine
        # What has come before the first look counts too: it is the output that this is called for.
        self._watches[terminal_id] = _Watch(engine, engine.position.oldest_row, engine.cols, wanted)

    async def _run(self) -> None:
        worker = Worker()
        try:
            while True:
                if not self._changed:
                    self._wake.clear()
                    async with asyncio.timeout(IDLE_SECONDS):
                        await self._wake.wait()
                await asyncio.sleep(0 if self._is_behind else GAP_SECONDS)
                self._is_behind = False
                changed, self._changed = self._changed, set()
                for terminal_id in changed:
                    await self._look(terminal_id, worker)
        except TimeoutError:
            return
        finally:
            self._running = None
            await worker.close()

    async def _look(self, terminal_id: TerminalId, worker: Worker) -> None:
        watch = self._watches.get(terminal_id)
        if watch is None or not watch.triggers or self._tabs.session(terminal_id) is None:
            return
        lines = watch.lines()
        texts = [line.text for line in lines]
        for trigger in watch.triggers if any(texts) else ():
            spans = await self._find(worker, trigger, texts)
            if self._watches.get(terminal_id) is not watch or self._tabs.session(terminal_id) is None:
                return  # closed, or other triggers count by now
            for line, places in zip(lines, spans, strict=True):
                if places and watch.is_news(trigger, line):
                    self._fire(terminal_id, watch, trigger, line, places)
        shown = watch.shown()
        if shown != watch.told:
            watch.told = shown
            self._tell(m.TriggerHits(terminal_id, shown))
        self._tell_flood(terminal_id, watch)
        if watch.waits:
            self._is_behind = True
            self._changed.add(terminal_id)

    async def _find(
        self, worker: Worker, trigger: Trigger, texts: Sequence[str]
    ) -> Sequence[Sequence[tuple[int, int]]]:
        try:
            await worker.use(trigger.pattern, 0)
            return await worker.find(texts)
        except ConsoleError:
            self._switch_off(trigger)
            return [()] * len(texts)

    def _switch_off(self, slow: Trigger) -> None:
        self._triggers = tuple(trigger for trigger in self._triggers if trigger is not slow)
        for watch in self._watches.values():
            watch.triggers = tuple(trigger for trigger in watch.triggers if trigger is not slow)
        problem = Problem(
            "trigger.too_slow",
            N_("{place}: the trigger {name} takes too long and is switched off."),
            N_("Nested repetitions such as (a+)+ are slow. Use a simpler pattern and read it again."),
            {"place": slow.place, "name": slow.name},
        )
        self._tell(m.Notice(problem))

    def _fire(
        self, terminal_id: TerminalId, watch: _Watch, trigger: Trigger, line: Line, places: Sequence[tuple[int, int]]
    ) -> None:
        if trigger.accent is not Accent.NONE or trigger.mark:
            for hit in _hits(watch.engine, trigger, line, places):
                watch.hits.append((hit, _text(watch.engine, hit)))
                watch.rows.pop(hit.row, None)
        if trigger.notice:
            self._notice(terminal_id, watch, trigger, line.text)
        if trigger.type_text:
            self._want_to_type(terminal_id, watch, trigger)

    def _notice(self, terminal_id: TerminalId, watch: _Watch, trigger: Trigger, text: str) -> None:
        now = self._clock.monotonic()
        if now - watch.noticed_at.get(trigger.name, float("-inf")) < NOTICE_GAP_SECONDS:
            watch.held_back[trigger.name] = watch.held_back.get(trigger.name, 0) + 1
            return
        watch.noticed_at[trigger.name] = now
        more = watch.held_back.pop(trigger.name, 0)
        shown = "".join(char for char in text if char.isprintable()).strip()[:MOST_SHOWN]
        params = {"name": trigger.name, "tab": self._tabs.label(terminal_id), "text": shown, "more": str(more)}
        if more:
            problem = Problem("trigger.met_often", N_("{name} in {tab}: {text} (and {more} more)"), "", params)
        else:
            problem = Problem("trigger.met", N_("{name} in {tab}: {text}"), "", params)
        self._tell(m.Notice(problem, self._node_of(terminal_id)))

    def _tell_flood(self, terminal_id: TerminalId, watch: _Watch) -> None:
        now = self._clock.monotonic()
        if not watch.skipped or now - watch.noticed_at.get("", float("-inf")) < FLOOD_GAP_SECONDS:
            return
        watch.noticed_at[""] = now
        count, watch.skipped = watch.skipped, 0
        problem = Problem(
            "trigger.flood",
            N_("{count} lines of {tab} came too fast for the triggers."),
            "",
            {"count": str(count), "tab": self._tabs.label(terminal_id)},
        )
        self._tell(m.Notice(problem, self._node_of(terminal_id)))

    def _node_of(self, terminal_id: TerminalId) -> NodeId | None:
        tab = self._tabs.tab(terminal_id)
        return None if tab is None else tab.node_id

    def _want_to_type(self, terminal_id: TerminalId, watch: _Watch, trigger: Trigger) -> None:
        if trigger.name not in watch.typing:
            watch.typing[trigger.name] = _Typing()
            self._tell(m.TriggerAsks(terminal_id, trigger.name, trigger.type_text, trigger.run))
        else:
            self._type(terminal_id, watch, trigger)

    def _type(self, terminal_id: TerminalId, watch: _Watch, trigger: Trigger) -> None:
        typing, session = watch.typing[trigger.name], self._tabs.session(terminal_id)
        now = self._clock.monotonic()
        may = typing.allowed and typing.count < MOST_TYPED and now - typing.last_at >= TYPE_GAP_SECONDS
        if not may or session is None or not session.connected:
            return
        typing.count, typing.last_at = typing.count + 1, now
        session.paste(trigger.type_text)
        if trigger.run:
            session.key("Enter", "", m.Mods())


def _concerns(trigger: Trigger, node: str) -> bool:
    return not trigger.nodes or any(fnmatchcase(node.casefold(), glob.casefold()) for glob in trigger.nodes)


def _text(engine: Engine, hit: m.TriggerHit) -> str:
    return "".join(engine.cells(hit.row)[hit.first : hit.last])


def _hits(engine: Engine, trigger: Trigger, line: Line, places: Iterable[tuple[int, int]]) -> Iterable[m.TriggerHit]:
    """Yield what is marked, a piece for each row that a match goes over."""
    for start, end in places:
        row, first = line.cell(engine, start)
        last_row, last = line.cell_after(engine, end - 1)
        for at in range(row, last_row + 1):
            left = first if at == row else 0
            right = last if at == last_row else engine.cols
            yield m.TriggerHit(at, left, right, trigger.accent, trigger.mark)
