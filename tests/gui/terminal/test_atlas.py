from __future__ import annotations

import gc

from PySide6.QtWidgets import QApplication

from console.ui.terminal.atlas import GlyphAtlas
from console.wire.frames import Glyph


def test_slots_are_appended_and_a_new_generation_forgets(qapp: QApplication) -> None:
    atlas = GlyphAtlas()
    atlas.add(1, 0, [Glyph(" "), Glyph("a")])
    atlas.add(1, 2, [Glyph("b")])
    assert [atlas.text(slot) for slot in (1, 2, 3)] == ["a", "b", " "]
    atlas.add(2, 0, [Glyph(" "), Glyph("z")])
    assert [atlas.text(slot) for slot in (1, 2)] == ["z", " "]


def test_the_whole_table_may_come_again(qapp: QApplication) -> None:
    """A second attach sends every slot; what is known must not be doubled."""
    atlas = GlyphAtlas()
    for _ in range(2):
        atlas.add(1, 0, [Glyph(" "), Glyph("a"), Glyph("b")])
    assert len(atlas.glyphs) == 3


def test_tiles_are_shared_and_go_with_their_last_user(qapp: QApplication) -> None:
    atlas = GlyphAtlas()
    tiles = atlas.tiles(13.0, 1.0)
    assert atlas.tiles(13.0, 1.0) is tiles
    assert atlas.tiles(13.0, 2.0) is not tiles
    identity = id(tiles)
    del tiles
    gc.collect()
    again = atlas.tiles(13.0, 1.0)
    assert id(again) != identity or not again._masks.any()
    assert atlas.metrics(13.0, 2.0).width > atlas.metrics(13.0, 1.0).width
