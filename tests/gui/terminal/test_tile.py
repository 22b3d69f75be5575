from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from console.ui.terminal.atlas import GlyphAtlas
from console.ui.terminal.tile import EMPTY, MOST_USED, SLOTS, TileCache, distinct
from console.wire.frames import Glyph, Keys, ascii_glyphs


@pytest.fixture
def tiles(qapp: QApplication) -> TileCache:
    atlas = GlyphAtlas()
    atlas.add(1, 0, [*ascii_glyphs(), Glyph("█"), Glyph("😀")])
    return atlas.tiles(13.0, 1.0)


def key(slot: int, foreground: int, background: int) -> int:
    return slot << 48 | foreground << 24 | background


def painted(tiles: TileCache, keys: Keys) -> np.ndarray[tuple[int, ...], np.dtype[np.uint32]]:
    rows, cols = keys.shape
    out = np.zeros((rows, tiles.metrics.height, cols, tiles.metrics.width), np.uint32)
    tiles.paint(keys, list(out))
    return out


def test_what_is_painted_is_what_is_drawn_past_the_cache(tiles: TileCache) -> None:
    """However full the cache and whatever was in it: many rounds of many keys, some far too many for it."""
    random = np.random.default_rng(3)
    for colors in (3, 40, 400, 100_000, 5):
        inks = random.integers(0, 1 << 24, colors).astype(np.uint64)
        keys = random.integers(0, 383, (12, 90)).astype(np.uint64) << np.uint64(48)
        keys |= random.choice(inks, (12, 90)) << np.uint64(24) | random.choice(inks, (12, 90))
        drawn = tiles.draw(keys.ravel()).reshape(12, 90, tiles.metrics.height, tiles.metrics.width)
        assert (painted(tiles, keys) == drawn.transpose(0, 2, 1, 3)).all()


def test_few_keys_are_all_cached(tiles: TileCache) -> None:
    keys = np.array([[key(slot, 0xFF0000 + slot, 0x10) for slot in range(90)]] * 3, np.uint64)
    painted(tiles, keys)
    assert not tiles._find(keys.ravel())[1].size


def test_a_full_cache_begins_anew(tiles: TileCache) -> None:
    for number in range(3 * SLOTS // 200):
        painted(tiles, np.array([[key(1 + c % 90, number, c) for c in range(200)]], np.uint64))
    used = int(np.count_nonzero(tiles._tags != EMPTY))
    assert 0 < used <= MOST_USED
    assert used == tiles._used


def test_exact_colours_of_a_full_block(tiles: TileCache) -> None:
    out = painted(tiles, np.array([[key(381, 0x123456, 0x654321), key(0, 0x123456, 0x654321)]], np.uint64))
    assert np.unique(out[0, :, 0] & 0xFFFFFF).tolist() == [0x123456]
    assert np.unique(out[0, :, 1] & 0xFFFFFF).tolist() == [0x654321]


def test_unknown_slots_are_blank_until_they_are_known(qapp: QApplication) -> None:
    atlas = GlyphAtlas()
    atlas.add(1, 0, [Glyph(" ")])
    tiles = atlas.tiles(13.0, 1.0)
    keys = np.array([[key(1, 0xFFFFFF, 0x101010)]], np.uint64)
    assert np.unique(painted(tiles, keys) & 0xFFFFFF).tolist() == [0x101010]
    atlas.add(1, 1, [Glyph("█")])
    assert np.unique(painted(tiles, keys) & 0xFFFFFF).tolist() == [0xFFFFFF]


def test_forgetting_draws_the_new_meaning_of_a_slot(qapp: QApplication) -> None:
    atlas = GlyphAtlas()
    atlas.add(1, 0, [Glyph(" "), Glyph("█")])
    tiles = atlas.tiles(13.0, 1.0)
    keys = np.array([[key(1, 0xFFFFFF, 0)]], np.uint64)
    assert (painted(tiles, keys) & 0xFFFFFF == 0xFFFFFF).all()
    atlas.add(2, 0, [Glyph(" "), Glyph(" ")])
    assert (painted(tiles, keys) & 0xFFFFFF == 0).all()


@pytest.mark.parametrize("again", [[Glyph(" "), Glyph(" ")], [Glyph(" ")]])
def test_a_core_that_was_started_again_means_other_glyphs(qapp: QApplication, again: list[Glyph]) -> None:
    """Its generation is the same number, its slots are not the same glyphs."""
    atlas = GlyphAtlas()
    atlas.add(1, 0, [Glyph(" "), Glyph("█")])
    tiles = atlas.tiles(13.0, 1.0)
    keys = np.array([[key(1, 0xFFFFFF, 0)]], np.uint64)
    painted(tiles, keys)
    atlas.add(1, 0, again)
    atlas.add(1, 1, [Glyph(" ")])
    assert (painted(tiles, keys) & 0xFFFFFF == 0).all()


def test_distinct() -> None:
    assert distinct(np.array([5, 1, 5, 3, 1], np.uint64)).tolist() == [1, 3, 5]
    assert distinct(np.array([], np.uint64)).tolist() == []
