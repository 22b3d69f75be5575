"""The atlases of a window: one for each font that a terminal has, all with the same glyphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFontDatabase

from console.ui.terminal.atlas import GlyphAtlas
from console.ui.terminal.fonts import best_family

if TYPE_CHECKING:
    from console.wire.frames import Glyph


class GlyphShelf:
    """Takes glyphs once and hands them to every atlas."""

    def __init__(self) -> None:
        self._atlases: dict[str, GlyphAtlas] = {}
        self._best = best_family()

    def add(self, generation: int, first_slot: int, glyphs: list[Glyph]) -> None:
        """Take new slots; another generation forgets the old ones."""
        self.atlas("")
        for atlas in self._atlases.values():
            atlas.add(generation, first_slot, glyphs)

    def atlas(self, family: str) -> GlyphAtlas:
        """Return the atlas of a font family; one that is not installed, or none, is the best one that is."""
        wanted = family if family and QFontDatabase.hasFamily(family) else self._best
        atlas = self._atlases.get(wanted)
        if atlas is None:
            atlas = GlyphAtlas(wanted)
            for other in self._atlases.values():
                atlas.add(other.generation, 0, other.glyphs)
                break
            self._atlases[wanted] = atlas
        return atlas
