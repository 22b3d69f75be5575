"""Recordings that are played in tabs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from console.app.tabs import Opened, Tabs
from console.model.clock import Clock
from console.model.errors import ConsoleError
from console.model.ids import NodeId, TerminalId
from console.model.text import N_
from console.terminal.channel import ChannelSink
from console.terminal.session import Session
from console.wire import messages as m

if TYPE_CHECKING:
    from console.terminal.player import Player
    from console.terminal.timeline import Timeline

CELL = (8, 18)


class _Screen:
    """A session as a player sees it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def unparsed_bytes(self) -> int:
        return self._session.unparsed_bytes

    def set_size(self, cols: int, rows: int) -> None:
        self._session.resize(cols, rows, *CELL)


class Players:
    """Opens recordings as tabs and passes on what a person does with them."""

    def __init__(self, tell: Callable[[m.Event], None], tabs: Tabs, clock: Clock) -> None:
        self._tell, self._tabs, self._clock = tell, tabs, clock
        self._timelines: dict[TerminalId, Timeline] = {}
        self._players: dict[TerminalId, Player] = {}

    async def open(self, request: m.OpenRecording) -> TerminalId:
        """Make a tab that plays a recording."""
        # A core that plays nothing starts without these.
        from console.terminal import timeline

        line = await asyncio.to_thread(timeline.load, Path(request.path))
        name = line.path.stem
        opening = m.OpenTerminal(node_id=NodeId(f"recording:{name}"), cols=line.header.cols, rows=line.header.rows)
        terminal_id = self._tabs.open(opening, line.header.title or name)
        self._timelines[terminal_id] = line
        self._tabs.update(terminal_id, plays=True)
        return terminal_id

    def plays(self, terminal_id: TerminalId) -> bool:
        """Return whether a tab plays a recording: its size is the recording's."""
        return terminal_id in self._timelines

    def timeline(self, terminal_id: TerminalId) -> Timeline:
        """Return the recording of a tab, paced as it is played. Raises ConsoleError where none is."""
        player = self._players.get(terminal_id)
        if player is None:
            raise ConsoleError("player.none", N_("The terminal plays no recording."))
        return player.timeline

    def open_shell(self, terminal_id: TerminalId, sink: ChannelSink) -> Opened:
        """Return the channel of a tab: its player."""
        from console.terminal.player import Player

        session = self._tabs.session(terminal_id)
        assert session is not None  # noqa: S101 - the tab that asks is there
        told = partial(self._changed, terminal_id)
        player = Player(self._timelines[terminal_id], sink, _Screen(session), self._clock, told)
        self._players[terminal_id] = player
        self._changed(terminal_id)
        return Opened(player)

    def control(self, request: m.ControlPlayer) -> None:
        """Do what a person wants of a player."""
        player = self._players.get(request.terminal_id)
        if player is None:
            return
        value = request.value
        actions: dict[m.Play, Callable[[], None]] = {
            m.Play.PLAY: player.play,
            m.Play.PAUSE: player.pause,
            m.Play.SEEK: lambda: player.seek(value),
            m.Play.STEP: lambda: player.step(-1 if value < 0 else 1),
            m.Play.SPEED: lambda: player.set_speed(value),
            m.Play.LOOP: lambda: player.set_looping(looping=bool(value)),
            m.Play.IDLE_LIMIT: lambda: player.set_idle_limit(value if value > 0 else None),
        }
        actions[request.action]()

    async def search(self, request: m.SearchRecording) -> m.Moments:
        """Return where a text comes up. Raises ConsoleError where no recording is played."""
        from console.terminal.moments import moments

        found = await asyncio.to_thread(moments, self.timeline(request.terminal_id), request.text)
        played = self.timeline(request.terminal_id).played
        return m.Moments(tuple(played[index] for index in found))

    def heard(self, event: m.Event) -> None:
        """Let go of a tab that is closed."""
        if isinstance(event, m.TabClosed):
            self._timelines.pop(event.terminal_id, None)
            self._players.pop(event.terminal_id, None)

    def repeat(self) -> None:
        """Tell a desk that has just attached what is played."""
        for terminal_id in self._players:
            self._changed(terminal_id)

    def _changed(self, terminal_id: TerminalId) -> None:
        player = self._players.get(terminal_id)
        if player is not None:
            self._tell(m.PlayerChanged(_value(terminal_id, player)))


def _value(terminal_id: TerminalId, player: Player) -> m.Player:
    line = player.timeline
    return m.Player(
        terminal_id=terminal_id,
        path=str(line.path),
        cols=line.header.cols,
        rows=line.header.rows,
        duration=line.duration,
        position=player.position,
        playing=player.playing,
        busy=player.busy,
        speed=player.speed,
        looping=player.looping,
        idle_limit_seconds=player.idle_limit or 0.0,
        markers=tuple(m.Marker(line.played[index], label) for index, label in line.markers),
        problem=line.problem,
    )
