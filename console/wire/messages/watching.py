"""Desks that only look: what they may ask, and what they are told."""

from __future__ import annotations

from console.model.errors import Problem
from console.model.text import N_
from console.wire.messages.alerts import AlertsChanged
from console.wire.messages.arrangement import Arranged
from console.wire.messages.base import Event, Hello, Request
from console.wire.messages.broadcast import BroadcastChanged
from console.wire.messages.copying import FindLine, FindLinks, ReadStyled
from console.wire.messages.deploys import DeployChanged, DeployForgotten, DeployMoved
from console.wire.messages.fleet import FleetChanged, WatchFleet
from console.wire.messages.life import Notice, TakenOver
from console.wire.messages.metrics import ReadHistory
from console.wire.messages.players import PlayerChanged
from console.wire.messages.redaction import RedactionChanged
from console.wire.messages.terminals import Bell, FrameAck, ReadText, ShowTerminal, TabChanged, TabClosed

VIEWING: tuple[type[Request], ...] = (
    Hello,
    ShowTerminal,
    FrameAck,
    ReadText,
    FindLine,
    FindLinks,
    ReadStyled,
    WatchFleet,
    ReadHistory,
)
"""Requests that change nothing; the core refuses all others from a desk that watches."""

SHOWN: tuple[type[Event], ...] = (
    TabChanged,
    TabClosed,
    Arranged,
    Bell,
    FleetChanged,
    Notice,
    DeployChanged,
    DeployMoved,
    DeployForgotten,
    BroadcastChanged,
    PlayerChanged,
    RedactionChanged,
    AlertsChanged,
    TakenOver,
)
"""Events for everybody; questions, the clipboard and answers are for the desk that leads."""


WATCHING = Problem("desk.watching", N_("This window only watches."), N_("Take over to type and to change things."))


class WatchersChanged(Event, frozen=True):
    """So many other desks look on."""

    count: int
