"""Desks that look on while another leads: they see every terminal and the fleet, and change nothing."""

from __future__ import annotations

from collections.abc import Callable

from console.app.desks import Desk
from console.app.frames import FrameSender
from console.app.tabs import Tabs
from console.model.ids import TerminalId
from console.terminal.glyphs import GlyphTable
from console.terminal.viewers import Viewer
from console.wire import messages as m


class _Seat:
    """One desk that watches: its frames, and its eyes on each terminal."""

    def __init__(self, desk: Desk, glyphs: GlyphTable) -> None:
        self.frames = FrameSender(desk, glyphs)
        self.viewers: dict[TerminalId, Viewer] = {}


class Watchers:
    """Seats desks, shows them the terminals and carries out the little that they may ask."""

    def __init__(
        self,
        tabs: Tabs,
        glyphs: GlyphTable,
        tell_leader: Callable[[m.Event], None],
        carry_out: Callable[[Desk, m.Request], None],
    ) -> None:
        self._tabs, self._glyphs, self._tell_leader, self._carry_out = tabs, glyphs, tell_leader, carry_out
        self._seats: dict[Desk, _Seat] = {}

    @property
    def count(self) -> int:
        """Return how many there are."""
        return len(self._seats)

    def add(self, desk: Desk) -> None:
        """Let a desk watch that has been welcomed."""
        self.remove(desk)
        seat = self._seats[desk] = _Seat(desk, self._glyphs)
        for tab in self._tabs.values():
            self._look(seat, tab.terminal_id)
        self._tell_leader(m.WatchersChanged(self.count))

    def remove(self, desk: Desk) -> None:
        """Let a desk go that has left, or leads now."""
        seat = self._seats.pop(desk, None)
        if seat is None:
            return
        for terminal_id, viewer in seat.viewers.items():
            session = self._tabs.session(terminal_id)
            if session is not None:
                session.viewers.remove(viewer)
        self._tell_leader(m.WatchersChanged(self.count))

    def heard(self, event: m.Event) -> None:
        """Look at a terminal that is new, and away from one that is gone."""
        for seat in self._seats.values():
            if isinstance(event, m.TabChanged):
                self._look(seat, event.tab.terminal_id)
            elif isinstance(event, m.TabClosed):
                seat.viewers.pop(event.terminal_id, None)

    def request(self, desk: Desk, request: m.Request) -> None:
        """Carry out what changes nothing; refuse the rest, without a word where no answer is waited for."""
        seat = self._seats.get(desk)
        if isinstance(request, m.ShowTerminal) and seat is not None:
            viewer = seat.viewers.get(request.terminal_id)
            if viewer is not None:
                viewer.show(visible=request.visible, focused=request.focused)
        elif isinstance(request, m.FrameAck) and seat is not None:
            viewer = seat.viewers.get(request.terminal_id)
            if viewer is not None:
                viewer.acknowledge(request.sequence, request.paint_seconds)
        elif isinstance(request, m.WatchFleet):
            desk.reply(request)  # whoever watches sees the whole fleet
        elif isinstance(request, m.VIEWING):
            self._carry_out(desk, request)
        elif request.id:
            desk.refuse(request, m.WATCHING)

    def _look(self, seat: _Seat, terminal_id: TerminalId) -> None:
        session = self._tabs.session(terminal_id)
        if session is not None and terminal_id not in seat.viewers:
            viewer = seat.viewers[terminal_id] = session.viewers.add(seat.frames)
            viewer.attach()
