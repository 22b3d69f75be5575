"""One atlas a font."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from console.ui.terminal.fonts import best_family
from console.ui.terminal.shelf import GlyphShelf
from console.wire.frames import ascii_glyphs


def test_a_font_that_comes_later_has_the_glyphs_of_the_others(qapp: QApplication) -> None:
    other = next(name for name in QFontDatabase.families() if name != best_family())
    shelf = GlyphShelf()
    shelf.add(1, 0, ascii_glyphs())
    first, second = shelf.atlas(""), shelf.atlas(other)
    assert (first.family, second.family) == (best_family(), other)
    assert second.glyphs == first.glyphs
    assert second.generation == 1
    shelf.add(2, 0, ascii_glyphs()[:3])
    assert len(first.glyphs) == len(second.glyphs) == 3
    assert shelf.atlas(other) is second


def test_a_font_that_is_not_installed_is_the_best_one(qapp: QApplication) -> None:
    shelf = GlyphShelf()
    assert shelf.atlas("No Such Font At All") is shelf.atlas("")
