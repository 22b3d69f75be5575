"""Typed values between the desk and the core: requests one way, events the other.

Every struct is tagged with its name. A ``Request`` is answered by exactly one ``Reply`` with its
``id``; ``Event`` values come unasked. Frames and glyphs are binary (``wire/frames.py``).
"""

from __future__ import annotations

from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any

import msgspec

from console.model.errors import Problem
from console.model.ids import DeployId, NodeId, TerminalId
from console.model.node import ChangeSet, NodeView
from console.model.service import CheckResult, DeployRequest, DeployView, ModelChoice, Plan

PROTOCOL_VERSION = 1


class Message(msgspec.Struct, frozen=True, tag=True, omit_defaults=True):
    """A value that crosses the wire."""


class Request(Message, frozen=True, kw_only=True):
    """Desk to core. ``id`` 0 wants no reply."""

    id: int = 0


class Event(Message, frozen=True):
    """Core to desk."""


# ---- terminals -------------------------------------------------------------------------------


class TabState(StrEnum):
    """Where the session of a tab is."""

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


class Mods(msgspec.Struct, frozen=True, array_like=True):
    """Modifier keys that were held."""

    shift: bool = False
    alt: bool = False
    control: bool = False
    meta: bool = False


class OpenTerminal(Request, frozen=True, kw_only=True):
    """Open a tab: a shell on ``node_id``, or on the desk's own machine for ``local``. Reply: TerminalId."""

    node_id: NodeId
    cols: int = 80
    rows: int = 24
    cell_width: int = 8
    cell_height: int = 18


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


class ArrangeTabs(Request, frozen=True, kw_only=True):
    """Remember the order of the tabs and which one is in front."""

    order: tuple[TerminalId, ...]
    active: TerminalId | None


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


class SetPalette(Request, frozen=True, kw_only=True):
    """Set the colours of every terminal, as 0xRRGGBB."""

    foreground: int
    background: int
    cursor: int
    ansi: tuple[int, ...]


class TabChanged(Event, frozen=True):
    """A tab is new or changed."""

    tab: Tab


class TabClosed(Event, frozen=True):
    """A tab is gone."""

    terminal_id: TerminalId


class Bell(Event, frozen=True):
    """The program rang."""

    terminal_id: TerminalId


class ClipboardWrite(Event, frozen=True):
    """The program put text on the clipboard (OSC 52)."""

    terminal_id: TerminalId
    text: str


# ---- fleet -----------------------------------------------------------------------------------


class WatchFleet(Request, frozen=True, kw_only=True):
    """Start sampling the nodes for a view, or stop when the last view leaves."""

    node_ids: tuple[NodeId, ...] | None = None
    """None watches all."""
    watching: bool = True


class ReloadInventory(Request, frozen=True, kw_only=True):
    """Read the inventory files again; what changed comes as FleetChanged."""


class RetryNode(Request, frozen=True, kw_only=True):
    """Connect to a node again that waits for a person."""

    node_id: NodeId


class FleetChanged(Event, frozen=True):
    """Rows of the fleet changed; merged, at most ten a second."""

    changes: ChangeSet


# ---- questions -------------------------------------------------------------------------------


class QuestionKind(StrEnum):
    """What the core needs from a person."""

    TRUST_HOST_KEY = "trust_host_key"
    PASSWORD = "password"
    PASSPHRASE = "passphrase"
    PROMPT = "prompt"
    """A question of the server in its own words, such as a one-time code."""


class Question(Event, frozen=True, kw_only=True):
    """The core waits for an answer, until ``timeout_seconds`` have passed; no answer is a refusal."""

    question_id: int
    kind: QuestionKind
    subject: str
    """``user@host`` or the path of a key."""
    host: str = ""
    port: int = 22
    key_type: str = ""
    fingerprint: str = ""
    """``SHA256:...`` of an unknown host key, in full."""
    known_hosts: str = ""
    """The file that a trusted key is added to."""
    warnings: tuple[str, ...] = ()
    """Lines of known_hosts that were skipped: one of them may have been the entry of this host."""
    attempt: int = 1
    prompt: str = ""
    """The server's own words; shown as text from that server, never as text of this program."""
    is_echoed: bool = False
    timeout_seconds: float = 120.0


class QuestionGone(Event, frozen=True):
    """A question needs no answer any more."""

    question_id: int


class Answer(Request, frozen=True, kw_only=True):
    """The answer to a question. ``secret`` None refuses; it is never logged."""

    question_id: int
    trusted: bool = False
    secret: str | None = None
    remember: bool = False

    def __repr__(self) -> str:
        return f"Answer(question_id={self.question_id})"


