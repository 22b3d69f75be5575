"""Cells read in bulk."""

from __future__ import annotations

import numpy as np
import pytest

from console.terminal.glyphs import GlyphTable
from console.terminal.palette import Palette
from console.wire.frames import Half
from tests.unit.terminal.screens import engine, show


def test_thousands_of_styles_on_many_pages() -> None:
    terminal = engine("ghostty", 100, 50, 100)
    rng = np.random.default_rng(1)
    colors = rng.integers(0, 256, (5000, 3)).tolist()
    terminal.feed("".join(f"\x1b[38;2;{r};{g};{b}mX" for r, g, b in colors).encode())
    view = show(terminal).view
    found = (view.keys >> np.uint64(24) & np.uint64(0xFFFFFF)).reshape(-1).tolist()
    assert found == [r << 16 | g << 8 | b for r, g, b in colors]
    terminal.close()


def test_the_same_style_number_on_two_pages_is_two_styles() -> None:
    terminal, glyphs = engine("ghostty", 100, 50, 5000), GlyphTable()
    # Three colours in no order: each page of the engine's memory numbers them as they come.
    colors = np.random.default_rng(3).integers(1, 4, 4000).tolist()
    for row, color in enumerate(colors):
        terminal.feed(f"\x1b[38;2;0;0;{color}m{row}\r\n".encode())
        if row > 100 and row % 20 == 0:
            view = terminal.view(glyphs, full=True)
            found = (view.keys[:49, 0] >> np.uint64(24) & np.uint64(0xFFFFFF)).tolist()
            assert found == colors[row - 48 : row + 1]
    terminal.close()


def test_backgrounds_without_text() -> None:
    terminal = engine("ghostty")
    terminal.feed(b"\x1b[44m\x1b[K\x1b[0m\r\n\x1b[48;2;17;34;51m\x1b[K")
    shown = show(terminal)
    assert shown.cell(5, 0)[2] == 0x81A2BE
    assert shown.cell(5, 1)[2] == 0x112233
    terminal.close()


def test_a_cluster_is_a_glyph_in_two_halves() -> None:
    terminal, glyphs = engine("ghostty"), GlyphTable()
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
    terminal.feed(f"\x1b[31m{family}".encode())
    view = show(terminal, glyphs).view
    left, right = (glyphs.new_since(int(view.keys[0, x]) >> 48)[0] for x in (0, 1))
    assert (left.text, left.half, right.text, right.half) == (family, Half.LEFT, family, Half.RIGHT)
    assert int(view.keys[0, 0]) & 0xFFFFFFFFFFFF == int(view.keys[0, 1]) & 0xFFFFFFFFFFFF
    terminal.close()


def test_only_rows_that_may_have_changed_are_read() -> None:
    terminal, glyphs = engine("ghostty"), GlyphTable()
    terminal.feed(b"a\r\nb\r\nc")
    terminal.view(glyphs, full=True)
    terminal.feed(b"d")
    assert terminal.view(glyphs, full=False).row_numbers.tolist() == [2]
    assert terminal.view(glyphs, full=False).row_numbers.tolist() == []
    terminal.close()


@pytest.mark.parametrize(
    "beside", ["\x1b[31mx", "\x1b[44m\x1b[K", "\u65e5", "e\u0301", "\x1b]8;;https://example.com\x07x"]
)
@pytest.mark.parametrize("colors", ["", "\x1b]10;#333333\x07\x1b]11;#222222\x07", "\x1b[?5h"])
def test_plain_rows_look_the_same_whatever_is_read_with_them(beside: str, colors: str) -> None:
    terminal, glyphs = engine("ghostty"), GlyphTable()
    terminal.set_colors(Palette(minimum_contrast=4.5))
    terminal.feed(f"{colors}plain\tte\u00df \u2500\u2588\r\n".encode())
    alone = terminal.view(glyphs, full=True)
    terminal.feed(beside.encode())
    together = terminal.view(glyphs, full=True)
    assert (alone.keys[0] == together.keys[0]).all()
    assert (alone.keys[1] != together.keys[1]).any() or beside.startswith("\x1b]8")
    if alone.attributes is not None:
        assert not alone.attributes.any()
    terminal.close()


def test_a_letter_under_more_accents_than_anybody_reads_shows_no_text_of_another_cell() -> None:
    terminal = engine("ghostty", 10, 2)
    terminal.feed(("a\u0308" + "e" + "\u0301" * 500).encode())
    shown = show(terminal)
    assert [shown.cell(x, 0)[0] for x in range(2)] == ["a\u0308", "e"]
    terminal.close()
