"""Frames of tables are painted quietly: dense ``====`` and ``----`` flicker on camera and shout over the text.

Quiet are box drawing lines, runs of frame characters, and the bars of a table row, one that begins and ends
with a bar. Display only: what is copied is unchanged. A colour that the program chose stays as it is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from console.ui.terminal.atlas import GlyphAtlas
from console.ui.terminal.colors import TerminalColors
from console.ui.terminal.slotkinds import SlotKinds
from console.wire.frames import Keys

FRAME_CHARACTERS = frozenset("=-_+|")
SHORTEST_RUN = 6

_RULE, _BAR, _BOX = 1, 2, 3
_BLANK_SLOTS = 2
"""Slots 0 and 1 are the empty cell and the space."""
_COLORS = np.uint64(0xFFFF_FFFF_FFFF)

Flags = NDArray[np.bool_]


def _kind(text: str) -> int:
    if text == "|":
        return _BAR
    if len(text) == 1 and "\u2500" <= text <= "\u257f":
        return _BOX
    return _RULE if text in FRAME_CHARACTERS else 0


class RuleDimmer:
    """Knows which slots of an atlas are frame characters."""

    def __init__(self, atlas: GlyphAtlas) -> None:
        self._kinds = SlotKinds(atlas, lambda glyph: _kind(glyph.text))

    def apply(self, keys: Keys, colors: TerminalColors) -> None:
        """Give frame characters in default colours the rule's colour, in place."""
        slots = keys >> np.uint64(48)
        kinds = self._kinds.of(slots)
        rows = np.flatnonzero(kinds.any(axis=1))
        if not rows.size:
            return
        kinds, cells, inked = kinds[rows], keys[rows], slots[rows] >= _BLANK_SLOTS
        quiet = (kinds == _BOX) | long_runs(kinds > 0, inked) | table_bars(kinds == _BAR, inked)
        quiet &= (cells & _COLORS) == np.uint64(colors.foreground << 24 | colors.background)
        dimmed = np.uint64(colors.rule << 24 | colors.background)
        keys[rows] = np.where(quiet, cells & ~_COLORS | dimmed, cells)


def long_runs(flags: Flags, inked: Flags) -> Flags:
    """Return ``flags`` without the runs along a row that are short or touch text, as in ``drwx------``."""
    kept = np.zeros_like(flags)
    # Three steps tell where six in a row begin; most screens have none.
    two = flags[:, :-1] & flags[:, 1:]
    four = two[:, :-2] & two[:, 2:]
    rows = np.flatnonzero((four[:, :-2] & four[:, 2:]).any(axis=1))
    for row in rows.tolist():
        turns = np.flatnonzero(np.diff(flags[row], prepend=False, append=False)).tolist()
        text = inked[row]
        for start, end in zip(turns[::2], turns[1::2], strict=True):
            touches = (end < len(text) and text[end]) or (start and text[start - 1])
            if end - start >= SHORTEST_RUN and not touches:
                kept[row, start:end] = True
    return kept


def table_bars(bars: Flags, inked: Flags) -> Flags:
    """Return the bars of the rows whose first and last character is a bar."""
    rows = np.arange(len(bars))
    first = inked.argmax(axis=1)
    last = inked.shape[1] - 1 - inked[:, ::-1].argmax(axis=1)
    table = bars[rows, first] & bars[rows, last] & (first < last)
    framed: Flags = bars & table[:, None]
    return framed
