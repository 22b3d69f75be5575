"""Rows on their way to the painter: copied from the screen, and marked by highlights and the selection."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from console.ui.terminal.colors import TerminalColors
from console.ui.terminal.highlights import Highlight, Highlights, Line
from console.ui.terminal.mixing import blend
from console.ui.terminal.screen import Screen
from console.ui.terminal.selection import Selection
from console.wire.frames import Attribute, Attributes, Colors, Keys

_SLOT = np.uint64(0xFFFF << 48)
_COLOR = np.uint64(0xFFFFFF)
_INK = np.uint64(0xFFFFFF << 24)
_BLINK = np.uint16(Attribute.BLINK)
_LINES = np.uint16(Attribute.UNDERLINE_MASK)

FADED_COVERAGE = 115
"""Of 256: text is quieter in its other half, and still to be read."""


class Rows(Struct):
    """Some rows of a screen, ``(n, cols)`` each; changing them leaves the screen as it is."""

    numbers: list[int]
    first_row: int
    """The absolute number of the screen's row 0."""
    keys: Keys
    attributes: Attributes | None
    lines: Colors | None
    """Colours of the underlines; 0 is the colour of the text."""

    @classmethod
    def of(cls, screen: Screen, numbers: list[int]) -> Rows:
        """Copy rows of a screen."""
        attributes, lines = screen.attributes, screen.underline_colors
        return cls(
            numbers,
            screen.frame.first_row,
            screen.keys[numbers],
            None if attributes is None else attributes[numbers],
            None if lines is None else lines[numbers],
        )

    def fade(self) -> None:
        """Bring text that blinks nearer to its ground."""
        if self.attributes is None:
            return
        cells = (self.attributes & _BLINK).nonzero()
        keys = self.keys[cells]
        inks, grounds = ((keys >> np.uint64(shift) & _COLOR).astype(np.uint32) for shift in (24, 0))
        faded = blend(np.full(inks.shape, FADED_COVERAGE, np.uint32), inks, grounds).astype(np.uint64)
        self.keys[cells] = keys & ~_INK | (faded & _COLOR) << np.uint64(24)

    def highlight(self, highlights: Highlights, colors: TerminalColors) -> None:
        """Lay highlights over the cells."""
        for place, row in enumerate(self.numbers):
            for first, last, style in highlights.of_row(self.first_row + row, colors):
                self._lay(place, slice(max(0, first), max(0, last)), style)

    def _lay(self, place: int, cols: slice, style: Highlight) -> None:
        cells = self.keys[place, cols]
        if style.ground is not None:
            cells = cells & ~_COLOR | np.uint64(style.ground)
        if style.ink is not None:
            cells = cells & ~_INK | np.uint64(style.ink << 24)
        self.keys[place, cols] = cells
        if style.line is Line.NONE:
            return
        if self.attributes is None:
            self.attributes = np.zeros(self.keys.shape, np.uint16)
        self.attributes[place, cols] = self.attributes[place, cols] & ~_LINES | np.uint16(style.line)
        if self.lines is None:
            self.lines = np.zeros(self.keys.shape, np.uint32)
        self.lines[place, cols] = style.line_color or 0

    def select(self, selection: Selection, colors: TerminalColors) -> None:
        """Lay the selection's ground under marked cells; on a ground of its own text takes the default colour."""
        for place, row in enumerate(self.numbers):
            span = selection.span(self.first_row + row, self.keys.shape[1])
            if span is None:
                continue
            cells = self.keys[place, span[0] : span[1]]
            own_ground = (cells & _COLOR) != np.uint64(colors.background)
            plain = cells & _SLOT | np.uint64(colors.foreground << 24)
            marked = np.where(own_ground, plain, cells & ~_COLOR) | np.uint64(colors.selection)
            self.keys[place, span[0] : span[1]] = marked
