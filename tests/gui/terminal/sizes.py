"""Cells in pixels: those of 13 px text at 100 to 300 %, and odd ones between."""

from __future__ import annotations

SIZES = [
    (7, 15), (8, 18), (8, 17), (9, 20), (10, 22), (11, 23), (12, 27), (13, 29), (14, 32), (16, 36), (18, 40), (20, 45),
    (23, 54),
]  # fmt: skip

SAMPLE = 4
"""Of 255: one of 64 samples of a pixel, which may lie on the line between two shapes."""
