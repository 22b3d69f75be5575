"""Long runs of frame characters are painted quietly: dense ``====`` and ``----`` flicker on camera.

Display only: what is copied is unchanged. A colour that the program chose stays as it is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from console.ui.terminal.atlas import GlyphAtlas
from console.ui.terminal.colors import TerminalColors
from console.wire.frames import Keys

FRAME_CHARACTERS = frozenset("=-_+|") | frozenset(map(chr, range(0x2500, 0x2580)))
SHORTEST_RUN = 6

_COLORS = np.uint64(0xFFFF_FFFF_FFFF)


class RuleDimmer:
    """Knows which slots of an atlas are frame characters."""

    def __init__(self, atlas: GlyphAtlas) -> None:
        self._atlas = atlas
        self._generation = -1
        self._is_frame = np.zeros(0, np.bool_)

    def apply(self, keys: Keys, colors: TerminalColors) -> None:
        """Give runs of frame characters in default colours the rule's colour, in place."""
        self._update()
        plain = np.uint64(colors.foreground << 24 | colors.background)
        slots = np.minimum(keys >> np.uint64(48), np.uint64(len(self._is_frame) - 1)).astype(np.intp)
        candidates = self._is_frame[slots]
        if np.count_nonzero(candidates) < SHORTEST_RUN:
            return
        candidates &= (keys & _COLORS) == plain
        rows = np.flatnonzero(np.count_nonzero(candidates, axis=1) >= SHORTEST_RUN)
        if rows.size:
            quiet = long_runs(candidates[rows])
            dimmed = np.uint64(colors.rule << 24 | colors.background)
            keys[rows] = np.where(quiet, keys[rows] & ~_COLORS | dimmed, keys[rows])

    def _update(self) -> None:
        glyphs = self._atlas.glyphs
        if self._atlas.generation != self._generation:
            self._generation = self._atlas.generation
            self._is_frame = np.zeros(0, np.bool_)
        known = len(self._is_frame)
        # One slot more than there are glyphs: it stands for every slot that is not known.
        if known != len(glyphs) + 1:
            fresh = [glyph.text in FRAME_CHARACTERS for glyph in glyphs[max(0, known - 1) :]]
            self._is_frame = np.concatenate([self._is_frame[:-1], np.array([*fresh, False], np.bool_)])


def long_runs(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return ``flags`` without the runs along a row that are shorter than ``SHORTEST_RUN``."""
    padded = np.pad(flags, ((0, 0), (1, 1))).astype(np.int8)
    edges = np.diff(padded, axis=1)
    start_rows, starts = np.nonzero(edges == 1)
    _, ends = np.nonzero(edges == -1)
    long = ends - starts >= SHORTEST_RUN
    marks = np.zeros((flags.shape[0], flags.shape[1] + 1), np.int8)
    marks[start_rows[long], starts[long]] = 1
    marks[start_rows[long], ends[long]] -= 1
    kept: NDArray[np.bool_] = np.cumsum(marks, axis=1, dtype=np.int8)[:, :-1].astype(np.bool_)
    return kept
