"""Frames made by hand: text with styles written to cells, as the core would send it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from msgspec.structs import replace

from console.ui.terminal.atlas import GlyphAtlas
from console.ui.terminal.colors import TerminalColors
from console.wire.frames import CursorShape, Frame, FrameFlag, Glyph, Half, Mode, ascii_glyphs

COLORS = TerminalColors()


@dataclass
class Style:
    """How a piece of text looks."""

    fg: int = COLORS.foreground
    bg: int = COLORS.background
    bold: bool = False
    italic: bool = False
    attributes: int = 0
    line_color: int = 0


@dataclass
class Page:
    """A screen that text is put on; ``frame`` is what the core would send of it."""

    cols: int = 40
    rows: int = 10
    atlas: GlyphAtlas = field(default_factory=GlyphAtlas)

    def __post_init__(self) -> None:
        self.slots: dict[Glyph, int] = {}
        self.table: list[Glyph] = []
        for glyph in ascii_glyphs():
            self._slot(glyph, ascii_table=True)
        self.keys = np.full((self.rows, self.cols), COLORS.foreground << 24 | COLORS.background, np.uint64)
        self.attributes = np.zeros((self.rows, self.cols), np.uint16)
        self.lines = np.zeros((self.rows, self.cols), np.uint32)
        self.wrapped = np.zeros(self.rows, np.bool_)
        self.sequence = 0

    def _slot(self, glyph: Glyph, *, ascii_table: bool = False) -> int:
        if glyph not in self.slots or ascii_table:
            first = len(self.table)
            self.table.append(glyph)
            self.slots[glyph] = first
            self.atlas.add(1, first, [glyph])
        return self.slots[glyph]

    def put(self, row: int, col: int, text: str, style: Style | None = None, *, wide: bool = False) -> int:
        """Write clusters, one for each character; return the column after the last."""
        for char in text:
            col = self.cluster(row, col, char, style, wide=wide)
        return col

    def cluster(self, row: int, col: int, text: str, style: Style | None = None, *, wide: bool = False) -> int:
        """Write one cluster."""
        style = style or Style()
        for half in (Half.LEFT, Half.RIGHT) if wide else (Half.WHOLE,):
            slot = self._slot(Glyph(text, style.bold, style.italic, half))
            self.keys[row, col] = slot << 48 | style.fg << 24 | style.bg
            self.attributes[row, col] = style.attributes
            self.lines[row, col] = style.line_color
            col += 1
        return col

    def frame(
        self, rows: list[int] | None = None, *, scroll: int = 0, cursor: tuple[int, int] | None = (0, 0)
    ) -> Frame:
        """Return a full frame, or one of some rows."""
        self.sequence += 1
        numbers = list(range(self.rows)) if rows is None else rows
        flags = FrameFlag.FULL if rows is None else FrameFlag(0)
        if cursor is not None:
            flags |= FrameFlag.CURSOR_VISIBLE
        x, y = cursor or (0, 0)
        attributes, lines, wrapped = self.attributes[numbers], self.lines[numbers], self.wrapped[numbers]
        return Frame(
            terminal_id=1, sequence=self.sequence, generation=1, cols=self.cols, rows=self.rows, scroll=scroll,
            cursor_x=x, cursor_y=y, cursor_shape=CursorShape.BLOCK, flags=flags, modes=Mode(0),
            cursor_color=COLORS.cursor, history_rows=0, oldest_row=0, first_row=0, produced_at=0.0,
            row_numbers=np.array(numbers, np.uint16), keys=self.keys[numbers].copy(),
            attributes=attributes.copy() if attributes.any() else None,
            underline_colors=lines.copy() if lines.any() else None, wrapped=wrapped.copy() if wrapped.any() else None,
        )  # fmt: skip


def with_history(frame: Frame, *, oldest: int, history: int, first: int) -> Frame:
    """Return the frame of a terminal that has a scrollback."""
    return replace(frame, oldest_row=oldest, history_rows=history, first_row=first)
