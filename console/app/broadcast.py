"""Broadcast input: what is typed or pasted into one terminal of a group goes to all of them.

A terminal leaves the group when its session ends or its tab is closed, and does not come back by itself. The group
ends with the desk that chose it: a person who comes back must not type into nodes that they have forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import msgspec

from console.model.ids import TerminalId
from console.terminal.session import Session
from console.wire import messages as m


class Terminals(Protocol):
    """The tabs, as a broadcast needs them."""

    def session(self, terminal_id: TerminalId) -> Session | None:
        """Return the session of a tab, None when the tab is gone."""
        ...

    def key(self, request: m.KeyPress) -> None:
        """Type a key into one tab."""
        ...


class Broadcast:
    """The one group of a core, and the way of all input."""

    def __init__(self, tell: Callable[[m.Event], None], terminals: Terminals) -> None:
        self._tell = tell
        self._terminals = terminals
        self._group: tuple[TerminalId, ...] = ()

    def choose(self, request: m.BroadcastInput) -> None:
        """Make those the group that can be typed into."""
        self._set(tuple(terminal_id for terminal_id in dict.fromkeys(request.terminals) if self._is_open(terminal_id)))

    def end(self) -> None:
        """Let input go to one terminal again."""
        self._set(())

    def key(self, request: m.KeyPress) -> None:
        """Type a key; each engine of the group encodes it for the modes of its own program."""
        for terminal_id in self._receivers(request.terminal_id):
            self._terminals.key(msgspec.structs.replace(request, terminal_id=terminal_id))

    def paste(self, request: m.Paste) -> None:
        """Paste text; each engine of the group brackets it where its own program asked for that."""
        for terminal_id in self._receivers(request.terminal_id):
            session = self._terminals.session(terminal_id)
            if session is not None:
                session.paste(request.text)

    def heard(self, event: m.Event) -> None:
        """Take out of the group who cannot be typed into any more."""
        if isinstance(event, m.TabClosed):
            self._drop(event.terminal_id)
        elif isinstance(event, m.TabChanged) and event.tab.state is not m.TabState.OPEN:
            self._drop(event.tab.terminal_id)

    def _drop(self, gone: TerminalId) -> None:
        if gone in self._group:
            self._set(tuple(terminal_id for terminal_id in self._group if terminal_id != gone))

    def _set(self, group: tuple[TerminalId, ...]) -> None:
        group = group if len(group) > 1 else ()
        if group != self._group:
            self._group = group
            self._tell(m.BroadcastChanged(group))

    def _receivers(self, terminal_id: TerminalId) -> tuple[TerminalId, ...]:
        """Return who gets input for a terminal. Enter must not connect anew who is just being lost."""
        others = self._group if terminal_id in self._group else ()
        return (terminal_id, *(other for other in others if other != terminal_id and self._is_open(other)))

    def _is_open(self, terminal_id: TerminalId) -> bool:
        session = self._terminals.session(terminal_id)
        return session is not None and session.connected
