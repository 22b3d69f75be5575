"""The terminal tabs. They belong to the core, so they outlive every desk and every connection."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import count

import msgspec

from console.app.calm import Calm
from console.app.styles import Style, StyleSource
from console.model.arrangement import Arrangement
from console.model.clock import Clock
from console.model.errors import ConsoleError, Problem
from console.model.ids import TerminalId
from console.model.layout import Layout, LayoutPane
from console.model.text import N_
from console.terminal.channel import Channel, ChannelSink
from console.terminal.courtesy import Courtesy
from console.terminal.engine import make_engine
from console.terminal.events import Bell, ClipboardWrite, Notify, TerminalEvent, Title
from console.terminal.palette import Palette
from console.terminal.session import Session, bounded
from console.terminal.viewers import FrameSink
from console.wire import messages as m
from console.wire.tasks import TaskSet

MAX_TITLE = 200
MAX_NOTICE = 500
MAX_CLIPBOARD = 1_000_000
"""In characters. A program that wants more on the clipboard is most likely not what it says it is."""

DEFECT = Problem(
    "core.defect_connecting",
    N_("A part of the core failed while it connected."),
    N_("Press Enter to try again. The core's log has the details."),
)


class Opened(msgspec.Struct, frozen=True):
    """A channel to a shell, and what the tab shows of it."""

    channel: Channel
    user: str = ""
    key_verified: bool = False


OpenShell = Callable[[m.Tab, ChannelSink, int, int], Awaitable[Opened]]
"""Opens the shell of a tab for a sink, at a size in cells; raises ConsoleError."""


class _Entry:
    """One tab: its session, and its value as the desk knows it."""

    def __init__(
        self, tab: m.Tab, session: Session, act: Callable[[TerminalEvent], None], style: Style, wanted_profile: str
    ) -> None:
        self.tab = tab
        self.style = style
        self.wanted_profile = wanted_profile
        self.node_name = tab.title
        self.session = session
        self.calm = Calm(act)
        self.attempt: asyncio.Task[None] | None = None

    @property
    def connecting(self) -> bool:
        return self.attempt is not None and not self.attempt.done()

    def close(self) -> None:
        """End the session, and give up an attempt to connect it: a person may be asked about its host."""
        if self.attempt is not None:
            self.attempt.cancel()
        self.calm.close()
        self.session.close()


class Tabs:
    """Opens, connects, arranges and closes tabs; it is the only writer of their values."""

    def __init__(
        self,
        tell: Callable[[m.Event], None],
        open_shell: OpenShell,
        frames: FrameSink,
        clock: Clock,
        tasks: TaskSet,
        *,
        styles: StyleSource,
    ) -> None:
        self._tell = tell
        self._styles = styles
        self._open_shell = open_shell
        self._frames = frames
        self._clock = clock
        self._tasks = tasks
        self._courtesy = Courtesy(clock)
        self._ids = count(1)
        self._entries: dict[TerminalId, _Entry] = {}
        self._attached = False
        self.arrangement = Arrangement()
        self.output_heard: list[Callable[[TerminalId], None]] = []
        """Told after each slice of a terminal's output, and when its size has changed."""
        self.connected_heard: list[Callable[[TerminalId, Channel], None]] = []
        """Told of the channel of each session that has one now."""
        self.opened_heard: list[Callable[[Session], None]] = []
        """Told of each new session before anything happens in it."""

    # ---- what there is -----------------------------------------------------------------------

    def values(self) -> tuple[m.Tab, ...]:
        """Return the tabs in the order that the person gave them."""
        order = map(TerminalId, self.arrangement.terminals)
        return tuple(self._entries[terminal_id].tab for terminal_id in order)

    def tab(self, terminal_id: TerminalId) -> m.Tab | None:
        """Return the value of a tab, None when it is gone."""
        entry = self._entries.get(terminal_id)
        return None if entry is None else entry.tab

    def session(self, terminal_id: TerminalId) -> Session | None:
        """Return the session of a tab, None when the tab is gone."""
        entry = self._entries.get(terminal_id)
        return None if entry is None else entry.session

    def palette(self, terminal_id: TerminalId) -> Palette | None:
        """Return the colours of a terminal, None when its tab is gone."""
        entry = self._entries.get(terminal_id)
        return None if entry is None else entry.style.palette

    def label(self, terminal_id: TerminalId) -> str:
        """Return what a person calls a tab, empty when it is gone."""
        entry = self._entries.get(terminal_id)
        return "" if entry is None else entry.tab.name or entry.tab.title

    def open_count(self) -> int:
        """Return how many sessions would end with the core."""
        return sum(entry.session.connected and not entry.tab.plays for entry in self._entries.values())

    # ---- what a person does ------------------------------------------------------------------

    def open(self, request: m.OpenTerminal, name: str) -> TerminalId:
        """Make a tab for a shell on a node and start to connect it; raises ConsoleError where there are too many."""
        self._check_room(1)
        terminal_id = self._make(request, name)
        self.arrangement = self.arrangement.opened(terminal_id, request.beside, request.side)
        self.connect(terminal_id)
        self._tell(m.Arranged(self.arrangement))
        return terminal_id

    def panes(self) -> dict[int, LayoutPane]:
        """Return what each terminal is opened with again; what plays a recording is not."""
        return {
            terminal_id: LayoutPane(
                entry.tab.node_id,
                entry.node_name,
                entry.tab.name,
                entry.wanted_profile,
                entry.tab.command,
                entry.session.engine.cols,
                entry.session.engine.rows,
            )
            for terminal_id, entry in self._entries.items()
            if not entry.tab.plays
        }

    def adopt(self, layout: Layout, restored_at: float | None = None) -> tuple[TerminalId, ...]:
        """Open the terminals of a layout behind what is there; those that come back from a restart wait to connect."""
        self._check_room(len(layout.panes))
        made: list[TerminalId] = []
        for pane in layout.panes:
            request = m.OpenTerminal(
                node_id=pane.node_id, profile=pane.profile, command=pane.command, cols=pane.cols, rows=pane.rows
            )
            made.append(self._make(request, pane.node_name, name=pane.name))
        self.arrangement = self.arrangement.with_all_of(layout.arranged(tuple(made)))
        for terminal_id in made:
            if restored_at is None:
                self.connect(terminal_id)
            else:
                self.update(terminal_id, state=m.TabState.WAITING, restored_at=restored_at)
        self._tell(m.Arranged(self.arrangement))
        return tuple(made)

    def _check_room(self, more: int) -> None:
        if len(self._entries) + more > self._styles.most_terminals():
            raise ConsoleError(
                "terminal.too_many",
                N_("There are {count} terminals already."),
                N_("Close some of them, or raise core.most_terminals in the settings."),
                count=len(self._entries),
            )

    def _make(self, request: m.OpenTerminal, node_name: str, name: str = "") -> TerminalId:
        terminal_id = TerminalId(next(self._ids))
        cols, rows = bounded(request.cols, request.rows)
        profile = self._styles.profile_for(request.node_id, request.profile)
        style = self._styles.style(profile)
        engine, problem = make_engine(style.engine, cols, rows, style.scrollback_lines, style.palette)
        if problem is not None:
            self._tell(m.Notice(problem))
        session = Session(terminal_id, engine, self, self._frames, self._clock, self._courtesy)
        for hear in self.opened_heard:
            hear(session)
        session.resize(cols, rows, request.cell_width, request.cell_height)
        self._entries[terminal_id] = _Entry(
            m.Tab(terminal_id, request.node_id, node_name, name, profile=profile, command=request.command),
            session,
            lambda event: self._act(terminal_id, event),
            style,
            request.profile,
        )
        if self._attached:
            session.attach()
        return terminal_id

    def connect(self, terminal_id: TerminalId) -> None:
        """Connect the session of a tab, for the first time or anew."""
        entry = self._entries.get(terminal_id)
        if entry is None or entry.connecting or entry.session.connected:
            return
        self._change(entry, state=m.TabState.CONNECTING, problem=None, exit_status=None)
        entry.attempt = self._tasks.start(self._connect(entry), f"tab {terminal_id}")

    async def _connect(self, entry: _Entry) -> None:
        session, engine = entry.session, entry.session.engine
        problem: Problem | None = DEFECT
        try:
            opened = await self._open_shell(entry.tab, session.new_sink(), engine.cols, engine.rows)
            problem = None
        except ConsoleError as error:
            problem = error.problem
            return
        except asyncio.CancelledError:
            problem = None  # the tab is closed
            raise
        finally:
            # Also for what is no ConsoleError: it goes on to the task boundary, the tab must not look alive.
            if problem is not None:
                self._change(entry, state=m.TabState.LOST, problem=problem)
        if entry.tab.terminal_id not in self._entries:
            opened.channel.close()
            return
        self._change(entry, state=m.TabState.OPEN, user=opened.user, key_verified=opened.key_verified)
        session.connect(opened.channel)
        for hear in self.connected_heard:
            hear(entry.tab.terminal_id, opened.channel)

    def close(self, terminal_id: TerminalId) -> None:
        """Close a tab and end its session."""
        entry = self._entries.pop(terminal_id, None)
        if entry is not None:
            entry.close()
            self.arrangement = self.arrangement.closed(terminal_id)
            self._tell(m.TabClosed(terminal_id))
            self._tell(m.Arranged(self.arrangement))

    def update(self, terminal_id: TerminalId, **fields: object) -> None:
        """Change what another room knows of a tab, and tell the desk."""
        entry = self._entries.get(terminal_id)
        if entry is not None:
            self._change(entry, **fields)

    def rename(self, terminal_id: TerminalId, name: str) -> None:
        """Give a tab a name of its own; empty goes back to the program's title."""
        entry = self._entries.get(terminal_id)
        if entry is not None:
            self._change(entry, name=name.strip()[:MAX_TITLE])

    def arrange(self, arrangement: Arrangement) -> None:
        """Keep windows, pages and panes as the person has arranged them; no terminal gets lost over it."""
        self.arrangement = arrangement.of(self._entries)
        if set(arrangement.terminals) != set(self._entries):
            self._tell(m.Arranged(self.arrangement))

    def key(self, request: m.KeyPress) -> None:
        """Type a key; in a tab that has lost its session, Enter connects it anew."""
        entry = self._entries.get(request.terminal_id)
        if entry is None:
            return
        if entry.session.connected:
            entry.session.key(request.key, request.text, request.mods)
        elif request.key == "Enter":
            self.connect(request.terminal_id)

    def set_profile(self, terminal_id: TerminalId, profile: str) -> None:
        """Give a tab the profile that a person chose; empty leaves it to the rules again."""
        entry = self._entries.get(terminal_id)
        if entry is not None:
            entry.wanted_profile = profile
            self.restyle()

    def restyle(self) -> None:
        """Let every terminal follow what its profile says now."""
        for entry in self._entries.values():
            profile = self._styles.profile_for(entry.tab.node_id, entry.wanted_profile)
            if profile != entry.tab.profile:
                self._change(entry, profile=profile)
            style = self._styles.style(profile)
            if style != entry.style:
                entry.style = style
                entry.session.set_palette(style.palette)
                entry.session.set_scrollback(style.scrollback_lines)

    # ---- desks come and go -------------------------------------------------------------------

    def attach(self) -> None:
        """Start over for a desk that knows nothing yet."""
        self._attached = True
        for entry in self._entries.values():
            entry.session.attach()

    def detach(self) -> None:
        """Go on without a desk."""
        self._attached = False
        for entry in self._entries.values():
            entry.session.detach()

    def end(self) -> None:
        """Close every session, because the core ends."""
        for entry in self._entries.values():
            entry.close()
        self._entries.clear()
        self.arrangement = Arrangement()

    # ---- what sessions report ----------------------------------------------------------------

    def output(self, terminal_id: TerminalId) -> None:
        """Pass on that the screen of a tab may have changed."""
        for hear in self.output_heard:
            hear(terminal_id)

    def terminal_event(self, terminal_id: TerminalId, event: TerminalEvent) -> None:
        """Hear what the program asks for, however often it does."""
        entry = self._entries.get(terminal_id)
        if entry is not None:
            entry.calm.hear(event)

    def _act(self, terminal_id: TerminalId, event: TerminalEvent) -> None:
        entry = self._entries.get(terminal_id)
        if entry is None or entry.tab.plays:
            # What a program asked for when it was recorded is asked for no more.
            return
        if isinstance(event, Title):
            self._change(entry, title=plain(event.text, MAX_TITLE))
        elif isinstance(event, Bell):
            if entry.style.bell != "none":
                self._tell(m.Bell(terminal_id, sounds=entry.style.bell == "sound"))
        elif isinstance(event, ClipboardWrite) and len(event.text) <= MAX_CLIPBOARD:
            self._tell(m.ClipboardWrite(terminal_id, event.text))
        elif isinstance(event, Notify):
            text = plain(f"{event.title}: {event.body}" if event.title else event.body, MAX_NOTICE)
            problem = Problem("terminal.notice", N_("{tab}: {text}"), "", {"tab": entry.tab.title, "text": text})
            self._tell(m.Notice(problem, entry.tab.node_id))

    def channel_closed(self, terminal_id: TerminalId, reason: Problem | None, exit_status: int | None) -> None:
        """Note that the session of a tab is over. Its screen stays; Enter connects anew."""
        entry = self._entries.get(terminal_id)
        if entry is not None:
            state = m.TabState.LOST if reason is not None else m.TabState.ENDED
            self._change(entry, state=state, problem=reason, exit_status=exit_status)

    def _change(self, entry: _Entry, **fields: object) -> None:
        entry.tab = msgspec.structs.replace(entry.tab, **fields)
        self._tell(m.TabChanged(entry.tab))


def plain(text: str, most: int) -> str:
    """Return words of a program without line breaks, escapes and direction marks, and not too many."""
    return "".join(char for char in text[: 4 * most] if char.isprintable())[:most]