# ---- deploys ---------------------------------------------------------------------------------


class ListModels(Request, frozen=True, kw_only=True):
    """Reply: Catalogue."""


class Catalogue(Message, frozen=True):
    """The models that can be deployed."""

    models: tuple[ModelChoice, ...]


class RunPreflight(Request, frozen=True, kw_only=True):
    """Check the nodes; each result also comes as an event. Reply: PreflightDone."""

    deploy: DeployRequest


class PreflightResult(Event, frozen=True):
    """One check of a running preflight has its verdict."""

    request_id: int
    result: CheckResult
    total: int
    """How many results there will be."""


class PreflightDone(Message, frozen=True):
    """All results of a preflight."""

    results: tuple[CheckResult, ...]


class MakePlan(Request, frozen=True, kw_only=True):
    """Reply: Plans; nothing is changed on any node."""

    deploy: DeployRequest


class Plans(Message, frozen=True):
    """One plan a node, and the same as a shell script to read or run by hand."""

    plans: tuple[Plan, ...]
    script: str


class RunPlans(Request, frozen=True, kw_only=True):
    """Run plans as they were shown. Reply: DeployIds."""

    plans: tuple[Plan, ...]


class SaveText(Request, frozen=True, kw_only=True):
    """Write a text that the desk shows, such as a plan as a script, to a file that the person chose."""

    path: str
    text: str


class DeployIds(Message, frozen=True):
    """The deploys that were started, in the order of the plans."""

    ids: tuple[DeployId, ...]


class DeployAction(StrEnum):
    """What a person may do with a deploy."""

    CANCEL = "cancel"
    STOP = "stop"
    START = "start"
    UNDO = "undo"
    FORGET = "forget"
    """Drop an undone deploy from the list."""


class ControlDeploy(Request, frozen=True, kw_only=True):
    """Act on a deploy."""

    deploy_id: DeployId
    action: DeployAction


class AskModel(Request, frozen=True, kw_only=True):
    """Ask the model of a deploy a question. Reply: str."""

    deploy_id: DeployId
    question: str


class DeployChanged(Event, frozen=True):
    """A deploy is new or changed."""

    deploy: DeployView


class DeployForgotten(Event, frozen=True):
    """A deploy is no longer listed."""

    deploy_id: DeployId


# ---- life of the desk and the core -----------------------------------------------------------


class Hello(Request, frozen=True, kw_only=True):
    """First request of a desk. Reply: Welcome. A second desk takes over and the first is told."""

    protocol: int = PROTOCOL_VERSION
    desk_version: str = ""


class Welcome(Message, frozen=True):
    """Everything a fresh desk shows. Glyphs and a full frame of each visible terminal follow."""

    core_version: str
    tabs: tuple[Tab, ...]
    active: TerminalId | None
    nodes: tuple[NodeView, ...]
    deploys: tuple[DeployView, ...]
    simulated: bool
    problems: tuple[Problem, ...] = ()


class Leave(Request, frozen=True, kw_only=True):
    """End the core. Without ``force`` the reply says what would end, and nothing ends while that is not empty."""

    force: bool = False


class WouldEnd(Message, frozen=True):
    """What leaving would end: open sessions and running deploys."""

    sessions: int = 0
    deploys: int = 0


class Notice(Event, frozen=True):
    """Something that a person should know and that has no place of its own."""

    problem: Problem
    node_id: NodeId | None = None


class TakenOver(Event, frozen=True):
    """Another desk attached; this one gets nothing more."""


Value = bool | int | str | Catalogue | PreflightDone | Plans | DeployIds | Welcome | WouldEnd | None
"""What a reply may carry."""


class Reply(Message, frozen=True):
    """The answer to the request ``id``: a value, or the problem why there is none."""

    id: int
    value: Value = None
    problem: Problem | None = None


def _union(base: type[Message]) -> Any:  # noqa: ANN401 - a type made of the subclasses, for the decoder
    return reduce(or_, base.__subclasses__())


_encoder = msgspec.msgpack.Encoder()
_requests: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(_union(Request))
_events: msgspec.msgpack.Decoder[Event | Reply] = msgspec.msgpack.Decoder(_union(Event) | Reply)


def encode(message: Message) -> bytes:
    """Return the payload of a MESSAGE packet."""
    return _encoder.encode(message)


def decode_request(data: bytes | bytearray | memoryview) -> Request:
    """Return the request in ``data``; msgspec.DecodeError when it is none."""
    return _requests.decode(data)


def decode_event(data: bytes | bytearray | memoryview) -> Event | Reply:
    """Return the event or reply in ``data``; msgspec.DecodeError when it is none."""
    return _events.decode(data)
