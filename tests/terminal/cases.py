"""What a conformance table is made of, and how an engine is held against it.

A case is bytes and what has to come of them. What is expected is taken from the documentation that the table
names, never from what an engine happens to do; where that leaves a choice, a pattern says which answers are right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from console.terminal.engine import Engine, EngineKind
from console.terminal.events import TerminalEvent
from console.wire.frames import Attribute
from console.wire.messages import Mods
from tests.unit.terminal.screens import Shown, engine, show

BACKGROUND, FOREGROUND = 0x101418, 0xD0D0D0
COLS, ROWS = 20, 6


@dataclass(frozen=True)
class Look:
    """How a cell looks; None does not matter."""

    text: str | None = None
    foreground: int | None = None
    background: int | None = None
    attributes: int | None = None
    """Bits of the wire's ``Attribute``; underlines are 1 single, 2 double, 3 curly, 4 dotted, 5 dashed."""
    underline_color: int | None = None
    bold: bool | None = None
    italic: bool | None = None


@dataclass(frozen=True)
class Key:
    """A key press, and the bytes that it sends."""

    key: str
    sends: bytes
    text: str = ""
    mods: Mods = field(default_factory=Mods)

    def encode(self, terminal: Engine) -> bytes:
        """Return what the engine makes of it."""
        return terminal.encode_key(self.key, self.text, self.mods)


@dataclass(frozen=True)
class Mouse:
    """A mouse event at a cell, and the bytes that it sends."""

    kind: str
    button: int
    x: int
    y: int
    sends: bytes
    mods: Mods = field(default_factory=Mods)

    def encode(self, terminal: Engine) -> bytes:
        """Return what the engine makes of it."""
        return terminal.encode_mouse(self.kind, self.button, self.x, self.y, self.mods)


@dataclass(frozen=True)
class Paste:
    """Pasted text, and the bytes that it sends."""

    text: str
    sends: bytes

    def encode(self, terminal: Engine) -> bytes:
        """Return what the engine makes of it."""
        return terminal.encode_paste(self.text)


@dataclass(frozen=True)
class Focus:
    """The terminal gets or loses the focus, and the bytes that this sends."""

    focused: bool
    sends: bytes

    def encode(self, terminal: Engine) -> bytes:
        """Return what the engine makes of it."""
        return terminal.encode_focus(focused=self.focused)


Input = Key | Mouse | Paste | Focus


@dataclass(frozen=True)
class Case:
    """Bytes, and what a screen of 20 by 6 cells then shows, answers, tells and sends. What is None does not matter."""

    name: str
    feed: str
    """Lone surrogates stand for bytes that are no UTF-8, as ``surrogateescape`` has it."""
    screen: tuple[str, ...] | None = None
    """Rows without their trailing blanks; those that are left out are blank."""
    cursor: tuple[int, int] | None = None
    """Column and row, from 0."""
    reply: str | re.Pattern[str] = ""
    events: tuple[TerminalEvent, ...] = ()
    looks: Mapping[tuple[int, int], Look] = field(default_factory=dict)
    """Cells by column and row."""
    state: Mapping[str, object] = field(default_factory=dict)
    """What a view says: ``visible``, ``shape`` and ``blinks`` of the cursor, ``history_rows``, ``screen``."""
    sends: tuple[Input, ...] = ()
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Where the links under cells lead."""


@dataclass(frozen=True)
class Table:
    """Cases of one class of control functions."""

    title: str
    sources: tuple[str, ...]
    """Where the expectations come from."""
    cases: tuple[Case, ...]


def differences(kind: EngineKind, case: Case) -> list[str]:
    """Return how an engine differs from what a case expects; skips the test where there is no such engine."""
    terminal = engine(kind, COLS, ROWS)
    try:
        terminal.feed(case.feed.encode("utf-8", "surrogateescape"))
        reply = terminal.take_replies().decode("utf-8", "replace")
        events = tuple(terminal.take_events())
        shown = show(terminal)
        return [
            *_text(case, shown), *_said(case, reply, events), *_cells(case, shown), *_state(case, shown),
            *_links(case, terminal), *_sent(case, terminal),
        ]  # fmt: skip
    finally:
        terminal.close()


def _text(case: Case, shown: Shown) -> Iterator[str]:
    if case.screen is not None:
        expected = [*case.screen, *[""] * ROWS][:ROWS]
        if shown.lines != expected:
            yield f"shows {shown.lines}, not {expected}"
    cursor = (shown.view.cursor.x, shown.view.cursor.y)
    if case.cursor not in (None, cursor):
        yield f"has the cursor at {cursor}, not {case.cursor}"


def _said(case: Case, reply: str, events: tuple[TerminalEvent, ...]) -> Iterator[str]:
    right = reply == case.reply if isinstance(case.reply, str) else case.reply.fullmatch(reply)
    if not right:
        yield f"answers {reply!r}, not {case.reply!r}"
    if events != case.events:
        yield f"tells {events}, not {case.events}"


def _cells(case: Case, shown: Shown) -> Iterator[str]:
    colors = shown.view.underline_colors
    for (x, y), look in case.looks.items():
        text, foreground, background = shown.cell(x, y)
        glyph = shown.glyphs.new_since(int(shown.view.keys[y, x]) >> 48)[0]
        found = Look(
            text, foreground, background, shown.attribute(x, y) & ~Attribute.HYPERLINK,
            foreground if colors is None else int(colors[y, x]), glyph.bold, glyph.italic,
        )  # fmt: skip
        for name in Look.__dataclass_fields__:
            wanted, is_ = getattr(look, name), getattr(found, name)
            if wanted is not None and wanted != is_:
                yield f"has {name} {is_!r} at {(x, y)}, not {wanted!r}"


def _state(case: Case, shown: Shown) -> Iterator[str]:
    for name, wanted in case.state.items():
        owner = shown.view.cursor if name in {"visible", "shape", "blinks"} else shown.view
        if getattr(owner, name) != wanted:
            yield f"has {name} {getattr(owner, name)!r}, not {wanted!r}"


def _links(case: Case, terminal: Engine) -> Iterator[str]:
    for (x, y), uri in case.links.items():
        found = terminal.link_at(terminal.position.live_row + y, x)
        if found != uri:
            yield f"has the link {found!r} at {(x, y)}, not {uri!r}"


def _sent(case: Case, terminal: Engine) -> Iterator[str]:
    for given in case.sends:
        found = given.encode(terminal)
        if found != given.sends:
            yield f"sends {found!r} for {given}"
