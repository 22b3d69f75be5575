from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QFontDatabase, QImage, QPainter
from PySide6.QtWidgets import QApplication

from console.ui.terminal.clusters import shaped
from console.ui.terminal.fonts import measure
from console.ui.terminal.raster import rasterise
from console.wire.frames import Glyph, Half, ascii_glyphs


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_all_ascii_has_ink_but_the_blank(qapp: QApplication, ratio: float) -> None:
    glyphs = ascii_glyphs()
    sheet = rasterise(glyphs, measure(13.0, ratio))
    assert not sheet.colored
    for glyph, mask in zip(glyphs, sheet.masks, strict=True):
        assert mask.any() == (glyph.text != " "), glyph


def test_a_batch_draws_what_single_glyphs_draw(qapp: QApplication) -> None:
    metrics = measure(13.0, 1.0)
    glyphs = [Glyph(char, bold) for char in "Mgj|─x" for bold in (False, True)]
    sheet = rasterise(glyphs, metrics)
    for glyph, mask in zip(glyphs, sheet.masks, strict=True):
        assert (mask == rasterise([glyph], metrics).masks[0]).all()


def test_faces_differ(qapp: QApplication) -> None:
    plain, bold, italic = rasterise(
        [Glyph("M"), Glyph("M", bold=True), Glyph("M", italic=True)], measure(13.0, 2.0)
    ).masks
    assert int(bold.astype(int).sum()) > int(plain.astype(int).sum())
    assert (italic != plain).any()


def test_a_wide_glyph_is_centred_over_two_cells(qapp: QApplication) -> None:
    metrics = measure(13.0, 2.0)
    left, right = rasterise([Glyph("x", half=Half.LEFT), Glyph("x", half=Half.RIGHT)], metrics).masks
    joined = np.hstack([left, right])
    inked = np.flatnonzero(joined.any(axis=0))
    before, after = inked[0], joined.shape[1] - 1 - inked[-1]
    assert abs(before - after) <= 3
    assert left.any()
    assert right.any()


def test_emoji_bring_their_colours(qapp: QApplication) -> None:
    if not any("Emoji" in family for family in QFontDatabase.families()):
        pytest.skip("No emoji font is installed: apt install fonts-noto-color-emoji")
    sheet = rasterise([Glyph("😀", half=Half.LEFT), Glyph("😀", half=Half.RIGHT), Glyph("a")], measure(13.0, 1.0))
    assert set(sheet.colored) == {0, 1}
    halves = np.hstack([sheet.colored[0], sheet.colored[1]])
    assert len(np.unique(halves)) > 10
    signs = [Glyph(text, half=Half.LEFT) for text in ("❤\ufe0f", "☺\ufe0f", "1\ufe0f\u20e3", "☺", "❤\ufe0e")]
    assert set(rasterise(signs, measure(13.0, 1.0)).colored) == {0, 1, 2}


def test_a_fallback_that_is_too_wide_is_made_to_fit(qapp: QApplication) -> None:
    metrics = measure(13.0, 2.0)
    mask = rasterise([Glyph("﷽")], metrics).masks[0]
    assert mask.any()
    assert mask[:, -1].max() < 255 or not mask[:, -1].all()


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("text", ["Ấ", "Ǻ", "Ṩ", "ǖ", "ķ", "|", "ḱ̲", "g̱̈"])
def test_marks_above_and_below_are_not_cut_off(qapp: QApplication, text: str, ratio: float) -> None:
    """All the ink of what a font can put together is there, as long as it is not too much for a cell."""
    metrics = measure(13.0, ratio)
    cluster = shaped(text, metrics.font())
    if cluster.ink.height() > metrics.height or cluster.advance > metrics.width * 1.12:
        pytest.skip("more ink than a cell has room for: it is made smaller, as another test has it")
    free = QImage(4 * metrics.width, 3 * metrics.height, QImage.Format.Format_ARGB32_Premultiplied)
    free.fill(0)
    painter = QPainter(free)
    painter.setPen(QColor("white"))
    painter.setFont(cluster.font)
    painter.drawText(metrics.width, 2 * metrics.height, cluster.text)
    painter.end()
    wanted = int((np.frombuffer(free.constBits(), np.uint32) >> 24).sum())
    drawn = int(rasterise([Glyph(text)], metrics).masks[0].astype(int).sum())
    assert drawn >= 0.93 * wanted


def test_a_cluster_that_is_too_tall_is_made_to_fit(qapp: QApplication) -> None:
    metrics = measure(13.0, 2.0)
    text = "x" + "\u0302" * 6
    mask = rasterise([Glyph(text)], metrics).masks[0]
    plain = rasterise([Glyph("x")], metrics).masks[0]
    assert mask.any(axis=0).sum() < plain.any(axis=0).sum()
