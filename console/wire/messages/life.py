"""The life of the desk and the core."""

from __future__ import annotations

from console.model.arrangement import Arrangement
from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.node import NodeView
from console.model.service import DeployView
from console.wire.messages.base import Event, Request, Result
from console.wire.messages.terminals import Tab


class Welcome(Result, frozen=True):
    """Everything a fresh desk shows. Glyphs and a full frame of each visible terminal follow."""

    core_version: str
    tabs: tuple[Tab, ...]
    arrangement: Arrangement
    nodes: tuple[NodeView, ...]
    deploys: tuple[DeployView, ...]
    simulated: bool
    problems: tuple[Problem, ...] = ()
    watching: bool = False
    """The desk looks on; another may lead."""
    redacting: bool = False
    """Names, addresses and secrets are replaced in what terminals show."""


class Leave(Request, frozen=True, kw_only=True):
    """End the core. Without ``force`` the reply says what would end, and nothing ends while that is not empty."""

    force: bool = False


class WouldEnd(Result, frozen=True):
    """What leaving would end: open sessions and running deploys."""

    sessions: int = 0
    deploys: int = 0
    stays: bool = False
    """The core goes on although nothing would end, as the person wants it."""


class Notice(Event, frozen=True):
    """Something that a person should know and that has no place of its own."""

    problem: Problem
    node_id: NodeId | None = None


class TakenOver(Event, frozen=True):
    """Another desk attached; this one gets nothing more."""
