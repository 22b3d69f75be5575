from __future__ import annotations

from typing import cast

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QRawFont, QTextLayout
from PySide6.QtWidgets import QApplication

from console.ui.terminal.clusters import _fonts_of, _ink, _laid_out, shaped
from console.ui.terminal.fonts import measure


def families(text: str) -> tuple[list[str], list[str]]:
    """Return what Qt takes by itself and what we take."""
    font = measure(13.0, 1.0).font()
    ours = shaped(text, font).font
    before, after = ([raw.familyName() for raw in _fonts_of(_laid_out(text, face))] for face in (font, ours))
    return before, after


@pytest.mark.parametrize("text", ["e\u0301", "1\ufe0f\u20e3", "\U0001f469\u200d\U0001f4bb", "x\u0302\u0303"])
def test_a_cluster_comes_from_one_font_where_one_has_it(qapp: QApplication, text: str) -> None:
    before, after = families(text)
    assert len(after) <= len(before)
    assert len(after) == 1


def test_a_fallback_that_has_all_takes_the_letter_too(qapp: QApplication) -> None:
    """The first font has the letter but not the mark; where another has both, both come from there."""
    first = QRawFont.fromFont(measure(13.0, 1.0).font())
    for mark in (chr(code) for code in range(0x0300, 0x0370)):
        if first.supportsCharacter(ord(mark)):
            continue
        before, after = families("Z" + mark)
        if len(before) > 1 and len(after) == 1:
            assert after[0] in before
            return
    pytest.skip("No mark is missing from the first font and present in another")


def test_what_the_first_font_has_stays_there(qapp: QApplication) -> None:
    font = measure(13.0, 1.0).font()
    assert shaped("e\u0301", font).font is font


def test_ink_counts_the_marks(qapp: QApplication) -> None:
    font = measure(13.0, 2.0).font()
    plain, marked = shaped("x", font), shaped("x\u0302\u0323", font)
    assert marked.ink.top() < plain.ink.top() - 3
    assert marked.ink.bottom() > plain.ink.bottom() + 2
    assert marked.advance == pytest.approx(plain.advance, abs=1.0)


class Box:
    """The font of a run that no font can shape, as Qt gives it: every question about it ends the process."""

    def isValid(self) -> bool:
        return True

    def pixelSize(self) -> float:
        return -1.0


class Boxes:
    """A layout of such runs."""

    def glyphRuns(self) -> list[Boxes]:
        return [self]

    def rawFont(self) -> Box:
        return Box()

    def glyphIndexes(self) -> list[int]:
        return [1]

    def positions(self) -> list[QPointF]:
        return [QPointF()]


def test_a_script_that_no_font_can_shape_ends_nothing() -> None:
    layout = cast("QTextLayout", Boxes())
    assert list(_fonts_of(layout)) == []
    assert _ink(layout, 10.0).isEmpty()


@pytest.mark.parametrize("text", ["x\u0334\u0337\u0321", "n\u0303\u0321", "o\u0334"])
def test_a_letter_is_read_also_where_no_font_can_put_a_mark_on_it(qapp: QApplication, text: str) -> None:
    font = measure(13.0, 1.0).font()
    plain, marked = shaped(text[0], font), shaped(text, font)
    assert marked.text.startswith(text[0])
    assert marked.advance <= 1.5 * plain.advance, "it need not be made smaller"
