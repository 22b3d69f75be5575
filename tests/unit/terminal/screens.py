"""Engines for tests, and what their screens show."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from console.terminal.caps import EngineUnavailable
from console.terminal.engine import Engine, EngineKind, make_engine
from console.terminal.frame import View
from console.terminal.ghostty_library import load
from console.terminal.glyphs import GlyphTable
from console.terminal.palette import Palette
from console.wire.frames import Half

PALETTE = Palette()
KINDS: tuple[EngineKind, ...] = ("ghostty", "pyte")


def engine(kind: EngineKind, cols: int = 20, rows: int = 6, scrollback: int = 100) -> Engine:
    """Return an engine; skips the test where the fast one has no library."""
    if kind == "ghostty":
        try:
            load()
        except EngineUnavailable as error:
            pytest.skip(str(error))
    return make_engine(kind, cols, rows, scrollback)[0]


@dataclass
class Shown:
    """A view as text."""

    view: View
    lines: list[str]
    glyphs: GlyphTable = field(repr=False)

    def cell(self, x: int, y: int) -> tuple[str, int, int]:
        """Return character, foreground and background of a cell."""
        key = int(self.view.keys[y, x])
        return self.glyphs.new_since(key >> 48)[0].text, key >> 24 & 0xFFFFFF, key & 0xFFFFFF

    def attribute(self, x: int, y: int) -> int:
        """Return the attributes of a cell."""
        return 0 if self.view.attributes is None else int(self.view.attributes[y, x])


def show(terminal: Engine, glyphs: GlyphTable | None = None) -> Shown:
    """Return all of a terminal's screen."""
    table = glyphs or GlyphTable()
    view = terminal.view(table, full=True)
    slots = table.new_since(0)
    rows = [[slots[int(key) >> 48] for key in row] for row in view.keys]
    lines = ["".join("" if glyph.half == Half.RIGHT else glyph.text for glyph in row).rstrip() for row in rows]
    return Shown(view, lines, table)
