"""A small number for each slot of an atlas: what kind of character it shows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from console.ui.terminal.atlas import GlyphAtlas
from console.wire.frames import Glyph


class SlotKinds:
    """Keeps the kinds of all slots as the atlas learns them; 0 for those that are not known."""

    def __init__(self, atlas: GlyphAtlas, kind: Callable[[Glyph], int]) -> None:
        self._atlas = atlas
        self._kind = kind
        self._edition = -1
        self._kinds = np.zeros(1, np.uint8)

    def of(self, slots: NDArray[np.uint64]) -> NDArray[np.uint8]:
        """Return the kind of each slot."""
        self._update()
        kinds: NDArray[np.uint8] = self._kinds[np.minimum(slots, np.uint64(len(self._kinds) - 1)).astype(np.intp)]
        return kinds

    def _update(self) -> None:
        glyphs = self._atlas.glyphs
        if self._atlas.edition != self._edition:
            self._edition = self._atlas.edition
            self._kinds = np.zeros(1, np.uint8)
        # One more than there are glyphs: the last stands for every slot that is not known.
        known = len(self._kinds) - 1
        if known != len(glyphs):
            fresh = [self._kind(glyph) for glyph in glyphs[known:]]
            self._kinds = np.concatenate([self._kinds[:known], np.array([*fresh, 0], np.uint8)])
