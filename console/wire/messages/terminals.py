"""Terminals: what a desk asks of their sessions, and what those report."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from console.model.errors import Problem
from console.model.ids import NodeId, TerminalId
from console.model.split import Side
from console.wire.messages.base import Event, Request
from console.wire.messages.recordings import Recording


class TabState(StrEnum):
    """Where the session of a tab is."""

    WAITING = "waiting"
    """It came back after a restart and has not been connected yet; Enter connects it."""
    CONNECTING = "connecting"
    OPEN = "open"
    LOST = "lost"
    """The connection broke or was refused; Enter reconnects."""
    ENDED = "ended"
    """The shell ended by itself; Enter starts a new one."""


class Tab(msgspec.Struct, frozen=True):
    """A terminal tab. The core owns it, so it outlives a desk."""

    terminal_id: TerminalId
    node_id: NodeId
    title: str
    """What the program set, else the node's name."""
    name: str = ""
    """What a person renamed it to; wins over the title."""
    state: TabState = TabState.CONNECTING
    problem: Problem | None = None
    exit_status: int | None = None
    user: str = ""
    key_verified: bool = False
    retry_in_seconds: float | None = None
    recording: Recording | None = None
    """The recording that is being written."""
    plays: bool = False
    """What it shows is a recording, not a shell."""
    log: Recording | None = None
    """The session log that is being written."""
    profile: str = ""
    """What its look comes from; empty is what ``[terminal]`` says."""
    command: str = ""
    """What a local shell was asked to run."""
    shown_as: str = ""
    """Who and where, while names are replaced for others who look; empty: as it is."""
    restored_at: float | None = None
    """Since 1970, when what came back with it was kept; None: it was opened since then."""


class Mods(msgspec.Struct, frozen=True, array_like=True):
    """Modifier keys that were held."""

    shift: bool = False
    alt: bool = False
    control: bool = False
    meta: bool = False


class OpenTerminal(Request, frozen=True, kw_only=True):
    """Open a tab: a shell on ``node_id``, or on the desk's own machine for ``local``. Reply: TerminalId."""

    node_id: NodeId
    profile: str = ""
    """What the person chose; empty leaves it to the rules of the settings."""
    command: str = ""
    """What a local shell runs instead of what its profile says."""
    cols: int = 80
    rows: int = 24
    cell_width: int = 8
    cell_height: int = 18
    beside: TerminalId | None = None
    """The terminal whose pane it takes half of; None: it has a page of its own."""
    side: Side = Side.RIGHT


class QuickConnect(Request, frozen=True, kw_only=True):
    """Open a tab for ``user@host:port``. Reply: TerminalId; a Problem names the part that is wrong."""

    destination: str
    cols: int = 80
    rows: int = 24


class CloseTerminal(Request, frozen=True, kw_only=True):
    """Close a tab and end its session."""

    terminal_id: TerminalId


class Reconnect(Request, frozen=True, kw_only=True):
    """Connect the session of a tab anew; its scrollback stays."""

    terminal_id: TerminalId


class RenameTerminal(Request, frozen=True, kw_only=True):
    """Give a tab a name of its own; empty goes back to the program's title."""

    terminal_id: TerminalId
    name: str


class ShowTerminal(Request, frozen=True, kw_only=True):
    """Say whether a terminal is seen and has the focus: hidden ones get no frames."""

    terminal_id: TerminalId
    visible: bool
    focused: bool


class ResizeTerminal(Request, frozen=True, kw_only=True):
    """Set the size of a terminal in cells, and of a cell in device pixels."""

    terminal_id: TerminalId
    cols: int
    rows: int
    cell_width: int
    cell_height: int


class FrameAck(Request, frozen=True, kw_only=True):
    """The frame ``sequence`` is painted and took ``paint_seconds``; the next one may come."""

    terminal_id: TerminalId
    sequence: int
    paint_seconds: float


class KeyPress(Request, frozen=True, kw_only=True):
    """A key: ``key`` is a W3C UI-Events name (``Enter``, ``ArrowUp``, ``F5``) or empty, ``text`` what it types."""

    terminal_id: TerminalId
    key: str
    text: str = ""
    mods: Mods = Mods()


class MouseInput(Request, frozen=True, kw_only=True):
    """A mouse event at a cell, for programs that asked for the mouse. Kind: press, release, move, wheel."""

    terminal_id: TerminalId
    kind: str
    button: int
    """1 left, 2 middle, 3 right; wheel: 4 up, 5 down; 0 none."""
    x: int
    y: int
    mods: Mods = Mods()


class Paste(Request, frozen=True, kw_only=True):
    """Paste text; the core brackets it where the program asked for that."""

    terminal_id: TerminalId
    text: str


class ScrollTerminal(Request, frozen=True, kw_only=True):
    """Show the scrollback from an absolute row; None is the live screen."""

    terminal_id: TerminalId
    first_row: int | None


class ReadText(Request, frozen=True, kw_only=True):
    """Read text between two cells, absolute rows, end exclusive. ``block`` reads a rectangle. Reply: str."""

    terminal_id: TerminalId
    start_row: int
    start_col: int
    end_row: int
    end_col: int
    block: bool = False


class TabChanged(Event, frozen=True):
    """A tab is new or changed."""

    tab: Tab


class TabClosed(Event, frozen=True):
    """A tab is gone."""

    terminal_id: TerminalId


class Bell(Event, frozen=True):
    """The program rang."""

    terminal_id: TerminalId
    sounds: bool = False
    """Whether it is to be heard too."""


class ClipboardWrite(Event, frozen=True):
    """The program put text on the clipboard (OSC 52)."""

    terminal_id: TerminalId
    text: str
