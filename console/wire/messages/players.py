"""Playing recordings in tabs of their own."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from console.model.errors import Problem
from console.model.ids import TerminalId
from console.wire.messages.base import Event, Request, Result


class Play(StrEnum):
    """What a player is told; some take a value."""

    PLAY = "play"
    PAUSE = "pause"
    SEEK = "seek"
    """To so many seconds from the start."""
    STEP = "step"
    """One event further, or back where the value is negative."""
    SPEED = "speed"
    """From 0.25 to 8."""
    LOOP = "loop"
    """0: stop at the end."""
    IDLE_LIMIT = "idle_limit"
    """Pauses last at most so many seconds; 0: as they were."""


class Marker(msgspec.Struct, frozen=True, array_like=True):
    """A place in a recording that somebody marked."""

    at: float
    label: str


class Player(msgspec.Struct, frozen=True):
    """A recording that is played. Times are seconds as they are played, from the start."""

    terminal_id: TerminalId
    path: str
    cols: int
    rows: int
    duration: float
    position: float
    """When this was sent; it goes on by ``speed`` while it plays."""
    playing: bool
    busy: bool
    """It is on its way to the position."""
    speed: float
    looping: bool
    idle_limit_seconds: float
    """0: pauses are as they were."""
    markers: tuple[Marker, ...]
    problem: Problem | None = None
    """Why it ends before its file does."""


class OpenRecording(Request, frozen=True, kw_only=True):
    """Play a recording in a tab of its own. Reply: TerminalId; a Problem names the line that is wrong."""

    path: str


class ControlPlayer(Request, frozen=True, kw_only=True):
    """Tell a player what to do."""

    terminal_id: TerminalId
    action: Play
    value: float = 0.0


class SearchRecording(Request, frozen=True, kw_only=True):
    """Find where in a recording a text comes up. Reply: Moments."""

    terminal_id: TerminalId
    text: str


class Moments(Result, frozen=True):
    """Seconds from the start, as they are played now, in their order; the first 500."""

    times: tuple[float, ...]


class PlayerChanged(Event, frozen=True):
    """A player is new, does something else, or has got somewhere."""

    player: Player
