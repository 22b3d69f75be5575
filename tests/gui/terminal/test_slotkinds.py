from __future__ import annotations

import numpy as np

from console.ui.terminal.atlas import GlyphAtlas
from console.ui.terminal.slotkinds import SlotKinds
from console.wire.frames import Glyph


def test_slots_have_the_kind_of_what_they_show_now(qapp: object) -> None:
    atlas = GlyphAtlas()
    kinds = SlotKinds(atlas, lambda glyph: ord(glyph.text) - ord("a") + 1)
    slots = np.array([[0, 1, 2, 65_535]], np.uint64)
    assert kinds.of(slots).tolist() == [[0, 0, 0, 0]]
    atlas.add(1, 0, [Glyph("a"), Glyph("b")])
    assert kinds.of(slots).tolist() == [[1, 2, 0, 0]]
    atlas.add(1, 2, [Glyph("c")])
    assert kinds.of(slots).tolist() == [[1, 2, 3, 0]]
    atlas.add(2, 0, [Glyph("d")])
    assert kinds.of(slots).tolist() == [[4, 0, 0, 0]]
