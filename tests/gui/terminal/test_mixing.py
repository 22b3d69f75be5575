from __future__ import annotations

import numpy as np

from console.ui.terminal.mixing import CHUNK_PIXELS, Mixer, blend, over


def test_full_and_no_coverage_are_exact() -> None:
    random = np.random.default_rng(1)
    ink, ground = (random.integers(0, 1 << 24, 500).astype(np.uint32) for _ in range(2))
    assert (blend(np.full(500, 256, np.uint32), ink, ground) & 0xFFFFFF == ink).all()
    assert (blend(np.zeros(500, np.uint32), ink, ground) & 0xFFFFFF == ground).all()


def test_mixing_is_right_in_each_channel() -> None:
    random = np.random.default_rng(2)
    ink, ground = (random.integers(0, 1 << 24, 500).astype(np.uint32) for _ in range(2))
    coverage = random.integers(0, 257, 500).astype(np.uint32)
    mixed = blend(coverage, ink, ground)
    for shift in (0, 8, 16):
        first, second, got = ((color >> shift & 0xFF).astype(int) for color in (ink, ground, mixed))
        assert (got == (second * 256 + (first - second) * coverage.astype(int)) // 256).all()


def test_premultiplied_pixels_lie_over_a_ground() -> None:
    clear, solid = np.array([0], np.uint32), np.array([0xFF123456], np.uint32)
    ground = np.array([0xABCDEF], np.uint32)
    assert over(clear, ground).tolist() == [0xFFABCDEF]
    assert over(solid, ground).tolist() == [0xFF123456]


def test_thousands_of_cells_are_mixed_as_one_is() -> None:
    random = np.random.default_rng(4)
    coverages = random.integers(0, 257, (40, 6, 5)).astype(np.uint16)
    slots = random.integers(0, 40, CHUNK_PIXELS // 10)
    inks, grounds = (random.integers(0, 1 << 24, slots.size).astype(np.uint32) for _ in range(2))
    keys = inks.astype(np.uint64) << np.uint64(24) | grounds
    parts = [slice(0, 7), slice(7, slots.size)]
    drawn = np.concatenate([pixels.copy() for _, pixels in Mixer(6, 5).cells(coverages, slots, keys, parts)])
    for place in (0, 6, 7, CHUNK_PIXELS // 30 + 6, CHUNK_PIXELS // 30 + 7, slots.size - 1):
        alone = blend(coverages[slots[place]].astype(np.uint32), inks[place : place + 1], grounds[place : place + 1])
        assert (drawn[place] == alone).all()
